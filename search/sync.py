"""Sends Elasticsearch what it has not: rows above the version that its index has reached.

Any process may send at any time. Each document goes out with its version, so that the newest wins
whatever the order of arrival; the checkpoint moves once all up to its version is written.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

import orjson
from django.db import connection

from search.engines.base import EngineUnavailable
from search.engines.elasticsearch.engine import Change, Checkpoint, ElasticsearchEngine, NoIndex
from search.metrics import synced
from search.models import CatalogueEntry
from search.production import Production, production
from search.query import SearchQuery

logger = logging.getLogger(__name__)

PAGE = 500
"""Rows read and sent together."""
COLUMNS = ("key", "page_id", "version", "drained", "facts", "removed")

Row = Mapping[str, Any]
Answer = TypeVar("Answer")
Run = Callable[[Callable[[], Answer]], Answer]


class OtherHistory(EngineUnavailable):
    """The index goes on from rows that are not ours: a backup was put back. Build it again."""


def catch_up(
    engine: ElasticsearchEngine,
    index: str | None = None,
    run: Callable[[Callable[[], Any]], Any] = lambda request: request(),
) -> int:
    """Send one index, by default the shown one, what it lacks; gives the number of versions.

    The index is the same from start to end, even if another is shown meanwhile.
    """
    reached: Checkpoint = run(lambda: engine.checkpoint(index))
    check_history(reached)
    sent = 0
    for rows in pages(reached.version):
        reached = after(reached, rows)
        _send(engine, rows, reached, run)
        sent += len(rows)
    if index is None:
        synced()
    return sent


def _send(
    engine: ElasticsearchEngine,
    rows: list[Row],
    reached: Checkpoint,
    run: Callable[[Callable[[], Any]], Any],
) -> None:
    def request() -> None:
        engine.write(changes(rows), reached.index)
        engine.advance(reached)

    run(request)


def push() -> None:
    """After a commit: send what is new, within a time. It never fails; what is left goes later."""
    main = production()
    if main is None:
        return
    if main.breaker.is_open:
        main.breaker.probe(partial(recover, main))
        return
    ends = time.monotonic() + main.seconds

    def within(request: Callable[[], Any]) -> Any:
        return main.pusher.clients.bounded(request, max(0.0, ends - time.monotonic()))

    try:
        catch_up(main.pusher, run=within)
    except EngineUnavailable as error:
        # Searches would miss what was not sent: the embedded engine answers until it is.
        main.breaker.failed(error)
    except Exception:
        logger.exception("The push to Elasticsearch failed; search_sync will send what is left")


def recover(main: Production) -> None:
    """After an outage: it answers again, and is sent what it missed; only then it is back.

    Runs in the breaker's thread.
    """
    main.engine.search(SearchQuery(limit=0))
    try:
        catch_up(main.engine)
    finally:
        connection.close()


def sync() -> int:
    """Bring the shown index up to date; build one where there is none that can be."""
    from search.rebuild import rebuild

    main = production()
    if main is None:
        return 0
    try:
        main.look()
        return catch_up(main.engine)
    except (NoIndex, OtherHistory) as error:
        logger.warning("%s: the index is built again", error)
        return rebuild(main).documents


def pages(version: int) -> Iterator[list[Row]]:
    """The rows above a version, in order; drains commit their versions in order, none is missed."""
    while True:
        found = CatalogueEntry.objects.filter(version__gt=version).order_by("version")
        rows: list[Row] = list(found.values(*COLUMNS)[:PAGE])
        if not rows:
            return
        yield rows
        version = rows[-1]["version"]


def changes(rows: Iterable[Row]) -> Iterator[Change]:
    """What an engine learns from rows; the site and the vocabularies are none of its business."""
    for row in rows:
        if row["page_id"] is not None:
            facts = None if row["removed"] else orjson.loads(row["facts"])["index"]
            yield row["page_id"], row["version"], facts


def after(reached: Checkpoint, rows: list[Row]) -> Checkpoint:
    """The checkpoint once these rows are written."""
    last = rows[-1]
    return Checkpoint(reached.index, last["version"], last["drained"], last["key"])


def check_history(reached: Checkpoint) -> None:
    """The row of the checkpoint is still there, or the same row has moved on."""
    if not reached.version:
        return
    rows = CatalogueEntry.objects.filter(version__gte=reached.version)
    same = rows.filter(version=reached.version, drained=reached.token).exists()
    if not same and not rows.filter(key=reached.last, version__gt=reached.version).exists():
        raise OtherHistory(f"Elasticsearch: « {reached.index} » follows another history")
