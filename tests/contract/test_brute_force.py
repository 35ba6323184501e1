"""Hits, totals, counts and order equal to brute force, on random documents and queries."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.query import AnyOf, Clause, SearchQuery, SearchResult, SortKey
from tests.contract import brute
from tests.contract.conftest import MakeEngine
from tests.contract.strategies import VALUES, clauses, documents, queries

thorough = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BEST = (SortKey("score", descending=True),)


def nonzero(result: SearchResult) -> dict[str, dict[str, int]]:
    return {
        name: {value: number for value, number in values.items() if number}
        for name, values in result.counts.items()
    }


def ids(result: SearchResult) -> list[int]:
    return [page_id for page_id, _ in result.hits]


@thorough
@given(st.data())
def test_equals_brute_force(make_engine: MakeEngine, data: st.DataObject) -> None:
    held = data.draw(documents())
    engine = make_engine(held)
    for query in data.draw(st.lists(queries(), min_size=1, max_size=6)):
        result = engine.search(query)
        expected = brute.ordered(held, query)
        assert ids(result) == expected, query
        assert result.total == len(expected)
        assert nonzero(result) == brute.counts(held, query)
        assert result.reading == brute.reading(held, query)
        assert result.relaxed == (result.reading != query.text)


@thorough
@given(documents(), queries())
def test_by_score(make_engine: MakeEngine, held: list[dict], query: SearchQuery) -> None:
    engine = make_engine(held)
    for sort in ((), BEST):
        result = engine.search(replace(query, sort=sort, first=None))
        assert sorted(ids(result)) == sorted(brute.ordered(held, query))
        assert list(result.hits) == sorted(result.hits, key=lambda hit: (-hit[1], hit[0]))
        assert query.text is None or all(score > 0 for _, score in result.hits)
        backwards = engine.search(replace(query, sort=(SortKey("score"),), first=None))
        # Backwards only between different scores: equal ones stay by ascending id.
        assert sorted(ids(backwards)) == sorted(ids(result))
        scores = [score for _, score in backwards.hits]
        assert scores == sorted(scores)


@thorough
@given(documents(), queries(), st.integers(1, 5))
def test_pages_give_every_hit_once(
    make_engine: MakeEngine, held: list[dict], query: SearchQuery, size: int
) -> None:
    engine = make_engine(held)
    for sort in (query.sort, (), BEST):
        whole = engine.search(replace(query, sort=sort))
        walked: list[int] = []
        for offset in range(0, whole.total + size, size):
            part = engine.search(replace(query, sort=sort, offset=offset, limit=size))
            assert part.total == whole.total
            walked += ids(part)
        assert walked == ids(whole)


@thorough
@given(documents(), queries(), st.sampled_from(["kind", "domain"]))
def test_a_count_is_what_its_value_finds(
    make_engine: MakeEngine, held: list[dict], query: SearchQuery, name: str
) -> None:
    engine = make_engine(held)
    counted = engine.search(query).counts.get(name, {})
    for value in VALUES[name]:
        if any(facet.name == name for facet in query.facets):
            alone = replace(query, selected={**query.selected, name: AnyOf(name, (value,))})
            assert engine.search(alone).total == counted.get(value, 0)


@thorough
@given(documents(), queries(), clauses, st.sampled_from(["kind", "new"]))
def test_a_filter_only_removes(
    make_engine: MakeEngine, held: list[dict], query: SearchQuery, clause: Clause, name: str
) -> None:
    engine = make_engine(held)
    without = {key: value for key, value in query.selected.items() if key != name}
    all_hits = ids(engine.search(replace(query, selected=without)))
    kept = ids(engine.search(replace(query, selected={**without, name: clause})))
    holders = {held["id"] for held in held if brute.matches(held, clause)}
    assert kept == [page_id for page_id in all_hits if page_id in holders]


@thorough
@given(documents(), st.data())
def test_changes_one_by_one_equal_a_fresh_index(
    make_engine: MakeEngine, held: list[dict], data: st.DataObject
) -> None:
    engine = make_engine(held)
    now = {document["id"]: document for document in held}
    for version, changed in enumerate(data.draw(st.lists(documents(4), max_size=4)), 2):
        removed = data.draw(st.sets(st.integers(1, 60), max_size=3))
        for document in changed:
            now[document["id"]] = document
        for page_id in removed:
            now.pop(page_id, None)
        wanted = {document["id"]: document for document in changed} | dict.fromkeys(removed)
        engine.apply([(page_id, version, made) for page_id, made in wanted.items()], version)
        assert engine.version() == version
    final = list(now.values())
    for query in data.draw(st.lists(queries(), min_size=1, max_size=3)):
        result = engine.search(query)
        assert ids(result) == brute.ordered(final, query)
        assert nonzero(result) == brute.counts(final, query)
