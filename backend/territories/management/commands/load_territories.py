"""``manage.py load_territories``: the pack and the lists of facts into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from backend.territories.archive import Pack, PackError
from backend.territories.facts import Lists
from backend.territories.loading import load
from backend.territories.models import Territory
from backend.territories.places import facts_folder, pack_path


class Command(BaseCommand):
    """Load once; a second run finds the same content and does nothing."""

    help = "Load the territories of France and the lists of facts into the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Other files than the project's own, and a load even when nothing changed."""
        parser.add_argument("--pack", type=Path, default=None)
        parser.add_argument("--facts", type=Path, default=None)
        parser.add_argument("--force", action="store_true", help="load even if nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load with a progress bar, then say what the tables hold."""
        try:
            pack = Pack(options["pack"] or pack_path())
            lists = Lists(options["facts"] or facts_folder())
            changed = self._load(pack, lists, options["force"], options["verbosity"])
        except PackError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            count = Territory.objects.count()
            verb = "loaded" if changed else "already up to date"
            self.stdout.write(f"Territories {verb}: {count}.")

    def _load(self, pack: Pack, lists: Lists, force: bool, verbosity: int) -> bool:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        tasks: dict[str, TaskID] = {}
        console = Console(stderr=True, quiet=not verbosity)
        with Progress(*columns, console=console, transient=True) as bar:

            def advance(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(name, total=total)
                bar.update(tasks[name], completed=done)

            return load(pack, lists, advance, force)
