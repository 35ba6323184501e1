"""What was loaded before, read from Wagtail's own log, so that an editor's work is never undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from cms_pages.demo.sheets import Sheet

ACTION = "wagtail.create"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The last load of a sheet."""

    page_id: int
    digest: str
    revision_id: int


class Ledger:
    """Sheets loaded so far. A page deleted since keeps its line: it is not made again."""

    def __init__(self) -> None:
        self.loaded: dict[str, Loaded] = {}
        entries = PageLogEntry.objects.filter(action=ACTION, data__has_key="sheet")
        for page_id, data in entries.order_by("pk").values_list("page_id", "data"):
            self.loaded[data["sheet"]] = Loaded(page_id, data["digest"], data["revision"])
        ids = [line.page_id for line in self.loaded.values()]
        self._revisions = dict(
            Page.objects.filter(pk__in=ids).values_list("pk", "latest_revision_id")
        )

    def is_due(self, sheet: Sheet, *, again: bool) -> bool:
        """Whether a sheet is to be written: new, or changed in its file and by nobody since."""
        line = self.loaded.get(sheet.key)
        if line is None:
            return True
        untouched = self._revisions.get(line.page_id) == line.revision_id
        return untouched and (again or line.digest != sheet.digest)

    def pages(self) -> dict[str, int]:
        """The pages still there, under the names their sheets give them."""
        return {
            key: line.page_id
            for key, line in self.loaded.items()
            if line.page_id in self._revisions
        }

    def record(self, sheet: Sheet, page: Any) -> None:
        """The load of a sheet, once its page is published."""
        data = {
            "sheet": sheet.key,
            "digest": sheet.digest,
            "revision": page.latest_revision_id,
        }
        log(instance=page, action=ACTION, data=data)
        self.loaded[sheet.key] = Loaded(page.pk, sheet.digest, page.latest_revision_id)
