"""What every engine offers. ``IndexDocument`` is the ``index`` part of a stored document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from search.query import Clause, SearchQuery, SearchResult

IndexDocument = Mapping[str, Any]


class EngineUnavailable(Exception):
    """The engine did not answer in time, or not with what was asked."""


class EngineRefused(EngineUnavailable):
    """The engine answered that it cannot do what this one request asks; it is not down."""


class Engine(Protocol):
    """One engine over one index. Every method may raise ``EngineUnavailable``."""

    @property
    def name(self) -> str:
        """What answers call it."""

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer one query in one call."""

    def similar(self, document: IndexDocument, base: Clause, limit: int) -> tuple[int, ...]:
        """Ids of the closest documents, the given one left out."""

    def apply(self, changes: Iterable[tuple[int, int, IndexDocument | None]], version: int) -> None:
        """Take (page id, version, document or None when removed), up to ``version`` included.

        When ``version()`` is 0, the changes must be all the documents. An older ``version`` than
        the one reached changes nothing.
        """

    def version(self) -> int:
        """The version the index has reached; 0 when all is to be applied (start, fork, crash)."""
