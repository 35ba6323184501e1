"""Fixtures that every folder of tests may use: mainly the real services of `tests.services`."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import servers, services

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def _kept_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Puts back what migrations had written, which emptying the tables takes away."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    with contextlib.closing(sqlite3.connect(":memory:")) as kept:
        with django_db_blocker.unblock():
            connection.ensure_connection()
            connection.connection.backup(kept)
        yield
        with django_db_blocker.unblock():
            connection.ensure_connection()
            kept.backup(connection.connection)
            ContentType.objects.clear_cache()


@pytest.fixture
def committed_db(_kept_database: None, transactional_db: None) -> None:
    """Transactions that really commit. The tests that follow find the database as it was."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A throw-away PostgreSQL server, shared by the tests of one process."""
    with services.running_postgres() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of one's own, as a DATABASE_URL for the processes that a test starts."""
    import psycopg

    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres_server}/{name}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The address of a real Elasticsearch server."""
    return services.elasticsearch_address()


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Catalogue]:
    """The demonstration catalogue, served by processes of its own."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent  # the folder that the processes of one run share
    prepared = servers.prepare_once(run / "prepared")
    var = tmp_path_factory.mktemp("catalogue") / "var"
    shutil.copytree(prepared, var)
    with servers.served(var) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = services.chromium_path()
    # Playwright keeps an event loop in this thread, where Django would refuse to query; the
    # tests are synchronous all the same.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=services.CHROMIUM_OPTIONS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    """A fresh French browser window: no cookie, a laptop's size."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
