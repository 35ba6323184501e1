"""The judged queries, the titles and the partners' names, on both engines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from django.utils import timezone

from search.answers import SearchRequest
from search.catalogue import snapshot
from search.engines.base import Engine
from search.production import Production
from search.relevance import Alone, Query, measure, request, scores
from search.replica import Entry
from search.text.french import plain

pytestmark = pytest.mark.django_db

DIFFERENCES = Path(__file__).with_name("differences.csv")


def test_the_set_is_large_and_of_every_family(queries: list[Query]) -> None:
    families = {query.family for query in queries}
    assert len(queries) >= 90
    assert families >= {
        "accent", "acronym", "capitals", "elision", "hyphen", "partner", "place", "plural",
        "question", "synonym", "typo", "words",
    }  # fmt: skip


def test_every_judged_sheet_is_in_the_catalogue(demonstration: None, queries: list[Query]) -> None:
    held = {key(entry) for entry in entries()}
    assert {sheet for query in queries for sheet in query.grades} - held == set()


def test_readers_find_what_they_mean(engine: Engine, queries: list[Query]) -> None:
    measures = list(measure(engine, queries, timezone.now()))
    total = scores(measures)
    missed = [each.query.text for each in measures if not each.success]
    assert total.ndcg >= 0.90, total
    assert total.success >= 0.95, missed


def test_every_page_is_among_the_first_three_for_its_title(engine: Engine) -> None:
    lost = {
        entry.title: found
        for entry in entries()
        if key(entry) not in (found := first(engine, entry.title))
    }
    assert lost == {}


def test_a_partner_comes_first_for_its_names_however_typed(engine: Engine) -> None:
    typed = [(key(entry), name) for entry in entries() if entry.partner for name in names(entry)]
    assert {"C.A.U.E.", "caue 26", "CAUE de la Drôme", "caue de la drome"} <= {
        name for _, name in typed
    }
    lost = {
        name: found[0] if found else None
        for wanted, name in typed
        if (found := first(engine, name))[:1] != [wanted]
    }
    assert lost == {}


@pytest.mark.elasticsearch
def test_both_engines_find_the_same_sheets(
    embedded: Engine, cluster: Production, queries: list[Query]
) -> None:
    """Or the difference is in the table, with its reason; a line of no use there fails too."""
    found = {}
    for query in queries:
        ours, theirs = (everything(engine, query) for engine in (embedded, cluster.engine))
        if ours != theirs:
            found[query.text, query.params] = (
                " ".join(sorted(ours - theirs)),
                " ".join(sorted(theirs - ours)),
            )
    with DIFFERENCES.open(encoding="utf-8", newline="") as lines:
        known = list(csv.DictReader(lines))
    assert all(line["reason"] for line in known)
    assert found == {
        (line["query"], line["params"]): (line["embedded_only"], line["elasticsearch_only"])
        for line in known
    }


def entries() -> list[Entry]:
    return list(snapshot().catalogue.entries.values())


def key(entry: Entry) -> str:
    return f"{entry.kind}/{entry.slug}"


def first(engine: Engine, text: str) -> list[str]:
    """The first three sheets for a text."""
    asked = SearchRequest(q=text, page_size=3, facets=())
    return [key(hit.entry) for hit in Alone(engine).search(asked, timezone.now()).hits]


def everything(engine: Engine, query: Query) -> set[str]:
    asked = replace(request(query), page_size=500)
    return {key(hit.entry) for hit in Alone(engine).search(asked, timezone.now()).hits}


def names(entry: Entry) -> Iterator[str]:
    """A partner's name and acronym, as people type them."""
    item = orjson.loads(entry.item)
    title, acronym = item["title"], item["acronym"]
    yield from (title, title.lower(), title.upper(), plain(title))
    if acronym:
        yield from (acronym, acronym.lower())
        if acronym.isalpha() and acronym.isupper():
            yield "".join(f"{letter}." for letter in acronym)
        if item["code"] == f"{acronym.lower()}-26":
            yield from (f"{acronym.lower()} 26", item["code"], f"{acronym}26")
            yield f"{acronym} de la Drôme"
