"""The drain: turns marks into entries, one locked chunk after the other, versions in commit order.

It trusts nothing but the database, and may be run at any time: what has not changed takes no new
version. A crash at any point leaves either the marks, or the entries without them.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from search import references
from search.documents.build import Document, build, fingerprint
from search.documents.context import kinds_by_content_type
from search.documents.site import shared_documents
from search.documents.visibility import windows
from search.models import CatalogueEntry, Counter, EntryKind, Mark

logger = logging.getLogger(__name__)

CHUNK = 300
"""Pages rebuilt in one transaction."""
MAX_ATTEMPTS = 5
"""A page whose document cannot be built is left alone after so many drains, and reported."""
FACE = ("title", "slug", "html_url", "partner", "code", "acronym", "logo", "kind")
"""What other documents show of a page."""
COLUMNS = (
    "page_id", "uuid", "kind", "slug", "path", "version", "drained", "item", "detail", "facts",
    "content_hash", "former", "removed", "refresh_on",
)  # fmt: skip


def drain(now: datetime | None = None) -> int:
    """Handle every mark and every entry that is due; gives the number of new versions."""
    written = 0
    skipped: set[int] = set()
    while _has_work(now, skipped):
        with transaction.atomic():
            step = _Step(_lock(), now or timezone.now(), skipped)
            step.run()
        written += step.written
        skipped |= step.failed
    if written:
        push_soon()
    return written


def push_soon() -> None:
    """Once this is committed, send Elasticsearch what it has not, where there is one."""
    if settings.ELASTICSEARCH["hosts"]:
        from search.sync import push

        transaction.on_commit(push, robust=True)


def ensure_current(now: datetime | None = None) -> int:
    """What a process does at its start: handle what a crash or a new release left."""
    counter = Counter.objects.filter(pk=1).first()
    if counter is None or counter.fingerprint != fingerprint() or _has_work(now, set()):
        return drain(now)
    return 0


def _lock() -> Counter:
    """The one row that makes drains wait for each other until they commit."""
    return Counter.objects.select_for_update().get_or_create(pk=1)[0]


def _has_work(now: datetime | None, skipped: set[int]) -> bool:
    return (
        _marks(skipped).exists()
        or CatalogueEntry.objects.filter(refresh_on__lte=now or timezone.now()).exists()
        or not Counter.objects.filter(pk=1, fingerprint=fingerprint()).exists()
    )


def _marks(skipped: set[int]) -> Any:
    marks = Mark.objects.filter(attempts__lt=MAX_ATTEMPTS).order_by("pk")
    failed = [str(pk) for pk in skipped]
    return marks.exclude(subject=Mark.Subject.PAGE, object_id__in=failed) if failed else marks


@dataclass(slots=True)
class _Step:
    """One transaction of the drain: first widen the wide marks, then rebuild a chunk of pages."""

    counter: Counter
    now: datetime
    skipped: set[int]
    written: int = 0
    failed: set[int] = field(default_factory=set)
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def run(self) -> None:
        before = self.counter.version, self.counter.fingerprint
        if self.counter.fingerprint != fingerprint():
            self.counter.fingerprint = fingerprint()
            self._mark_pages(everything())
            self._share()
        self._widen()
        marks = list(_marks(self.skipped).filter(subject=Mark.Subject.PAGE)[: CHUNK * 4])
        due = CatalogueEntry.objects.filter(refresh_on__lte=self.now, page_id__isnull=False)
        wanted = {int(mark.object_id) for mark in marks}
        ids = sorted(wanted)[:CHUNK]
        late = {pk for pk in due.values_list("page_id", flat=True)[:CHUNK] if pk}
        ids += sorted(late - wanted)
        self._rebuild(ids)
        taken = set(ids)
        self._forget([mark for mark in marks if int(mark.object_id) in taken])
        if before != (self.counter.version, self.counter.fingerprint):
            self.counter.save(update_fields=["version", "fingerprint"])

    # -- marks -----------------------------------------------------------------------------------

    def _widen(self) -> None:
        """Replace marks that stand for several pages by one mark a page."""
        wide = list(_marks(self.skipped).exclude(subject=Mark.Subject.PAGE)[: CHUNK * 4])
        if not wide:
            return
        pages: set[int] = set()
        shared = False
        if any(mark.subject == Mark.Subject.EVERYTHING for mark in wide):
            pages |= everything()
        for mark in wide:
            if mark.subject == Mark.Subject.TREE:
                pages |= below([int(mark.object_id)])
            shared |= mark.subject in (Mark.Subject.SITE, Mark.Subject.VOCABULARY)
        for model, ids in _by_model(wide).items():
            found = references.to_objects(apps.get_model(model), ids)
            pages |= found.pages
            shared |= found.site
        self._mark_pages(pages)
        if shared:
            self._share()
        _delete(wide)

    def _mark_pages(self, ids: Iterable[int]) -> None:
        label = Page._meta.label_lower
        Mark.objects.bulk_create(
            [
                Mark(subject=Mark.Subject.PAGE, model=label, object_id=str(pk))
                for pk in sorted(set(ids))
            ],
            batch_size=500,
        )

    def _forget(self, marks: list[Mark]) -> None:
        """Delete the marks that were read, and only those: later ones tell of later changes."""
        kept = [mark for mark in marks if int(mark.object_id) in self.failed]
        for mark in kept:
            mark.attempts += 1
        Mark.objects.bulk_update(kept, ["attempts"])
        _delete(mark for mark in marks if mark not in kept)

    # -- entries ---------------------------------------------------------------------------------

    def _rebuild(self, ids: list[int]) -> None:
        if not ids:
            return
        found = CatalogueEntry.objects.filter(page_id__in=ids)
        rows = {row.page_id: row for row in found if row.page_id is not None}
        built = build(ids, self.now)
        self.failed |= built.failed
        changed: list[CatalogueEntry] = []
        faces: set[int] = set()
        follow: set[int] = set()
        for pk in ids:
            if pk in built.failed:
                continue
            row, document = rows.get(pk), built.documents.get(pk)
            before = _shown(row)
            new = self._entry(row, document)
            if new is None:
                continue
            changed.append(new)
            after = _shown(new)
            if before.get("face") != after.get("face"):
                faces.add(pk)
            follow.update(shown["programme"] for shown in (before, after) if shown.get("programme"))
        # What cannot be built is not due again: its marks, or search_check, will tell of it.
        stuck = [pk for pk in built.failed if pk in rows]
        CatalogueEntry.objects.filter(page_id__in=stuck).update(refresh_on=None)
        self._write(changed)
        self._spread(set(ids), faces, follow)

    def _entry(
        self, row: CatalogueEntry | None, document: Document | None
    ) -> CatalogueEntry | None:
        """The row to write: a new document, a tombstone, or nothing when nothing changed."""
        if document is None:
            return self._tombstone(row) if row and not row.removed else None
        if row and not row.removed and row.content_hash == document.content_hash:
            return None
        return CatalogueEntry(
            key=f"page:{document.page_id}",
            page_id=document.page_id,
            uuid=document.uuid,
            kind=document.kind,
            slug=document.slug,
            path=document.path,
            item=document.item,
            detail=document.detail,
            facts=document.facts,
            content_hash=document.content_hash,
            former=_former(row, document),
            removed=False,
            refresh_on=document.refresh_on,
        )

    def _tombstone(self, row: CatalogueEntry) -> CatalogueEntry:
        return CatalogueEntry(
            key=row.key, page_id=row.page_id, uuid=row.uuid, kind=row.kind, slug=row.slug,
            path=row.path, item="", detail="", facts="", content_hash="", former=row.former,
            removed=True, refresh_on=None,
        )  # fmt: skip

    def _write(self, entries: list[CatalogueEntry]) -> None:
        for entry in entries:
            self.counter.version += 1
            entry.version = self.counter.version
            entry.drained = self.token
        CatalogueEntry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["key"], update_fields=COLUMNS,
            batch_size=50,
        )  # fmt: skip
        self.written += len(entries)

    def _spread(self, ids: set[int], faces: set[int], follow: set[int]) -> None:
        """Mark the pages that show something of those that changed, and those below them."""
        pages = set(follow)
        if faces:
            found = references.to_objects(Page, faces)
            pages |= found.pages
            spaces = references.to_objects(_space_model(), faces)
            pages |= spaces.pages | below(faces)
            if found.site:
                self._share()
        pages |= _turned(ids)
        self._mark_pages(pages - ids)

    def _share(self) -> None:
        """Write again what is no page: the site and the vocabularies."""
        rows = {
            row.key: row.content_hash
            for row in CatalogueEntry.objects.filter(kind__in=EntryKind.values)
        }
        fresh = shared_documents(self.now)
        self._write([entry for entry in fresh if rows.get(entry.key) != entry.content_hash])


def _space_model() -> Any:
    from cms_pages.models import PartnerSpacePage

    return PartnerSpacePage


def _by_model(marks: Iterable[Mark]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mark in marks:
        if mark.subject == Mark.Subject.OBJECT:
            found.setdefault(mark.model, []).append(mark.object_id)
    return found


def _delete(marks: Iterable[Mark]) -> None:
    ids = [mark.pk for mark in marks]
    for start in range(0, len(ids), 500):
        Mark.objects.filter(pk__in=ids[start : start + 500]).delete()


def _shown(row: CatalogueEntry | None) -> dict[str, Any]:
    """What other documents show of an entry, and the programme it belongs to."""
    if row is None or row.removed:
        return {}
    item = orjson.loads(row.item)
    visible = orjson.loads(row.facts)["visible"]
    face = [visible, *(item.get(name) for name in FACE), row.path]
    programme = item.get("programme") or {}
    return {"face": face, "programme": programme.get("id")}


def _former(row: CatalogueEntry | None, document: Document) -> list[list[str]]:
    """The addresses the page had before, without the one it has."""
    if row is None:
        return []
    address = [document.slug, document.path]
    known = [list(pair) for pair in row.former if list(pair) != address]
    if [row.slug, row.path] != address and [row.slug, row.path] not in known:
        known.append([row.slug, row.path])
    return known


def everything() -> set[int]:
    """All pages that have or may have an entry."""
    pages = Page.objects.filter(content_type__in=kinds_by_content_type()).values_list(
        "pk", flat=True
    )
    rows = CatalogueEntry.objects.filter(page_id__isnull=False, removed=False)
    return {*pages, *(pk for pk in rows.values_list("page_id", flat=True) if pk)}


def below(ids: Iterable[int]) -> set[int]:
    """These pages and all below them."""
    found: set[int] = set(ids)
    parents = Page.objects.filter(pk__in=found, numchild__gt=0).values_list("path", flat=True)
    for path in _outermost(parents):
        pages = Page.objects.filter(path__startswith=path)
        found.update(pages.values_list("pk", flat=True))
    return found


def _turned(ids: Iterable[int]) -> set[int]:
    """Pages below these that became public and have no entry, or have one and are not public."""
    parents = Page.objects.filter(pk__in=list(ids), numchild__gt=0).values_list("path", flat=True)
    kinds = kinds_by_content_type()
    found: set[int] = set()
    for path in _outermost(parents):
        pages = dict(
            Page.objects.filter(path__startswith=path, content_type__in=kinds).values_list(
                "pk", "path"
            )
        )
        public = windows(pages.items()).keys()
        present: set[int] = set()
        listed = sorted(pages)
        for start in range(0, len(listed), 500):
            rows = CatalogueEntry.objects.filter(
                page_id__in=listed[start : start + 500], removed=False
            )
            present.update(pk for pk in rows.values_list("page_id", flat=True) if pk)
        found |= public ^ present
    return found


def _outermost(paths: Iterable[str]) -> list[str]:
    """Tree paths without those that lie below another of them."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
