"""How well the search finds what readers mean: a set of judged queries, measured on one engine.

nDCG@10: K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS
20(4), 2002, https://doi.org/10.1145/582415.582418, with the gain 2^grade - 1 of C. Burges et al.,
"Learning to rank using gradient descent", ICML 2005, https://doi.org/10.1145/1102351.1102363.
Success@3: a sheet of the best grade is among the first three.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2
from pathlib import Path
from statistics import fmean
from urllib.parse import parse_qsl

from backend.territories.directory import directory
from search.answers import SearchRequest
from search.catalogue import Snapshot, snapshot
from search.engines.base import Engine
from search.engines.failover import FailoverEngine
from search.facets import FACETS
from search.replica import replica

DEPTH = 10
FIRST = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader types, and the sheets that suit: "kind/slug", graded from 1 to 3."""

    text: str
    params: str
    family: str
    grades: Mapping[str, int]

    @property
    def best(self) -> frozenset[str]:
        """The sheets that suit most."""
        top = max(self.grades.values())
        return frozenset(key for key, grade in self.grades.items() if grade == top)


@dataclass(frozen=True, slots=True)
class Measure:
    """The first sheets that an engine gave for a query."""

    query: Query
    found: tuple[str, ...]

    @property
    def ndcg(self) -> float:
        return ndcg(self.found, self.query.grades)

    @property
    def success(self) -> bool:
        return not self.query.best.isdisjoint(self.found[:FIRST])


@dataclass(frozen=True, slots=True)
class Scores:
    """The means of some measures."""

    queries: int
    ndcg: float
    success: float


def read_queries(path: Path) -> list[Query]:
    """The queries of a table with one line a query and a sheet that suits it."""
    grades: dict[tuple[str, str, str], dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            query = (line["query"], line["params"], line.get("family") or "")
            grades.setdefault(query, {})[line["expected"]] = int(line["grade"])
    return [Query(*query, judged) for query, judged in grades.items()]


def engines() -> list[Engine]:
    """The embedded engine, and Elasticsearch where there is one: each by itself, no safety net."""
    engine = snapshot().engine
    return [engine.safety, engine.main] if isinstance(engine, FailoverEngine) else [engine]


class Alone(Snapshot):
    """The catalogue, asked of one engine only."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(snapshot().catalogue, (), replica())
        self._engine = engine

    @property
    def engine(self) -> Engine:
        return self._engine


def measure(engine: Engine, queries: Iterable[Query], now: datetime) -> Iterator[Measure]:
    """Ask each query as the API would, of this engine."""
    shot = Alone(engine)
    for query in queries:
        answer = shot.search(request(query), now)
        found = tuple(f"{hit.entry.kind}/{hit.entry.slug}" for hit in answer.hits)
        yield Measure(query, found)


def request(query: Query) -> SearchRequest:
    """The request of a query: its text, its facets, the collectivité it is asked for."""
    given = dict(parse_qsl(query.params, strict_parsing=True)) if query.params else {}
    code = given.pop("insee", None) or given.pop("siren", None)
    if unknown := given.keys() - FACETS.keys():
        raise ValueError(f"« {query.text} »: no such parameter: {', '.join(sorted(unknown))}")
    return SearchRequest(
        q=query.text,
        filters={name: tuple(values.split(",")) for name, values in given.items()},
        profile=directory().profile(code) if code else None,
        eligibility=("eligible", "to_check") if code else (),
        page_size=DEPTH,
        facets=(),
    )


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """The gain of the first sheets, discounted by rank, over that of the best order."""
    ideal = sorted(grades.values(), reverse=True)
    return _gain([grades.get(key, 0) for key in found]) / _gain(ideal)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], 1))


def scores(measures: Sequence[Measure]) -> Scores:
    """The means over all the queries."""
    return Scores(
        len(measures),
        fmean(each.ndcg for each in measures),
        fmean(each.success for each in measures),
    )


def by_family(measures: Iterable[Measure]) -> dict[str, Scores]:
    """The means over the queries of each family, in the order of the table."""
    families: dict[str, list[Measure]] = {}
    for each in measures:
        families.setdefault(each.query.family, []).append(each)
    return {family: scores(members) for family, members in families.items()}
