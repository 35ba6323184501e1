"""Facet counts: each facet counts under the filters of the others, never under its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tantivy
from tantivy import Query

from search.engines.embedded.hits import Reader
from search.engines.embedded.query import clause_query, filtered
from search.engines.fields import KEYWORDS, known
from search.query import ClausesCount, FacetCount, TermsCount

# More distinct values than any facet has; without it the ten most frequent come alone.
_ALL_VALUES = 65_000

Counts = dict[str, dict[str, int]]


def facet_counts(
    reader: Reader,
    schema: tantivy.Schema,
    matching: Query,
    selected: Mapping[str, Query],
    facets: Sequence[FacetCount],
) -> Counts:
    """Counts by facet and value: one aggregation for all unselected facets, one a selected one."""
    counts: Counts = {facet.name: {} for facet in facets}
    if not reader.searcher.num_docs:
        return counts
    groups: dict[str | None, list[FacetCount]] = {}
    for facet in facets:
        groups.setdefault(facet.name if facet.name in selected else None, []).append(facet)
    for own, members in groups.items():
        others = [query for name, query in selected.items() if name != own]
        query = filtered(matching, others)
        terms = [facet for facet in members if isinstance(facet, TermsCount)]
        counts.update(_terms(reader, query, terms))
        for facet in members:
            if isinstance(facet, ClausesCount):
                counts[facet.name] = {
                    name: reader.count(filtered(query, [clause_query(schema, clause)]))
                    for name, clause in facet.clauses.items()
                }
    return counts


def _terms(reader: Reader, query: Query, facets: Sequence[TermsCount]) -> Counts:
    if not facets:
        return {}
    asked = {
        facet.name: {"terms": {"field": known(facet.field, KEYWORDS), "size": _ALL_VALUES}}
        for facet in facets
    }
    found = reader.searcher.aggregate(query, asked)
    return {
        name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
        for name in asked
    }
