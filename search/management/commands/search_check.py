"""Says whether the catalogue's rows are what the pages say; exit code 1 when they are not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from wagtail.models import Page

from search.check import Report, check, fix
from search.engines.base import EngineUnavailable

if TYPE_CHECKING:
    from search.drift import Drift


class Command(BaseCommand):
    help = "Compare the catalogue's rows with the pages; --fix writes again what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="write again what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        report = check()
        self._show(report)
        if options["fix"] and not report.is_clean:
            written = fix(report)
            self.stdout.write(_("%(count)d versions written.") % {"count": written})
            report = check()
            self._show(report)
        followed = self._elasticsearch(fix=options["fix"])
        if not (report.is_clean and followed):
            sys.exit(1)

    def _elasticsearch(self, fix: bool) -> bool:
        """Compare Elasticsearch with the rows, where there is one; whether they agree."""
        if not settings.ELASTICSEARCH["hosts"]:
            return True
        from search.drift import drift, fix_drift
        from search.production import production

        main = production()
        if main is None:
            return True
        found = drift(main)
        self._show_drift(found)
        if fix and not found.is_clean:
            try:
                fix_drift(main, found)
            except EngineUnavailable as error:
                self.stdout.write(f"  Elasticsearch: {error}")
            found = drift(main)
            self._show_drift(found)
        return found.is_clean

    def _show_drift(self, found: Drift) -> None:
        if found.unreadable:
            self.stdout.write(f"Elasticsearch: {found.unreadable}")
            return
        self.stdout.write(f"Elasticsearch: {found.index}, {found.checked}")
        for label, ids in (
            (_("missing"), found.missing),
            (_("not public any more"), found.orphan),
            (_("out of date"), found.stale),
        ):
            for pk in ids:
                self.stdout.write(f"  {label}: {pk}")

    def _show(self, report: Report) -> None:
        counts = {"checked": report.checked, "pending": report.pending, "stuck": report.stuck}
        self.stdout.write(
            _("%(checked)d pages checked, %(pending)d marks waiting, %(stuck)d given up.") % counts
        )
        titles = dict(Page.objects.filter(pk__in=report.pages).values_list("pk", "title"))
        for label, ids in (
            (_("missing"), report.missing),
            (_("not public any more"), report.orphan),
            (_("out of date"), report.stale),
            (_("cannot be built"), report.failed),
        ):
            for pk in ids:
                self.stdout.write(f"  {label}: {pk} {titles.get(pk, '')}".rstrip())
        for key in report.shared:
            self.stdout.write(f"  {_('out of date')}: {key}")
        if report.is_clean:
            self.stdout.write(self.style.SUCCESS(_("The catalogue says what the pages say.")))
