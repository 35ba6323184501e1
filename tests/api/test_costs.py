"""What a read costs: one engine call and one query for a list, whatever its length."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engines.embedded.engine import EmbeddedEngine
from search.facets import FACETS
from tests.api.conftest import BASE, Api
from tests.api.endpoints import ENDPOINTS
from tests.api.places import TOWN


@pytest.fixture
def engine_calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []
    search = EmbeddedEngine.search

    def counted(self: EmbeddedEngine, query: Any) -> Any:
        calls.append(query)
        return search(self, query)

    monkeypatch.setattr(EmbeddedEngine, "search", counted)
    return calls


def queries_of(url: str, **query: Any) -> list[str]:
    client = Client()
    client.get(url, query)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, query).status_code == 200
    return [found["sql"] for found in captured]


@pytest.mark.parametrize("page_size", [0, 1, 50])
@pytest.mark.parametrize("query", [{}, {"q": "eau"}, {"insee": TOWN}, {"domain": "eau-potable"}])
def test_a_list_with_all_facets_costs_one_query_and_one_engine_call(
    api: Api, engine_calls: list[Any], page_size: int, query: dict[str, str]
) -> None:
    everything = {**query, "page_size": page_size, "facets": ",".join(FACETS)}
    assert len(queries_of(f"{BASE}search/", **everything)) <= 1
    assert len(engine_calls) == 2, "one for each of the two requests"


@pytest.mark.parametrize("path", ENDPOINTS)
def test_no_endpoint_costs_more_than_one_query(api: Api, path: str) -> None:
    assert len(queries_of(path)) <= 1


def test_a_read_never_touches_the_pages(api: Api) -> None:
    for path in ENDPOINTS:
        assert not any("wagtailcore" in sql or "cms_pages" in sql for sql in queries_of(path))


def test_an_unchanged_answer_asks_the_engine_nothing(api: Api, engine_calls: list[Any]) -> None:
    tag = api.answer("search/")["ETag"]
    engine_calls.clear()
    assert api.answer("search/", headers={"If-None-Match": tag}).status_code == 304
    assert engine_calls == []
