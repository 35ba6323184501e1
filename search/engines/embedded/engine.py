"""The embedded engine: thread-safe, one index a process, fed by the rows' versions."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import tantivy
from tantivy import Query, Searcher

from search.engines.base import EngineUnavailable, IndexDocument
from search.engines.embedded.counts import facet_counts
from search.engines.embedded.hits import BEST_FIRST, Reader
from search.engines.embedded.query import (
    clause_query,
    filtered,
    like_query,
    matching_clause,
    matching_query,
    text_query,
)
from search.engines.embedded.schema import SURFACE, build_schema, register_analyzers, to_tantivy
from search.engines.embedded.titles import Titles
from search.query import All, Clause, Ids, Not, SearchQuery, SearchResult, SortKey
from search.text.plan import TextClause, TextPlan, like

_WRITER_HEAP = 50_000_000
Change = tuple[int, int, IndexDocument | None]

# What a forked child inherits of its parent's writer: dropping it would wait for threads that the
# child does not have.
_inherited: list[_Index] = []


@dataclass(slots=True)
class _Index:
    """One index in memory and the process that made it."""

    index: tantivy.Index
    pid: int
    writer: tantivy.IndexWriter | None = None

    @classmethod
    def empty(cls) -> _Index:
        index = tantivy.Index(build_schema())
        register_analyzers(index)
        # With the default policy, a reload may wait 100 ms.
        index.config_reader("manual", 0)
        return cls(index, os.getpid())

    def commit(self, changes: Iterable[Change], fresh: bool) -> Searcher:
        """Take the changes; what they leave is seen through the searcher."""
        if self.writer is None:
            self.writer = self.index.writer(_WRITER_HEAP, 1)
        for page_id, _, document in changes:
            if not fresh:
                self.writer.delete_documents_by_term("id", page_id)
            if document is not None:
                self.writer.add_document(to_tantivy(page_id, document))
        self.writer.commit()
        self.index.reload()
        return self.index.searcher()


@dataclass(frozen=True, slots=True)
class _View:
    """What searches see, replaced as a whole: hits, counts and version agree."""

    reader: Reader
    schema: tantivy.Schema
    version: int

    @property
    def searcher(self) -> Searcher:
        return self.reader.searcher


class EmbeddedEngine:
    """tantivy in memory. ``apply`` makes it up to date; any thread may search meanwhile."""

    name = "embedded"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: _Index | None = None
        self._view: _View | None = None

    def version(self) -> int:
        """The version reached; 0 when everything is to be applied again (start, fork, crash)."""
        if self._index is None or self._index.pid != os.getpid():
            return 0
        return self._view.version if self._view else 0

    def apply(self, changes: Iterable[Change], version: int) -> None:
        """Take the changes up to ``version``; from version 0 they must be all the documents."""
        latest = {change[0]: change for change in changes}
        with self._lock, _guarded(self._break):
            reached = self.version()
            if reached and version <= reached:
                return
            if self._index is not None and self._index.pid != os.getpid():
                _inherited.append(self._index)
                self._index = None
            fresh = self._index is None or not reached
            index = _Index.empty() if fresh or self._index is None else self._index
            if self._view is None or latest or fresh:
                searcher = index.commit(latest.values(), fresh)
            else:
                searcher = self._view.searcher
            self._index = index
            titles = Titles() if fresh or self._view is None else self._view.reader.titles
            titles = titles.after((page_id, made) for page_id, _, made in latest.values())
            self._view = _View(Reader(searcher, titles), index.index.schema, version)

    def _break(self) -> None:
        """Forget an index that took half a batch; its last view answers until a new feed."""
        if self._index is not None:
            _inherited.append(self._index)
        self._index = None

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer one query from one view of the index."""
        view = self._view
        if view is None:
            none: dict[str, dict[str, int]] = {facet.name: {} for facet in query.facets}
            return SearchResult((), 0, none, engine=self.name)
        with _guarded():
            return _Run(view, query).result()

    def similar(self, document: IndexDocument, base: Clause, limit: int) -> tuple[int, ...]:
        """Ids of the closest documents that match ``base``, closest first."""
        view, plan = self._view, like(document)
        if view is None or limit <= 0:
            return ()
        with _guarded():
            query = like_query(view.schema, plan)
            if query is None:
                return ()
            others = All((base, Not(Ids((int(document["id"]),)))))
            narrowed = filtered(query, [clause_query(view.schema, others)])
            hits = view.reader.page(narrowed, (BEST_FIRST,), 0, limit)
            return tuple(page_id for page_id, _ in hits)

    def vocabulary(
        self, prefix: str = "", base: Clause | None = None, limit: int | None = None
    ) -> dict[str, int]:
        """Words as written where things are named, with their documents' count."""
        view = self._view
        if view is None or not view.searcher.num_docs:
            return {}
        with _guarded():
            only = None if base is None else clause_query(view.schema, base)
            return dict(view.searcher.terms_with_prefix(SURFACE, prefix, only, limit))


