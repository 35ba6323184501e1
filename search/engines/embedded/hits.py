"""The hits of a query, in an order without ties, from ``offset`` on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tantivy
from tantivy import Order, Query, Searcher

from search.engines.embedded.query import filtered
from search.engines.embedded.schema import DOWN, UP, title_of
from search.engines.fields import SORT_TITLE, SORTABLE, known
from search.query import SortKey

Hits = list[tuple[int, float]]


def count(searcher: Searcher, query: Query) -> int:
    """How many documents match."""
    # Not limit 0: tantivy panics.
    return int(searcher.search(query, 1).count) if searcher.num_docs else 0  # type: ignore[attr-defined]


def page(
    searcher: Searcher, query: Query, keys: Sequence[SortKey], offset: int, limit: int
) -> Hits:
    """The hits from ``offset`` on; ties of the last key are broken by the ascending id."""
    if not searcher.num_docs or limit <= 0:
        return []
    if not keys:
        keys = (SortKey("id"),)
    if len(keys) == 1 and keys[0].field != "score":
        return _by_field(searcher, query, keys[0], offset, limit)
    if len(keys) == 1 and keys[0].descending:
        return _by_score(searcher, query, offset, limit)
    return _by_keys(searcher, query, keys)[offset : offset + limit]


def page_first(
    searcher: Searcher,
    query: Query,
    first: tuple[Query, Query] | None,
    keys: Sequence[SortKey],
    window: tuple[int, int],
) -> Hits:
    """``page`` with the hits of ``first[0]`` before those of ``first[1]``, its complement."""
    offset, limit = window
    if first is None:
        return page(searcher, query, keys, offset, limit)
    leading, others = (filtered(query, [part]) for part in first)
    hits = page(searcher, leading, keys, offset, limit)
    if len(hits) < limit:
        skipped = max(0, offset - count(searcher, leading))
        hits += page(searcher, others, keys, skipped, limit - len(hits))
    return hits


def _by_field(searcher: Searcher, query: Query, key: SortKey, offset: int, limit: int) -> Hits:
    field = known(key.field, SORTABLE)
    if field != "id":
        field += DOWN if key.descending else UP
    limit = min(limit, searcher.num_docs)
    found = searcher.search(
        query,
        limit,
        count=False,
        order_by_field=field,
        offset=offset,
        order=Order.Desc if key.descending else Order.Asc,
    ).hits
    return [(page_id, 0.0) for page_id in _ids(searcher, found)]


def _by_score(searcher: Searcher, query: Query, offset: int, limit: int) -> Hits:
    """Equal scores come in no order of ours: fetch their whole group, then sort it by id."""
    end = offset + limit
    size = end + 1
    while True:
        size = min(size, searcher.num_docs)
        found = searcher.search(query, size, count=False).hits
        if len(found) < size or size == searcher.num_docs or found[-1][0] != found[end - 1][0]:
            break
        size *= 4
    scores = [float(score) for score, _ in found]
    hits = list(zip(_ids(searcher, found), scores, strict=True))
    hits.sort(key=lambda hit: (-hit[1], hit[0]))
    return hits[offset:end]


def _by_keys(searcher: Searcher, query: Query, keys: Sequence[SortKey]) -> Hits:
    """Any list of keys: all the hits, sorted here from the last key to the first."""
    found = searcher.search(query, searcher.num_docs, count=False).hits
    columns: dict[str, list[Any]] = {"score": [float(score) for score, _ in found]}
    addresses = [address for _, address in found]
    for field in {"id", *(key.field for key in keys)} - {"score", SORT_TITLE}:
        columns[field] = searcher.fast_field_values(known(field, SORTABLE), addresses)
    if any(key.field == SORT_TITLE for key in keys):
        titles = _titles(searcher, query)
        columns[SORT_TITLE] = [titles.get(page_id) for page_id in columns["id"]]
    rows = sorted(range(len(found)), key=columns["id"].__getitem__)
    for key in reversed(keys):
        column = columns[key.field]
        present = [row for row in rows if column[row] is not None]
        present.sort(key=column.__getitem__, reverse=key.descending)
        rows = present + [row for row in rows if column[row] is None]
    return [(columns["id"][row], columns["score"][row]) for row in rows]


def _titles(searcher: Searcher, query: Query) -> dict[int, str]:
    """The sort keys of the titles: a text column is read only by ordering by it."""
    order = SORT_TITLE + UP
    found = searcher.search(query, searcher.num_docs, count=False, order_by_field=order).hits
    titles = (title_of(key) for key, _ in found)
    pairs = zip(_ids(searcher, found), titles, strict=True)
    return {page_id: title for page_id, title in pairs if title is not None}


def _ids(searcher: Searcher, found: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    return [
        int(value or 0)
        for value in searcher.fast_field_values("id", [address for _, address in found])
    ]
