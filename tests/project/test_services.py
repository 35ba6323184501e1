"""The real services that other tests rely on do come up."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.filterwarnings("error")]


@pytest.mark.postgres
def test_each_test_gets_an_empty_postgres_database_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
    assert tables == (0,)


@pytest.mark.browser
def test_the_browser_runs_scripts_and_speaks_french(browser_page: Page) -> None:
    browser_page.set_content("<h1>Bouquet</h1>")
    assert browser_page.evaluate("navigator.language") == "fr-FR"
    assert browser_page.inner_text("h1") == "Bouquet"
