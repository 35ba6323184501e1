"""When a page is public: live, all above it live, behind no restriction, between its dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page, PageViewRestriction

ALWAYS = 0
NEVER = 9_999_999_999
BATCH = 400


@dataclass(frozen=True, slots=True)
class Window:
    """The seconds (epoch) between which a page and all above it are on line."""

    live_from: int = ALWAYS
    live_until: int = NEVER

    def holds(self, now: datetime) -> bool:
        return self.live_from <= now.timestamp() < self.live_until


def windows(pages: Iterable[tuple[int, str]]) -> dict[int, Window]:
    """The window of each (id, tree path); a page that is not public at any time has none."""
    listed = list(pages)
    prefixes = {prefix for _, path in listed for prefix in _prefixes(path)}
    rows = _rows(prefixes)
    closed = _restricted(prefixes)
    found: dict[int, Window] = {}
    for pk, path in listed:
        line = [rows.get(prefix) for prefix in _prefixes(path)]
        if any(row is None or not row[0] for row in line) or not closed.isdisjoint(_prefixes(path)):
            continue
        starts = [int(row[1].timestamp()) for row in line if row and row[1]]
        ends = [int(row[2].timestamp()) for row in line if row and row[2]]
        found[pk] = Window(max(starts, default=ALWAYS), min(ends, default=NEVER))
    return found


def _prefixes(path: str) -> list[str]:
    """The paths of a page and of all above it, the root of the tree included."""
    step = Page.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def _rows(prefixes: set[str]) -> dict[str, tuple[bool, datetime | None, datetime | None]]:
    found: dict[str, tuple[bool, datetime | None, datetime | None]] = {}
    for batch in _batches(prefixes):
        rows = Page.objects.filter(path__in=batch).order_by()
        for path, depth, live, starts, ends in rows.values_list(
            "path", "depth", "live", "go_live_at", "expire_at"
        ):
            found[path] = (live or depth == 1, starts, ends)
    return found


def _restricted(prefixes: set[str]) -> set[str]:
    found: set[str] = set()
    for batch in _batches(prefixes):
        rows = PageViewRestriction.objects.filter(page__path__in=batch)
        found.update(rows.values_list("page__path", flat=True))
    return found


def _batches(values: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
