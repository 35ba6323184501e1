"""The entries in the memory of each process, kept fresh by version: one small query a request.

A state never changes once made: a reader keeps the one it started with. The same rows feed the
embedded engine.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from threading import Lock, Thread
from time import time
from typing import Any

import orjson
from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import Q

from search.documents.visibility import ALWAYS, NEVER
from search.engines.base import IndexDocument
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.failover import FailoverEngine
from search.models import CatalogueEntry, EntryKind
from search.text.french import plain, sort_key
from search.text.plan import SynonymIndex

logger = logging.getLogger(__name__)

COLUMNS = (
    "key", "page_id", "kind", "slug", "path", "version", "drained", "item", "facts", "former",
    "removed", "refresh_on",
)  # fmt: skip
Change = tuple[int, int, IndexDocument | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a process remembers of one public page."""

    page_id: int
    kind: str
    slug: str
    path: str
    item: bytes
    title: str
    texts: Mapping[str, str]
    rules_key: str
    rules: Mapping[str, Any]
    calendar: Mapping[str, Any] | None
    refs: tuple[int, ...]
    live_from: int
    live_until: int
    partner: tuple[str, str] | None
    """Code and label, for the entry of a partner."""
    also: tuple[str, ...]
    """Other names a partner is known by."""
    former: tuple[tuple[str, str], ...]
    due: float | None

    def is_visible(self, seconds: int) -> bool:
        return self.live_from <= seconds < self.live_until


@dataclass(frozen=True, slots=True)
class Gone:
    """What was public and is no more."""

    page_id: int
    kind: str
    slug: str
    path: str
    former: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class State:
    """The whole catalogue at one version."""

    version: int = 0
    token: str = ""
    last: str = ""
    """Key of the row of that version."""
    entries: Mapping[int, Entry] = field(default_factory=dict)
    gone: Mapping[int, Gone] = field(default_factory=dict)
    shared: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def slugs(self) -> dict[tuple[str, str], int]:
        """The page at each address, today's and those of before; the living go first."""
        found: dict[tuple[str, str], int] = {}
        for things in (self.gone.values(), self.entries.values()):
            for thing in things:
                found.update({(thing.kind, slug): thing.page_id for slug, _ in thing.former})
        for things in (self.gone.values(), self.entries.values()):
            found.update({(thing.kind, thing.slug): thing.page_id for thing in things})
        return found

    @cached_property
    def paths(self) -> dict[str, int]:
        """The page at each front-end path, today's and those of before."""
        found: dict[str, int] = {}
        for things in (self.gone.values(), self.entries.values()):
            for thing in things:
                found.update({path: thing.page_id for _, path in thing.former})
        for things in (self.gone.values(), self.entries.values()):
            found.update({thing.path: thing.page_id for thing in things})
        return found

    @cached_property
    def taxonomy(self) -> dict[str, Any]:
        return self._shared("vocabulary:taxonomy")

    @cached_property
    def site(self) -> dict[str, Any]:
        return self._shared("site:site")

    @cached_property
    def synonyms(self) -> SynonymIndex:
        return SynonymIndex(self._shared("vocabulary:synonyms").get("groups", ()))

    @cached_property
    def redirects(self) -> dict[str, int]:
        """Pages that a redirection kept by hand leads to, by front-end path."""
        return dict(self._shared("vocabulary:redirects").get("pages", {}))

    @property
    def territories_stamp(self) -> str:
        return str(self._shared("vocabulary:territories").get("stamp", ""))

    def _shared(self, key: str) -> dict[str, Any]:
        return orjson.loads(self.shared.get(key) or b"{}")

    @cached_property
    def rules(self) -> dict[str, Mapping[str, Any]]:
        """The distinct rules, by key."""
        return {entry.rules_key: entry.rules for entry in self.entries.values()}

    @cached_property
    def verdicts(self) -> dict[str, Any]:
        """What was judged in this state, by collectivité."""
        return {}

    @cached_property
    def spellers(self) -> dict[int, Any]:
        """Spellings made in this state, by the number of boundaries passed."""
        return {}

    @cached_property
    def partners(self) -> list[Entry]:
        """The entries of partners, by label."""
        found = [entry for entry in self.entries.values() if entry.partner]
        return sorted(found, key=lambda entry: (sort_key(entry.title), entry.page_id))

    @cached_property
    def titles(self) -> list[tuple[str, Entry]]:
        """Titles ready to be completed: folded, each word after a space."""
        return [(f" {plain(entry.title)}", entry) for entry in self.entries.values()]

    @cached_property
    def boundaries(self) -> list[int]:
        """The seconds at which something appears or disappears, in order."""
        found = {
            seconds
            for entry in self.entries.values()
            for seconds in (entry.live_from, entry.live_until)
        }
        for slot in self.site.get("home", {}).get("slots", ()):
            dates = (slot["starts_at"], slot["ends_at"])
            found |= {int(datetime.fromisoformat(date).timestamp()) for date in dates if date}
        return sorted(found - {ALWAYS, NEVER})

    @cached_property
    def dues(self) -> list[float]:
        """The moments at which time alone changes a document, in order."""
        return sorted(entry.due for entry in self.entries.values() if entry.due)

    def is_due(self, since: float, now: float) -> bool:
        """Whether such a moment came after the first instant and before the second."""
        return bisect_right(self.dues, since) < bisect_right(self.dues, now)

    def passed(self, seconds: int) -> int:
        """How many boundaries have passed: it changes when one does."""
        return bisect_right(self.boundaries, seconds)

    def next_boundary(self, seconds: int) -> int | None:
        position = self.passed(seconds)
        return self.boundaries[position] if position < len(self.boundaries) else None


