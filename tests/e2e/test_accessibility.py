"""The admin's pages pass axe's checks."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.desk import signed_in
from tests.servers import Catalogue

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


# Wagtail gives its rich text editor a description and no name; the label stands right above.
WITHOUT_DRAFTAIL = {"exclude": [[".Draftail-Editor"]]}


def faults(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, WITHOUT_DRAFTAIL).response["violations"]
    return [f"{fault['id']}: {[node['target'] for node in fault['nodes']]}" for fault in found]


def test_the_sign_in_page(catalogue: Catalogue, browser_page: Page) -> None:
    browser_page.goto(f"{catalogue.url}/admin/login/")
    assert browser_page.locator("label", has_text="Mot de passe").count() == 1
    assert not faults(browser_page)


@pytest.mark.parametrize("name", ["redaction", "moderation", "administration"])
def test_the_home_of_each_role(catalogue: Catalogue, chromium: Browser, name: str) -> None:
    with signed_in(chromium, catalogue.url, name) as desk:
        assert not faults(desk.page)


def test_the_report_on_coverage(catalogue: Catalogue, chromium: Browser) -> None:
    with signed_in(chromium, catalogue.url, "moderation") as desk:
        desk.open("/admin/reports/coverage/")
        assert not faults(desk.page)


def test_a_form_tab_by_tab(catalogue: Catalogue, chromium: Browser) -> None:
    with signed_in(chromium, catalogue.url, "redaction") as desk:
        desk.page.locator("a[href*='/add/cms_pages/aidpage/']").click()
        desk.settle()
        tabs = desk.page.locator("main [role=tab]")
        for number in range(tabs.count()):
            if tabs.nth(number).is_visible():
                tabs.nth(number).click()
                assert not faults(desk.page), tabs.nth(number).inner_text()
