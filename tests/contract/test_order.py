"""Order, pages and limits that random documents rarely meet."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from search.engines.fields import UnknownField
from search.query import (
    AnyOf,
    Between,
    Clause,
    ClausesCount,
    Ids,
    Not,
    SearchQuery,
    SearchResult,
    SortKey,
    TermsCount,
)
from search.text.plan import plan
from tests.contract.conftest import MakeEngine
from tests.contract.corpus import sheet


def ids(result: SearchResult) -> list[int]:
    return [page_id for page_id, _ in result.hits]


def shuffled(most: int) -> Iterable[int]:
    return sorted(range(1, most + 1), key=lambda number: number * 7919 % most)


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_equal_scores_come_by_id(make_engine: MakeEngine, limit: int) -> None:
    engine = make_engine([sheet(number, "Voirie") for number in shuffled(150)])
    walked: list[int] = []
    for offset in range(0, 150, limit):
        query = SearchQuery(text=plan("voirie"), offset=offset, limit=limit)
        walked += ids(engine.search(query))
    assert walked == list(range(1, 151))


def test_equal_titles_come_by_id_in_both_directions(make_engine: MakeEngine) -> None:
    engine = make_engine([sheet(number, "ab"[number % 2]) for number in shuffled(20)])
    even, odd = list(range(2, 21, 2)), list(range(1, 21, 2))
    up = engine.search(SearchQuery(sort=(SortKey("sort_title"),)))
    down = engine.search(SearchQuery(sort=(SortKey("sort_title", descending=True),)))
    assert (ids(up), ids(down)) == (even + odd, odd + even)


def test_past_the_end_and_counts_only(make_engine: MakeEngine) -> None:
    engine = make_engine([sheet(number, "Eau", kind=["aid"]) for number in range(1, 6)])
    for text in (None, plan("eau")):
        for offset, limit in ((5, 10), (100_000, 100), (99_900, 100), (0, 0)):
            result = engine.search(SearchQuery(text=text, offset=offset, limit=limit))
            assert (result.hits, result.total) == ((), 5)


def test_the_hundred_thousandth_result_is_reached(make_engine: MakeEngine) -> None:
    total = 11_000  # past the window of 10,000 that some engines have
    engine = make_engine([{"id": number, "published": -number} for number in range(1, total + 1)])
    sort = (SortKey("published", descending=True),)
    last = engine.search(SearchQuery(sort=sort, offset=total - 2, limit=5))
    assert ids(last) == [total - 1, total]


def test_an_empty_index(make_engine: MakeEngine) -> None:
    engine = make_engine([])
    status = ClausesCount("status", {"open": Between("closes", 5)})
    query = SearchQuery(text=plan("eau"), facets=(TermsCount("kind", "kind"), status))
    result = engine.search(query)
    assert (result.hits, result.total, result.relaxed) == ((), 0, False)
    assert not any(any(counts.values()) for counts in result.counts.values())
    assert engine.similar(sheet(1, "Eau"), Not(Ids(())), 5) == ()


def test_many_values_are_all_counted(make_engine: MakeEngine) -> None:
    engine = make_engine([sheet(number, "Eau", rules=[f"r{number}"]) for number in range(1, 2001)])
    result = engine.search(SearchQuery(facets=(TermsCount("rules", "rules"),), limit=0))
    assert result.counts["rules"] == {f"r{number}": 1 for number in range(1, 2001)}
    wanted = tuple(f"r{number}" for number in range(500, 5000))
    kept = engine.search(SearchQuery(selected={"rules": AnyOf("rules", wanted)}, limit=0))
    assert kept.total == 1501


@pytest.mark.parametrize("clause", [AnyOf("title", ("x",)), AnyOf("?", ()), Between("kind", 1)])
def test_an_unknown_field_is_a_mistake_of_ours(make_engine: MakeEngine, clause: Clause) -> None:
    with pytest.raises(UnknownField):
        make_engine([sheet(1, "Eau")]).search(SearchQuery(base=clause))


def test_an_older_version_changes_nothing(make_engine: MakeEngine) -> None:
    engine = make_engine([sheet(1, "Eau")])
    engine.apply([(2, 5, sheet(2, "Voirie"))], 5)
    engine.apply([(2, 3, None)], 3)
    assert (engine.version(), engine.search(SearchQuery()).total) == (5, 2)
    engine.apply([(2, 6, None), (99, 6, None)], 6)
    engine.apply([], 7)
    assert (engine.version(), ids(engine.search(SearchQuery()))) == (7, [1])
