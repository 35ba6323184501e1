"""Builds a new index beside the one in use, then shows it; --rollback shows the one before."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineUnavailable
from search.production import Production, production
from search.rebuild import Progress, rebuild, roll_back

WIDTH = 30


class Command(BaseCommand):
    help = "Build the Elasticsearch index again, beside the one in use; --rollback goes back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rollback", action="store_true", help="show the index before")

    def handle(self, *args: Any, **options: Any) -> None:
        main = production()
        if main is None:
            raise CommandError("No Elasticsearch is set (ELASTICSEARCH_URL).")
        try:
            if options["rollback"]:
                self._roll_back(main)
            else:
                self._rebuild(main, quiet=options["verbosity"] == 0)
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error

    def _roll_back(self, main: Production) -> None:
        name = roll_back(main)
        if name is None:
            raise CommandError("There is no index to go back to.")
        self.stdout.write(self.style.SUCCESS(f"{name} is shown again, up to date."))

    def _rebuild(self, main: Production, quiet: bool) -> None:
        done = rebuild(main, (lambda _: None) if quiet else self._show)
        rate = done.documents / done.seconds if done.seconds else 0
        self.stdout.write(
            self.style.SUCCESS(
                f"{done.index} is shown: {done.documents} rows in {done.seconds:.1f} s "
                f"({rate:.0f} documents/s, all included)."
            )
        )

    def _show(self, progress: Progress) -> None:
        part = progress.documents / progress.total if progress.total else 1
        bar = "█" * int(part * WIDTH)
        line = f"{bar:<{WIDTH}} {progress.documents}/{progress.total} {progress.rate:.0f} doc/s"
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="" if part < 1 else "\n")
        else:
            self.stdout.write(line)
