"""Compares what Elasticsearch holds with the rows, document by document."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson

from search.engines.base import EngineUnavailable
from search.engines.elasticsearch.client import as_unavailable
from search.engines.elasticsearch.engine import Change
from search.engines.elasticsearch.schema import to_source
from search.models import CatalogueEntry
from search.production import Production
from search.rebuild import rebuild
from search.sync import check_history, sync

CHUNK = 300
GRACE = 1.0
"""Seconds that a push may take, and that a difference is given to go away."""
Found = tuple[int, dict[str, Any]]


@dataclass(slots=True)
class Drift:
    """Page ids by fault; ``unreadable`` says why nothing could be compared."""

    index: str = ""
    checked: int = 0
    missing: list[int] = field(default_factory=list)
    orphan: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    unreadable: str = ""

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.orphan or self.stale or self.unreadable)

    @property
    def pages(self) -> list[int]:
        return sorted({*self.missing, *self.orphan, *self.stale})


def drift(main: Production) -> Drift:
    """Compare, write nothing. A server that is away, or an index of other rows, is told too."""
    found = Drift()
    try:
        _read(main, found)
    except EngineUnavailable as error:
        found.unreadable = str(error)
    return found


def _read(main: Production, found: Drift) -> None:
    with as_unavailable():
        reached = main.look()
        check_history(reached)
        found.index = reached.index
        main.engine.writing.indices.refresh(index=found.index)
        _compare(main, found)
        if found.pages:
            # What is being published right now is no drift: these alone, once it has arrived.
            time.sleep(GRACE)
            _look_again(main, found)


def fix_drift(main: Production, found: Drift) -> None:
    """Write again what differs; when that cannot be, build the index again."""
    sync()
    if found.unreadable:
        return
    with as_unavailable():
        main.engine.write(_repairs(main, found), found.index)
        main.engine.writing.indices.refresh(index=found.index)
    if not drift(main).is_clean:
        rebuild(main)


def _compare(main: Production, found: Drift) -> None:
    seen: set[int] = set()
    for batch in _batches(main.engine.held(found.index, full=True)):
        seen.update(pk for pk, _source in batch)
        expected = _expected(pk for pk, _source in batch)
        found.orphan += [pk for pk, _source in batch if pk not in expected]
        found.stale += [pk for pk, source in batch if expected.get(pk, source) != source]
    rows = CatalogueEntry.objects.filter(page_id__isnull=False, removed=False)
    public = {pk for pk in rows.values_list("page_id", flat=True) if pk}
    found.missing = sorted(public - seen)
    found.checked = len(public | seen)


def _look_again(main: Production, found: Drift) -> None:
    held: dict[int, dict[str, Any]] = {}
    for ids in _batches(found.pages):
        answer = main.engine.writing.mget(index=found.index, ids=[str(pk) for pk in ids])
        held |= {
            int(each["_id"]): each["_source"]
            for each in answer["docs"]
            if each.get("found") and not each["_source"]["removed"]
        }
    expected: dict[int, dict[str, Any]] = {}
    for ids in _batches(found.pages):
        expected |= _expected(ids)
    found.missing = [pk for pk in found.pages if pk in expected and pk not in held]
    found.orphan = [pk for pk in held if pk not in expected]
    found.stale = [pk for pk in held if pk in expected and expected[pk] != held[pk]]


def _expected(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The documents of these pages as an index must hold them; none for what is not public."""
    rows = CatalogueEntry.objects.filter(page_id__in=list(ids), removed=False)
    return {
        pk: to_source(pk, version, orjson.loads(facts)["index"])
        for pk, version, facts in rows.values_list("page_id", "version", "facts")
        if pk is not None
    }


def _repairs(main: Production, found: Drift) -> Iterator[Change]:
    for pk, version, facts, removed in CatalogueEntry.objects.filter(
        page_id__in=found.pages
    ).values_list("page_id", "version", "facts", "removed"):
        if pk is not None:
            yield pk, version, None if removed else orjson.loads(facts)["index"]
    known = CatalogueEntry.objects.filter(page_id__in=found.orphan)
    strangers = set(found.orphan) - set(known.values_list("page_id", flat=True))
    for pk in sorted(strangers):
        held = main.engine.writing.get(index=found.index, id=str(pk))
        yield pk, held["_version"], None


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, CHUNK)):
        yield batch