class Replica:
    """One process's state and embedded index. Any thread may refresh it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state = State()
        self._started = False
        self._draining = False
        self._looked = 0.0
        """When what is due was last handled."""
        self.engine = _engine(EmbeddedEngine())

    def page_at(self, kind: str, slug: str) -> int | None:
        """The page that stood at an address when this process last looked."""
        return self._state.slugs.get((kind, slug))

    def refresh(self, page_id: int | None = None) -> tuple[State, list[dict[str, Any]]]:
        """The state as of now, in one query; with the whole row of a page when asked."""
        if not self._started:
            self._start()
        state = self._state
        if not state.version or not self.engine.version():
            state = self._reload()
        if page_id is None and _is_newest(state):
            self._drain_when_due(state)
            return state, []
        wanted, columns = Q(version__gte=state.version), list(COLUMNS)
        if page_id is not None:
            wanted, columns = wanted | Q(page_id=page_id), [*COLUMNS, "detail"]
        # Sorted here: asked for in order, SQLite reads every row instead of two indexes.
        found = CatalogueEntry.objects.filter(wanted).order_by().values(*columns)
        rows = sorted(found, key=lambda row: row["version"])
        if not _same_history(state, rows):
            state = self._reload()
        elif any(row["version"] > state.version for row in rows):
            state = self._advance([row for row in rows if row["version"] > state.version])
        self._drain_when_due(state)
        return state, rows

    def forget(self) -> None:
        """Start afresh at the next refresh."""
        with self._lock:
            self._state = State()
            self.engine = _engine(EmbeddedEngine())
            self._started = False

    def _start(self) -> None:
        """Before the first answer: handle what a crash or a release left, once a process."""
        from search.drain import ensure_current, push_soon

        self._started = True
        try:
            ensure_current()
        except Exception:
            logger.exception("The drain at the start failed; the entries are served as they are")
        push_soon()

    def _reload(self) -> State:
        """Everything, from the rows: at the start, after a fork, or when history differs."""
        with self._lock:
            rows = list(CatalogueEntry.objects.order_by("version").values(*COLUMNS))
            state, changes = _next(State(), rows)
            embedded = EmbeddedEngine()
            embedded.apply(changes, state.version)
            self.engine = _engine(embedded)
            self._state = state
        return state

    def _advance(self, rows: list[dict[str, Any]]) -> State:
        with self._lock:
            fresh = [row for row in rows if row["version"] > self._state.version]
            if fresh:
                state, changes = _next(self._state, fresh)
                self.engine.apply(changes, state.version)
                self._state = state
            return self._state

    def _drain_when_due(self, state: State) -> None:
        """Time alone changed a document: a thread of its own rebuilds it, no reader waits."""
        now = time()
        if self._draining or not state.is_due(self._looked, now):
            return
        self._looked = now
        if settings.SEARCH_DRAIN_WHEN_DUE:
            self._draining = True
            Thread(target=self._drain, name="search-drain", daemon=True).start()

    def _drain(self) -> None:
        from search.drain import drain

        try:
            drain()
        except Exception:
            logger.exception("The drain of what is due failed")
        finally:
            close_old_connections()
            self._draining = False


def _engine(embedded: EmbeddedEngine) -> EmbeddedEngine | FailoverEngine:
    """The engine of a process: Elasticsearch where there is one, with the embedded one under it.

    Elasticsearch and what is known of its health outlive the embedded index.
    """
    if not settings.ELASTICSEARCH["hosts"]:
        return embedded
    from search.production import production
    from search.sync import recover

    main = production()
    if main is None:
        return embedded
    return FailoverEngine(main.engine, embedded, main.breaker, partial(recover, main))


def _is_newest(state: State) -> bool:
    """Whether nothing was written since. By hand: composing this query costs more than running it,
    and most reads ask nothing else of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, drained FROM search_catalogueentry"
            " WHERE version >= %s ORDER BY version LIMIT 2",
            [state.version],
        )
        return cursor.fetchall() == [(state.version, state.token)]


