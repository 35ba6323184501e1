"""Loads the demonstration catalogue; running it again touches nothing an editor has changed."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cms_pages.demo.errors import ContentError
from cms_pages.demo.ledger import Ledger
from cms_pages.demo.loader import Progress as Report
from cms_pages.demo.loader import load
from cms_pages.demo.sheets import Content, default_folder, read_content


class Command(BaseCommand):
    help = "Load the demonstration catalogue from its files. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, help="folder of content to load")
        parser.add_argument(
            "--again",
            action="store_true",
            help="rewrite, with dates counted from today, the pages no editor has changed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = read_content(options["folder"] or default_folder())
            with self._bar(content, options["again"]) as report:
                counts = load(content, again=options["again"], progress=report)
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Catalogue: %(added)d pages added, %(updated)d updated, %(kept)d already there.")
            % {name: counts[name] for name in ("added", "updated", "kept")}
        )

    @contextmanager
    def _bar(self, content: Content, again: bool) -> Iterator[Report]:
        """A progress bar on a terminal; nothing when the output goes to a file."""
        ledger = Ledger()
        due = [sheet for sheet in content.sheets if ledger.is_due(sheet, again=again)]
        steps = len(due) + sum(sheet.key not in ledger.pages() for sheet in due)
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(),
        )  # fmt: skip
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(_("Catalogue"), total=steps, visible=bool(steps))
            yield lambda _key: bar.advance(task)
