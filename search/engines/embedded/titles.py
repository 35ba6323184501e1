"""The order of titles, kept in Python: tantivy compares texts one by one, slow on a deep page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from search.engines.fields import SORT_TITLE

# Sorting a few hits costs less than walking the order of the whole catalogue.
_FEW = 8


@dataclass(frozen=True)
class Titles:
    """The sort keys of one view of the index, by page id; documents without one come last."""

    keys: Mapping[int, str] = field(default_factory=dict)

    def after(self, changes: Iterable[tuple[int, Mapping[str, Any] | None]]) -> Titles:
        """The titles once the changes are made; these ones stay as they are."""
        keys = dict(self.keys)
        for page_id, document in changes:
            title = None if document is None else document.get(SORT_TITLE)
            if title is None:
                keys.pop(page_id, None)
            else:
                keys[page_id] = title
        return Titles(keys)

    def sort(self, ids: list[int], descending: bool) -> list[int]:
        """The ids by title; equal titles by ascending id, whatever the direction."""
        if len(ids) * _FEW < len(self.keys):
            known = _by_title(
                [page_id for page_id in ids if page_id in self.keys], self.keys, descending
            )
        else:
            wanted = set(ids)
            order = self._falling if descending else self._rising
            known = [page_id for page_id in order if page_id in wanted]
        return known + sorted(page_id for page_id in ids if page_id not in self.keys)

    @cached_property
    def _rising(self) -> list[int]:
        return _by_title(list(self.keys), self.keys, descending=False)

    @cached_property
    def _falling(self) -> list[int]:
        return _by_title(list(self.keys), self.keys, descending=True)


def _by_title(ids: list[int], keys: Mapping[int, str], descending: bool) -> list[int]:
    ids.sort()
    ids.sort(key=keys.__getitem__, reverse=descending)
    return ids
