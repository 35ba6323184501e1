"""Loads a folder of content: new sheets are published, those of an editor are left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms_pages.demo.errors import ContentError
from cms_pages.demo.ledger import Ledger
from cms_pages.demo.library import SheetLibrary
from cms_pages.demo.media import Media
from cms_pages.demo.sheets import Content, Sheet
from cms_pages.demo.site import (
    add_territories,
    ensure_home,
    home_sheet,
    write_home,
    write_site,
)
from cms_pages.demo.writer import place, write
from cms_pages.kinds import KINDS
from cms_pages.models import PartnerSpacePage
from cms_pages.spaces.roles import ensure_roles, shared_collection
from cms_pages.spaces.tree import tree_transaction
from cms_pages.taxonomy import load_taxonomy

# Pages written in one transaction: few enough that nobody else waits long for theirs.
CHUNK = 20

Progress = Callable[[str], None]


def load(
    content: Content,
    *,
    today: date | None = None,
    again: bool = False,
    progress: Progress = lambda step: None,
) -> Counter[str]:
    """Load what is due; ``again`` also rewrites, with new dates, what no editor has changed.

    Counts: pages ``added``, ``updated`` and ``kept``. ``progress`` is called once for each page
    that is due, twice for a new one.
    """
    load_taxonomy()
    ledger = Ledger()
    due = [sheet for sheet in content.sheets if ledger.is_due(sheet, again=again)]
    home_is_due = ledger.is_due(home_sheet(content.site), again=again)
    counts = Counter(kept=len(content.sheets) - len(due))
    if not due and not home_is_due:
        return counts
    with tree_transaction():
        ensure_roles()
        home = ensure_home(content.site["settings"]["name"])
        media = Media(content, shared_collection())
        add_territories(content.site.get("territories") or [])
    library = SheetLibrary(media, ledger.pages(), today or timezone.localdate())
    counts["updated"] = sum(sheet.key in ledger.loaded for sheet in due)
    counts["added"] = len(due) - counts["updated"]
    _place_all(due, home, library, progress)
    _write_all(due, library, ledger, progress)
    if home_is_due:
        with transaction.atomic():
            write_home(home, home_sheet(content.site), library, ledger)
            write_site(content.site, library)
    return counts


def _chunks(sheets: Sequence[Sheet]) -> Iterator[Sequence[Sheet]]:
    for start in range(0, len(sheets), CHUNK):
        yield sheets[start : start + CHUNK]


def _place_all(due: Sequence[Sheet], home: Any, library: SheetLibrary, progress: Progress) -> None:
    for chunk in _chunks([sheet for sheet in due if sheet.key not in library.pages]):
        with tree_transaction():
            for sheet in chunk:
                library.pages[sheet.key] = place(sheet, home, library.pages).pk
                progress(sheet.key)


def _write_all(
    due: Sequence[Sheet], library: SheetLibrary, ledger: Ledger, progress: Progress
) -> None:
    spaces = dict(PartnerSpacePage.objects.values_list("code", "pk"))
    for chunk in _chunks(due):
        with transaction.atomic():
            for sheet in chunk:
                space = sheet.space or (sheet.slug if sheet.kind == "partner" else "")
                if space and space not in spaces:
                    raise ContentError(f"no partner {space}", sheet.file, sheet.key)
                library.space_id = spaces.get(space)
                page = write(sheet, _fetch(sheet, library), library)
                ledger.record(sheet, page)
                progress(sheet.key)


def _fetch(sheet: Sheet, library: SheetLibrary) -> Any:
    return KINDS[sheet.kind].model.objects.get(pk=library.pages[sheet.key])
