"""Loads the starting taxonomy; running it again changes nothing an editor has made their own."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms_pages.taxonomy import TAXONOMY_FILE, load_taxonomy


class Command(BaseCommand):
    help = "Load the domains, terms and synonyms that an instance starts from."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=TAXONOMY_FILE, help="another file")
        parser.add_argument(
            "--reset-labels",
            action="store_true",
            help="give the file's labels and order back to the entries already there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_taxonomy(options["file"], reset_labels=options["reset_labels"])
        self.stdout.write(
            f"Taxonomy: {counts['added']} added, {counts['updated']} updated, "
            f"{counts['kept']} already there."
        )
