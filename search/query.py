"""What is asked of a search engine and what it answers: plain values, no engine imported.

Both engines compile the same ``SearchQuery`` and give the same ``SearchResult``. Labels, zero
counts, order, highlights and documents are added above them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.text.plan import TextPlan


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field holds at least one of the values (keywords). No value: nothing matches."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The integer field holds a value between the bounds, both included; None is no bound.

    A document without a value never matches.
    """

    field: str
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Ids:
    """The document is one of these pages."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every clause matches; none at all matches everything."""

    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one clause matches; none at all matches nothing."""

    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The clause does not match."""

    clause: Clause


Clause = AnyOf | Between | Ids | All | Either | Not


@dataclass(frozen=True, slots=True)
class TermsCount:
    """Count the documents of each value of a keyword field."""

    name: str
    field: str


@dataclass(frozen=True, slots=True)
class ClausesCount:
    """Count the documents that match each named clause (a status by date, an answer)."""

    name: str
    clauses: Mapping[str, Clause]


FacetCount = TermsCount | ClausesCount


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field to sort by; documents without a value come last in both directions.

    ``score`` is the relevance, best first when ``descending``; it counts only with a text. Every
    engine ends the order with the ascending id.
    """

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One request to an engine.

    ``base`` filters hits and all counts: what everybody may see. It also decides, whatever is
    selected, whether close spellings are accepted; so what a request adds goes to ``selected``,
    under a name of its own when no facet counts it (else one more filter could add hits).
    ``selected`` holds the clause of each facet that has a value: it filters the hits and the
    counts of every *other* facet. ``first`` puts the hits that match it before the others,
    whatever the sort keys. ``limit`` 0 asks for counts only. Without ``sort``, the best score
    comes first, or the smallest id when there is no text.
    """

    text: TextPlan | None = None
    base: Clause = field(default_factory=All)
    selected: Mapping[str, Clause] = field(default_factory=dict)
    facets: tuple[FacetCount, ...] = ()
    first: Clause | None = None
    sort: tuple[SortKey, ...] = ()
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What an engine found: (page id, score) in order, the total, raw counts by facet and value.

    Scores are 0 when the order needs none.

    Values that no document holds may be absent from ``counts``. ``reading`` is the text as it was
    read; ``relaxed`` tells that the words as typed found nothing, so that close spellings, or part
    of the words, were accepted. ``engine`` is the one that answered, ``degraded`` when it stands
    in for another.
    """

    hits: tuple[tuple[int, float], ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    relaxed: bool = False
    reading: TextPlan | None = None
    engine: str = ""
    degraded: bool = False
