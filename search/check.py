"""Compares the rows with the pages: what is missing, what should not be there, what is stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from search.documents.build import build
from search.documents.site import shared_documents
from search.drain import MAX_ATTEMPTS, drain, everything
from search.marks import mark, mark_pages
from search.models import CatalogueEntry, EntryKind, Mark

CHUNK = 300


@dataclass(slots=True)
class Report:
    """Page ids by fault; keys of shared documents; marks that wait or that no drain could use."""

    missing: list[int] = field(default_factory=list)
    orphan: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    pending: int = 0
    stuck: int = 0
    checked: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.orphan or self.stale or self.failed or self.shared)

    @property
    def pages(self) -> list[int]:
        return sorted({*self.missing, *self.orphan, *self.stale, *self.failed})


def check(now: datetime | None = None) -> Report:
    """Build every document again and compare; nothing is written."""
    now = now or timezone.now()
    marks = Mark.objects.filter(attempts__lt=MAX_ATTEMPTS)
    given_up = Mark.objects.filter(attempts__gte=MAX_ATTEMPTS).values("object_id").distinct()
    report = Report(pending=marks.count(), stuck=given_up.count())
    for ids in _chunks(sorted(everything())):
        rows = dict(
            CatalogueEntry.objects.filter(page_id__in=ids, removed=False).values_list(
                "page_id", "content_hash"
            )
        )
        built = build(ids, now)
        report.checked += len(ids)
        report.failed += sorted(built.failed)
        report.missing += sorted(built.documents.keys() - rows.keys())
        report.orphan += sorted(
            pk for pk in rows if pk and pk not in built.documents and pk not in built.failed
        )
        report.stale += [
            pk
            for pk, document in built.documents.items()
            if pk in rows and rows[pk] != document.content_hash
        ]
    report.shared = _shared(now)
    return report


def _shared(now: datetime) -> list[str]:
    rows = dict(
        CatalogueEntry.objects.filter(kind__in=EntryKind.values).values_list("key", "content_hash")
    )
    return [
        entry.key for entry in shared_documents(now) if rows.get(entry.key) != entry.content_hash
    ]


def fix(report: Report) -> int:
    """Mark what differs and drain; gives the number of new versions."""
    Mark.objects.filter(attempts__gte=MAX_ATTEMPTS).delete()
    mark_pages(report.pages)
    if report.shared:
        mark(Mark.Subject.SITE)
    return drain()


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
