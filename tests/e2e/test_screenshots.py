"""The pictures of the documentation: taken at each run, kept when SCREENSHOTS=1 asks for it."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.utils.text import slugify
from playwright.sync_api import Browser, Page

from cms_pages.kinds import KINDS
from tests.e2e.desk import Desk, signed_in
from tests.servers import ROOT, Catalogue

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

FORM_HEIGHT = 1400

TELLING_TABS = {
    "offer": ("Essentiel", "Contenu"),
    "aid": ("Bénéficiaires", "Montants"),
    "call": ("Dates",),
    "event": ("Dates",),
    "programme": ("Dates",),
    "article": ("Contenu",),
    "guide": ("Contenu",),
    "newsletter": ("Contenu",),
    "partner": ("Contacts et documents",),
    "page": ("Contenu",),
}
"""The tabs that show what a kind has of its own; the first tab looks alike for all."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if os.environ.get("SCREENSHOTS") == "1":
        kept = ROOT / "docs" / "screens"
        kept.mkdir(parents=True, exist_ok=True)
        return kept
    return tmp_path_factory.mktemp("screens")


def keep(page: Page, folder: Path, name: str) -> None:
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    assert path.stat().st_size > 10_000, "a blank page"


def first_of(catalogue: Catalogue, kind: Any) -> int:
    """The first published page of a kind."""
    address = f"{catalogue.url}/api/v1/{kind.collection}/?page_size=1&sort=title&facets="
    with urllib.request.urlopen(address, timeout=60) as answer:
        pk: int = json.load(answer)["results"][0]["id"]
    return pk


def check(desk: Desk) -> None:
    """An error of a script leaves a form without its fields, in silence."""
    assert not desk.errors, desk.errors


@pytest.mark.parametrize(
    ("name", "role"),
    [("accueil-partenaire", "redaction"), ("accueil-administration", "administration")],
)
def test_screenshots_of_the_home(
    catalogue: Catalogue, chromium: Browser, folder: Path, name: str, role: str
) -> None:
    with signed_in(chromium, catalogue.url, role) as desk:
        check(desk)
        keep(desk.page, folder, name)


def test_every_kind_has_its_picture() -> None:
    assert TELLING_TABS.keys() == KINDS.keys()


def test_screenshots_of_each_form(catalogue: Catalogue, chromium: Browser, folder: Path) -> None:
    with signed_in(chromium, catalogue.url, "administration", height=FORM_HEIGHT) as desk:
        for code, tabs in TELLING_TABS.items():
            desk.open(f"/admin/pages/{first_of(catalogue, KINDS[code])}/edit/")
            assert desk.page.locator("#id_title").input_value()
            for tab in tabs:
                desk.page.get_by_role("tab", name=tab, exact=True).click()
                desk.settle()
                check(desk)
                keep(desk.page, folder, f"formulaire-{code}-{slugify(tab)}")


def test_screenshot_of_the_coverage(catalogue: Catalogue, chromium: Browser, folder: Path) -> None:
    with signed_in(chromium, catalogue.url, "administration", height=FORM_HEIGHT) as desk:
        desk.open("/admin/reports/coverage/")
        assert desk.page.locator(".coverage table").count() == 4
        check(desk)
        keep(desk.page, folder, "rapport-couverture")


def test_screenshots_of_the_documentation(
    catalogue: Catalogue, browser_page: Page, folder: Path
) -> None:
    for name in ("docs", "redoc"):
        browser_page.goto(f"{catalogue.url}/api/v1/{name}/")
        browser_page.wait_for_load_state("networkidle")
        browser_page.get_by_text("/search/").first.wait_for()
        keep(browser_page, folder, f"api-{name}")


MAIN_ANSWERS = {
    "recherche": ("search", "search", {"q": "toiture"}),
    "aides-d-une-commune": ("aids", "aids_list", {"insee": "26274"}),
    "partenaire": ("partners", "partners_detail", {"key": "caue-26"}),
    "territoire": ("territories", "territory", {"code": "26274"}),
    "refus": ("events", "events_list", {"insee": "99999"}),
}
"""By picture, where in the documentation and what to ask: (tag, operation, what is typed)."""


@pytest.mark.parametrize("name", MAIN_ANSWERS)
def test_screenshots_of_the_main_answers(
    catalogue: Catalogue, browser_page: Page, folder: Path, name: str
) -> None:
    """As a developer does who discovers the API: opens a request, fills it, sends it, reads."""
    tag, operation, typed = MAIN_ANSWERS[name]
    browser_page.set_viewport_size({"width": 1280, "height": FORM_HEIGHT})
    browser_page.goto(f"{catalogue.url}/api/v1/docs/#/{tag}/{operation}")
    request = browser_page.locator(f"#operations-{tag}-{operation}")
    for parameter, value in typed.items():
        row = request.locator(f"tr[data-param-name={parameter}]")
        row.locator("input").first.fill(value)
    request.get_by_role("button", name="Execute").click()
    answer = request.locator(".live-responses-table")
    answer.get_by_text("Response body").wait_for()
    assert ("400" if name == "refus" else "200") in answer.inner_text()
    answer.scroll_into_view_if_needed()
    request.locator(".request-url").evaluate("element => element.scrollIntoView()")
    keep(browser_page, folder, f"api-{name}")
