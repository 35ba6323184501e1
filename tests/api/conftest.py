"""One catalogue a module, rolled back after it, and a client that checks every answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from backend.territories.directory import reset_directory
from search.replica import replica
from tests.api import contract
from tests.api.catalogue import Catalogue, make_catalogue

BASE = "/api/v1/"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Catalogue]:
    """The catalogue of a module's tests; none of them may change it for the next one."""
    media: Path = tmp_path_factory.mktemp("media")
    with (
        override_settings(MEDIA_ROOT=media, SEARCH_DRAIN_WHEN_DUE=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        _forget()
        yield make_catalogue()
        transaction.set_rollback(True)
    _forget()


def _forget() -> None:
    """What the process remembers of another database."""
    reset_directory()
    replica().forget()


class Api:
    """Reads the API as anyone may, and holds each answer against the contract."""

    def __init__(self) -> None:
        self._client = Client()

    def answer(self, path: str, /, *, headers: Any = None, **query: Any) -> HttpResponse:
        """The whole answer; ``path`` is below the API, or an address that an answer gave."""
        url = path if path.startswith(("http", "/")) else BASE + path
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query, doseq=True)
        response = self._client.get(url, headers=headers or {})
        contract.check(url, response)
        return response

    def get(self, path: str, /, **query: Any) -> Any:
        """The body of an answer that has to be a success."""
        response = self.answer(path, **query)
        assert response.status_code == 200, (path, query, response.content[:800])
        return response.json()

    def refused(self, path: str, expected: int = 400, /, **query: Any) -> Any:
        """The problem of an answer that has to be refused."""
        response = self.answer(path, **query)
        assert response.status_code == expected, (path, query, response.content[:800])
        body = response.json()
        assert body["status"] == expected
        return body


@pytest.fixture
def api(world: Catalogue, db: None) -> Api:
    return Api()