def _same_history(state: State, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the table goes on from the state, rather than from a backup put back."""
    if not state.version:
        return True
    return any(
        (row["version"] == state.version and row["drained"] == state.token)
        or (row["key"] == state.last and row["version"] > state.version)
        for row in rows
    )


def _next(state: State, rows: Iterable[Mapping[str, Any]]) -> tuple[State, list[Change]]:
    """The state after these rows, in order of version, and what an engine has to learn."""
    entries, gone, shared = dict(state.entries), dict(state.gone), dict(state.shared)
    changes: list[Change] = []
    last: Mapping[str, Any] | None = None
    for row in rows:
        last = row
        pk = row["page_id"]
        if row["kind"] in EntryKind.values:
            shared[row["key"]] = row["item"].encode()
        elif row["removed"]:
            entries.pop(pk, None)
            gone[pk] = Gone(pk, row["kind"], row["slug"], row["path"], _pairs(row["former"]))
            changes.append((pk, row["version"], None))
        else:
            gone.pop(pk, None)
            facts = orjson.loads(row["facts"])
            entries[pk] = _entry(row, facts)
            changes.append((pk, row["version"], facts["index"]))
    if last is None:
        return state, changes
    return (
        State(last["version"], last["drained"], last["key"], entries, gone, shared),
        changes,
    )


def _entry(row: Mapping[str, Any], facts: Mapping[str, Any]) -> Entry:
    index = facts["index"]
    title = index["title"][0] if index["title"] else ""
    partner = None
    if row["kind"] == "partner" and index["partner"]:
        partner = (index["partner"][0], title)
    return Entry(
        page_id=row["page_id"],
        kind=row["kind"],
        slug=row["slug"],
        path=row["path"],
        item=row["item"].encode(),
        title=title,
        texts={"title": title, **{name: " ".join(index[name]) for name in ("summary", "body")}},
        rules_key=index["rules"][0],
        rules=facts["rules"],
        calendar=facts["calendar"],
        refs=tuple(facts["refs"]),
        live_from=index["live_from"],
        live_until=index["live_until"],
        partner=partner,
        also=tuple(facts["names"]) if partner else (),
        former=_pairs(row["former"]),
        due=row["refresh_on"].timestamp() if row["refresh_on"] else None,
    )


def _pairs(former: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((slug, path) for slug, path in former)


_replica = Replica()


def replica() -> Replica:
    """The replica of this process."""
    return _replica
