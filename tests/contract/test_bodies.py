"""The body of a request to Elasticsearch and the reading of its answer, without a server."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest
from hypothesis import given

from search.engines.elasticsearch import result
from search.engines.elasticsearch.body import clause_query, known_body, like_body, search_body
from search.engines.elasticsearch.client import Cluster
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.schema import index_body, to_source
from search.query import (
    All,
    AnyOf,
    Between,
    Clause,
    ClausesCount,
    Either,
    Ids,
    Not,
    SearchQuery,
    SortKey,
    TermsCount,
)
from search.text.plan import like, plan
from tests.contract.strategies import queries


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (AnyOf("kind", ("aid", "call")), {"terms": {"kind": ["aid", "call"]}}),
        (AnyOf("kind", ()), {"match_none": {}}),
        (Ids((1, 2**70)), {"terms": {"id": [1]}}),
        (Between("closes", 1, 2), {"range": {"closes": {"gte": 1, "lte": 2}}}),
        (Between("closes", 2**70), {"match_none": {}}),
        (Between("closes", at_most=2**70), {"range": {"closes": {"lte": 2**63 - 1}}}),
        (Between("closes"), {"exists": {"field": "closes"}}),
        (All(), {"match_all": {}}),
        (Either(), {"match_none": {}}),
        (Not(Ids((1,))), {"bool": {"must_not": [{"terms": {"id": [1]}}]}}),
    ],
)
def test_clauses(clause: Clause, expected: dict[str, object]) -> None:
    assert clause_query(clause) == expected


def test_a_facet_counts_without_its_own_filter() -> None:
    kind, domain = AnyOf("kind", ("aid",)), AnyOf("domain", ("eau",))
    body = search_body(
        SearchQuery(
            selected={"kind": kind, "domain": domain},
            facets=(
                TermsCount("kind", "kind"),
                TermsCount("phase", "phase"),
                ClausesCount("status", {"open": Between("closes", 5)}),
            ),
        )
    )
    both = {"bool": {"filter": [clause_query(kind), clause_query(domain)]}}
    assert body["post_filter"] == both
    assert body["aggs"]["kind"]["filter"] == {"bool": {"filter": [clause_query(domain)]}}
    assert set(body["aggs"]["kind"]["aggs"]) == {"kind"}
    assert body["aggs"]["#rest"]["filter"] == both
    assert set(body["aggs"]["#rest"]["aggs"]) == {"phase", "status"}
    assert "min_score" not in json.dumps(body)


def test_every_order_ends_with_the_id() -> None:
    query = SearchQuery(sort=(SortKey("deadline", descending=True),))
    assert search_body(query)["sort"] == [
        {"deadline": {"order": "desc", "missing": "_last"}},
        {"id": "asc"},
    ]
    assert search_body(SearchQuery())["sort"] == [{"id": "asc"}]
    text = SearchQuery(text=plan("école"))
    assert search_body(text)["sort"] == [{"_score": "desc"}, {"id": "asc"}]


@given(queries())
def test_any_query_makes_a_body(query: SearchQuery) -> None:
    json.dumps(search_body(query))
    if query.text is None:
        return
    json.dumps(known_body(query.text, query.base))
    for known in (True, False):
        for reading in query.text.relaxed([known] * len(query.text.clauses)):
            json.dumps(search_body(replace(query, text=reading)))


def test_documents() -> None:
    document = {"title": "L'école", "keywords": ["CAUE", "C.A.U.E."], "kind": ["aid"], "else": 1}
    source = to_source(7, 3, {**document, "closes": 5, "sort_title": "l ecole"})
    assert source == {
        "id": 7, "version": 3, "removed": False, "title": "L'école", "kind": ["aid"], "closes": 5,
        "keywords": source["keywords"], "sort_title": "l ecole",
    }  # fmt: skip
    assert source["keywords"].startswith("CAUE et et")
    assert to_source(7, 4, None) == {"id": 7, "version": 4, "removed": True}


def test_the_schema_is_strict_and_known_by_its_hash() -> None:
    body = index_body(shards=3, replicas=1)
    assert body["mappings"]["dynamic"] == "strict"
    assert body["settings"]["number_of_shards"] == 3
    assert body["mappings"]["_meta"] == index_body()["mappings"]["_meta"]


def test_nothing_to_be_close_to() -> None:
    assert like_body(like({"id": 1}), All(), 5) is None


def test_answers() -> None:
    answer = {
        "hits": {"total": {"value": 12}, "hits": [{"_id": "5", "_score": None}]},
        "aggregations": {
            "#seen": {"doc_count": 40},
            "kind": {"kind": {"buckets": [{"key": "aid", "doc_count": 2}]}},
            "#rest": {"status": {"buckets": {"open": {"doc_count": 1}}}},
        },
    }
    facets = (TermsCount("kind", "kind"), ClausesCount("status", {"open": All()}))
    assert result.hits(answer, scored=False) == ((5, 0.0),)
    assert (result.total(answer), result.seen(answer)) == (12, 40)
    assert result.counts(answer, facets) == {"kind": {"aid": 2}, "status": {"open": 1}}


def test_no_secret_in_a_representation() -> None:
    cluster = Cluster(("https://es",), user="u", password="hidden", api_key="hidden")
    assert "hidden" not in repr(cluster)


def test_connections_do_not_outlive_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ElasticsearchEngine(Cluster(("http://127.0.0.1:1",)), "nothing")
    before = engine.clients
    assert engine.clients is before
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: before.pid + 1)
        after = engine.clients
        assert after is not before
    before.close()
    after.close()
