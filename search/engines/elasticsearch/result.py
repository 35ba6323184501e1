"""From Elasticsearch's answer to a ``SearchResult``. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.elasticsearch.body import REST, SEEN
from search.query import FacetCount

Counts = dict[str, dict[str, int]]


def hits(answer: Mapping[str, Any], scored: bool) -> tuple[tuple[int, float], ...]:
    """(page id, score) in order; scores that only put some hits first are none."""
    return tuple(
        (int(hit["_id"]), float(hit["_score"] or 0.0) if scored else 0.0)
        for hit in answer["hits"]["hits"]
    )


def total(answer: Mapping[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def seen(answer: Mapping[str, Any]) -> int:
    """How many documents the text matches under the base alone."""
    return int(answer["aggregations"][SEEN]["doc_count"])


def known(answer: Mapping[str, Any]) -> list[bool]:
    """Which clauses of a text match something, in their order."""
    buckets = answer["aggregations"][SEEN]["buckets"]
    return [bool(buckets[str(number)]["doc_count"]) for number in range(len(buckets))]


def counts(answer: Mapping[str, Any], facets: Sequence[FacetCount]) -> Counts:
    """Counts by facet and value."""
    groups = answer["aggregations"]
    found: Counts = {}
    for facet in facets:
        buckets = groups.get(facet.name, groups.get(REST, {})).get(facet.name, {})["buckets"]
        if isinstance(buckets, Mapping):
            found[facet.name] = {name: each["doc_count"] for name, each in buckets.items()}
        else:
            found[facet.name] = {each["key"]: each["doc_count"] for each in buckets}
    return found
