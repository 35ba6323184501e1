"""From a partner's keyboard to the API: written, submitted, approved, found."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.desk import Desk, signed_in
from tests.servers import Catalogue

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

TITLE = "Réparer un kiosque à musique"


def found(catalogue: Catalogue, title: str) -> list[str]:
    query = urllib.parse.urlencode({"q": title, "kind": "offer"})
    with urllib.request.urlopen(f"{catalogue.url}/api/v1/search/?{query}", timeout=30) as answer:
        results: list[dict[str, Any]] = json.load(answer)["results"]
    return [result["title"] for result in results]


def write_offer(desk: Desk, title: str) -> None:
    desk.press("a[href*='/add/cms_pages/offerpage/']")
    desk.page.wait_for_url("**/admin/pages/add/cms_pages/offerpage/**")
    desk.settle()
    desk.type("#id_title", title)
    desk.type("#id_summary", "Un diagnostic et un chiffrage avant les travaux.")
    desk.press("[name=domains]", key="Space")


def test_written_submitted_approved_found(catalogue: Catalogue, chromium: Browser) -> None:
    assert TITLE not in found(catalogue, TITLE)
    with signed_in(chromium, catalogue.url, "redaction") as desk:
        write_offer(desk, TITLE)
        desk.press("footer .w-dropdown__toggle")
        desk.press("[name=action-submit]")
        desk.page.wait_for_url("**/admin/pages/*/")
        assert TITLE in desk.page.locator("main").inner_text()
    assert TITLE not in found(catalogue, TITLE)
    with signed_in(chromium, catalogue.url, "moderation") as desk:
        assert TITLE in desk.page.locator("main").inner_text()
        desk.page.get_by_role("link", name=TITLE).first.click()
        desk.settle()
        desk.page.locator("footer .w-dropdown__toggle").click()
        desk.page.get_by_role("button", name="Approuver", exact=True).click()
        desk.page.get_by_text("publié").first.wait_for()
    assert TITLE in found(catalogue, TITLE)


def test_what_is_missing_is_said_where_it_is_missing(
    catalogue: Catalogue, chromium: Browser
) -> None:
    with signed_in(chromium, catalogue.url, "redaction") as desk:
        desk.press("a[href*='/add/cms_pages/offerpage/']")
        desk.page.wait_for_url("**/admin/pages/add/cms_pages/offerpage/**")
        desk.settle()
        desk.type("#id_title", "Sans résumé")
        desk.press("footer .w-dropdown__toggle")
        desk.press("[name=action-submit]")
        desk.page.locator("[id$=summary-errors]").wait_for()
        described = desk.page.locator("#id_summary").get_attribute("aria-describedby") or ""
        assert "error" in described


@pytest.mark.parametrize(
    ("name", "sees", "lacks"),
    [
        ("redaction", "Images", "Taxonomies"),
        ("moderation", "Taxonomies", "Utilisateurs"),
        ("administration", "Taxonomies", "introuvable"),
    ],
)
def test_each_role_sees_its_menu(
    catalogue: Catalogue, chromium: Browser, name: str, sees: str, lacks: str
) -> None:
    with signed_in(chromium, catalogue.url, name) as desk:
        menu = desk.page.locator("#wagtail-sidebar").inner_text()
        assert sees in menu
        assert lacks not in menu
