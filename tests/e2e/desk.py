"""A person at the admin, in a browser: signs in, and works with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from cms_pages.spaces.accounts import DEMO_PASSWORD

PATIENCE = 90_000
TABS_TO_ANYTHING = 250


@dataclass
class Desk:
    """A browser window where someone is signed in."""

    page: Page
    url: str
    errors: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the admin's scripts have built the page."""
        self.page.wait_for_load_state("networkidle")

    def tab_to(self, selector: str, *, back: bool = False) -> None:
        """Reach an element with the Tab key, as someone without a mouse does."""
        for _step in range(TABS_TO_ANYTHING):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate("s => !!document.activeElement?.matches(s)", selector):
                return
        raise AssertionError(f"The keyboard does not reach {selector}")

    def type(self, selector: str, text: str) -> None:
        """Reach a field with the keyboard and type in it."""
        if not self.page.evaluate("s => !!document.activeElement?.matches(s)", selector):
            self.tab_to(selector)
        self.page.keyboard.type(text)
        assert self.page.locator(selector).input_value() == text

    def press(self, selector: str, key: str = "Enter") -> None:
        self.tab_to(selector)
        self.page.keyboard.press(key)


@contextmanager
def signed_in(
    browser: Browser, url: str, name: str, height: int = 900, **options: Any
) -> Iterator[Desk]:
    context = browser.new_context(
        locale="fr-FR",
        viewport={"width": 1280, "height": height},
        reduced_motion="reduce",
        **options,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, url, [])
    page.on("pageerror", lambda error: desk.errors.append(str(error)))
    page.on("response", lambda answer: _note(desk, answer))
    desk.open("/admin/login/")
    desk.type("#id_username", name)
    desk.type("#id_password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/admin/")
    desk.settle()
    yield desk
    assert not desk.errors, desk.errors
    context.close()


def _note(desk: Desk, answer: Any) -> None:
    # The form saves itself while someone types, and is told when it cannot be saved yet.
    too_early = answer.status == 400 and answer.request.headers.get("accept") == "application/json"
    if answer.status >= 400 and not too_early:
        desk.errors.append(f"{answer.status} {answer.url}")
