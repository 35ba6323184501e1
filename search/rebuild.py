"""Builds a new index beside the one in use, and shows it once it holds exactly the public rows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from elasticsearch import ApiError, TransportError

from search.engines.base import EngineUnavailable
from search.engines.elasticsearch.client import as_unavailable
from search.engines.elasticsearch.engine import Checkpoint, ElasticsearchEngine
from search.models import CatalogueEntry
from search.production import Production
from search.retention import prune
from search.sync import after, catch_up, changes, pages

WRITERS = 2
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come."""

    documents: int
    total: int
    seconds: float

    @property
    def rate(self) -> float:
        """Documents per second."""
        return self.documents / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The index that is shown, how many rows were sent to it and how long that took."""

    index: str
    documents: int
    seconds: float


def rebuild(main: Production, report: Callable[[Progress], None] = lambda _: None) -> Rebuilt:
    """A new index, filled while writes go on; the one before stays, to go back to."""
    started = time.monotonic()
    with as_unavailable():
        name = main.indices.create(main.shards, main.replicas, refreshed=False)
        try:
            sent = _fill(main.engine, name, report)
            _make_exact(main.engine, name)
            main.indices.finish(name)
        except BaseException:
            # Where this fails too, a later rebuild deletes what is left; the first error is told.
            with suppress(ApiError, TransportError):
                main.indices.delete(name)
            raise
        before = main.indices.shown()
        main.indices.show(name)
        # What was pushed to the index before, between the last look and the swap.
        catch_up(main.engine)
        prune(main, before)
    return Rebuilt(name, sent, time.monotonic() - started)


def roll_back(main: Production) -> str | None:
    """Show the index before, once it has caught up; None when there is none."""
    with as_unavailable():
        shown = main.indices.shown()
        others = [name for name in main.indices.finished() if name not in shown]
        if not others:
            return None
        name = others[-1]
        catch_up(main.engine, name)
        main.indices.show(name)
        catch_up(main.engine)
    return name


def differences(engine: ElasticsearchEngine, reached: Checkpoint) -> list[int]:
    """Pages whose public version is not the one the index holds, those changed since left out."""
    held = {page_id: source["version"] for page_id, source in engine.held(reached.index)}
    rows = CatalogueEntry.objects.filter(page_id__isnull=False)
    public = dict(rows.filter(removed=False).values_list("page_id", "version"))
    # In this order: what changes between the two reads is among those of later.
    later = set(rows.filter(version__gt=reached.version).values_list("page_id", flat=True))
    return sorted(
        pk
        for pk in public.keys() | held.keys()
        if pk and pk not in later and public.get(pk) != held.get(pk)
    )


def _fill(engine: ElasticsearchEngine, name: str, report: Callable[[Progress], None]) -> int:
    """All rows, sent by a few threads; then the checkpoint."""
    started, sent = time.monotonic(), 0
    total = CatalogueEntry.objects.count()
    reached = Checkpoint(name)
    waiting: deque[tuple[int, Future[int]]] = deque()

    def settle() -> None:
        nonlocal sent
        number, written = waiting.popleft()
        written.result()
        sent += number
        report(Progress(sent, max(total, sent), time.monotonic() - started))

    with ThreadPoolExecutor(WRITERS, thread_name_prefix="rebuild") as pool:
        for rows in pages(0):
            reached = after(reached, rows)
            waiting.append((len(rows), pool.submit(engine.write, list(changes(rows)), name)))
            if len(waiting) > WRITERS:
                settle()
        while waiting:
            settle()
    _refresh_again(engine, name)
    engine.advance(reached)
    return sent


def _refresh_again(engine: ElasticsearchEngine, name: str) -> None:
    engine.writing.indices.put_settings(index=name, settings={"refresh_interval": None})


def _make_exact(engine: ElasticsearchEngine, name: str) -> None:
    """Catch up with the writes of meanwhile, until the index holds exactly the public rows."""
    wrong: list[int] = []
    for _attempt in range(ATTEMPTS):
        catch_up(engine, name)
        reached = engine.checkpoint(name)
        wrong = differences(engine, reached)
        if not wrong:
            return
    raise EngineUnavailable(f"The new index does not hold the public rows: {wrong[:10]}")