class _Run:
    """One query against one view."""

    def __init__(self, view: _View, query: SearchQuery) -> None:
        self.query = query
        self.reader = view.reader
        self.schema = view.schema
        self.compile: Callable[[Clause], Query] = partial(clause_query, view.schema)
        self.base = self.compile(query.base)
        self.selected = {name: self.compile(clause) for name, clause in query.selected.items()}

    def result(self) -> SearchResult:
        text, total = self._read()
        hits = self._hits(text) if total and self.query.limit else []
        counts = facet_counts(
            self.reader, self.schema, self._matching(text), self.selected, self.query.facets
        )
        return SearchResult(
            tuple(hits),
            total,
            counts,
            relaxed=text is not self.query.text,
            reading=text,
            engine=EmbeddedEngine.name,
        )

    def _read(self) -> tuple[TextPlan | None, int]:
        """The text as it is read, and the total.

        It is relaxed only when the words as typed find nothing under ``base`` alone: were it
        decided under the selected facets too, one more filter could add hits.
        """
        text = self.query.text
        total, seen = self._count(text)
        if text is None or seen:
            return text, total
        known = [self._is_known(clause) for clause in text.clauses]
        for reading in text.relaxed(known):
            total, seen = self._count(reading)
            if seen:
                return reading, total
        return text, 0

    def _count(self, text: TextPlan | None) -> tuple[int, bool]:
        """The total under all filters, and whether something matches under the base alone."""
        matching = self._matching(text)
        total = self.reader.count(filtered(matching, list(self.selected.values())))
        return total, bool(total or (self.selected and self.reader.count(matching)))

    def _is_known(self, clause: TextClause) -> bool:
        return bool(self.reader.count(filtered(matching_clause(self.schema, clause), [self.base])))

    def _matching(self, text: TextPlan | None) -> Query:
        """What the text and the base match, without scores."""
        matching = None if text is None else matching_query(self.schema, text)
        return filtered(matching, [self.base])

    def _hits(self, text: TextPlan | None) -> list[tuple[int, float]]:
        keys = self._keys()
        if text is None or not any(key.field == "score" for key in keys):
            query = self._matching(text)
        else:
            query = filtered(text_query(self.schema, text), [self.base])
        query = filtered(query, list(self.selected.values()))
        window = (self.query.offset, self.query.limit)
        if self.query.first is None:
            return self.reader.page(query, keys, *window)
        first = (self.compile(self.query.first), self.compile(Not(self.query.first)))
        return self.reader.page_first(query, first, keys, window)

    def _keys(self) -> tuple[SortKey, ...]:
        """Without a text all scores are equal; without keys the best hits come first."""
        if self.query.text is None:
            return tuple(key for key in self.query.sort if key.field != "score")
        return self.query.sort or (BEST_FIRST,)


@contextmanager
def _guarded(on_error: Callable[[], None] | None = None) -> Iterator[None]:
    """A Rust panic is a ``BaseException`` that no handler above expects."""
    try:
        yield
    except BaseException as error:
        if on_error:
            on_error()
        if type(error).__name__ != "PanicException":
            raise
        raise EngineUnavailable(f"tantivy panicked: {error}") from error
