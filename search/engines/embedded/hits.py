"""The hits of a query, in an order without ties, from ``offset`` on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Order, Query, Searcher

from search.engines.embedded.query import filtered
from search.engines.embedded.schema import DOWN, UP
from search.engines.embedded.titles import Titles
from search.engines.fields import SORT_TITLE, SORTABLE, known
from search.query import SortKey

Hits = list[tuple[int, float]]
BY_ID = SortKey("id")
BEST_FIRST = SortKey("score", descending=True)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one view of the index."""

    searcher: Searcher
    titles: Titles

    def count(self, query: Query) -> int:
        """How many documents match."""
        # Not limit 0: tantivy panics.
        if not self.searcher.num_docs:
            return 0
        return int(self.searcher.search(query, 1).count)  # type: ignore[attr-defined]

    def page(self, query: Query, keys: Sequence[SortKey], offset: int, limit: int) -> Hits:
        """The hits from ``offset`` on; ties of the last key are broken by the ascending id."""
        if not self.searcher.num_docs or limit <= 0:
            return []
        if len(keys) > 1 or keys == (SortKey("score"),):
            return self._by_keys(query, keys)[offset : offset + limit]
        key = keys[0] if keys else BY_ID
        if key == BEST_FIRST:
            return self._by_score(query, offset, limit)
        if key.field == SORT_TITLE:
            ids = self.titles.sort(self._all_ids(query), key.descending)
            return [(page_id, 0.0) for page_id in ids[offset : offset + limit]]
        return self._by_field(query, key, offset, limit)

    def page_first(
        self,
        query: Query,
        first: tuple[Query, Query],
        keys: Sequence[SortKey],
        window: tuple[int, int],
    ) -> Hits:
        """``page`` with the hits of ``first[0]`` before those of ``first[1]``, its complement."""
        offset, limit = window
        leading, others = (filtered(query, [part]) for part in first)
        hits = self.page(leading, keys, offset, limit)
        if len(hits) < limit:
            skipped = max(0, offset - self.count(leading))
            hits += self.page(others, keys, skipped, limit - len(hits))
        return hits

    def _by_field(self, query: Query, key: SortKey, offset: int, limit: int) -> Hits:
        field = known(key.field, SORTABLE)
        if field != "id":
            field += DOWN if key.descending else UP
        found = self.searcher.search(
            query,
            min(limit, self.searcher.num_docs),
            count=False,
            order_by_field=field,
            offset=offset,
            order=Order.Desc if key.descending else Order.Asc,
        ).hits
        return [(page_id, 0.0) for page_id in self._ids(found)]

    def _by_score(self, query: Query, offset: int, limit: int) -> Hits:
        """Equal scores come in no order of ours: fetch their whole group, then sort it by id."""
        end = offset + limit
        size = end + 1
        while True:
            size = min(size, self.searcher.num_docs)
            found = self.searcher.search(query, size, count=False).hits
            whole = len(found) < size or size == self.searcher.num_docs
            if whole or found[-1][0] != found[end - 1][0]:
                break
            size *= 4
        scores = [float(score) for score, _ in found]
        hits = list(zip(self._ids(found), scores, strict=True))
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return hits[offset:end]

    def _by_keys(self, query: Query, keys: Sequence[SortKey]) -> Hits:
        """Any list of keys: all the hits, sorted here from the last key to the first."""
        found = self.searcher.search(query, self.searcher.num_docs, count=False).hits
        addresses = [address for _, address in found]
        ids = self._ids(found)
        columns: dict[str, list[Any]] = {
            "id": ids,
            "score": [float(score) for score, _ in found],
            SORT_TITLE: [self.titles.keys.get(page_id) for page_id in ids],
        }
        for field in {key.field for key in keys} - set(columns):
            columns[field] = self.searcher.fast_field_values(known(field, SORTABLE), addresses)
        rows = sorted(range(len(found)), key=ids.__getitem__)
        for key in reversed(keys):
            column = columns[key.field]
            present = [row for row in rows if column[row] is not None]
            present.sort(key=column.__getitem__, reverse=key.descending)
            rows = present + [row for row in rows if column[row] is None]
        return [(ids[row], columns["score"][row]) for row in rows]

    def _all_ids(self, query: Query) -> list[int]:
        return self._ids(
            self.searcher.search(
                query, self.searcher.num_docs, count=False, order_by_field="id", order=Order.Asc
            ).hits
        )

    def _ids(self, found: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[int]:
        addresses = [address for _, address in found]
        return [int(value or 0) for value in self.searcher.fast_field_values("id", addresses)]
