"""``manage.py pack_territories``: make the packed file from the yearly public versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.territories.packing.build import build_pack
from backend.territories.packing.sources import RELEASES, SourceError, fetch
from backend.territories.places import cache_folder, pack_path


class Command(BaseCommand):
    """Fetch the versions (or read them from a folder) and write the pack."""

    help = "Make fixtures/territories/france.zip from the yearly versions of the public package."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--source npm`` fetches with npm, any other value is the folder of the tarballs."""
        parser.add_argument("--source", default="npm", help="npm, or the folder of the tarballs")
        parser.add_argument("--output", type=Path, default=None, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Pack, then say what the file holds."""
        npm = options["source"] == "npm"
        folder = cache_folder() if npm else Path(options["source"])
        target = options["output"] or pack_path()
        tarballs: dict[str, Path] = {}
        try:
            for release in RELEASES:
                name = f"etalab-decoupage-administratif-{release.version}.tgz"
                tarballs[release.version] = fetch(release, folder) if npm else folder / name
                self.stdout.write(f"{release.cog}: {tarballs[release.version].name}")
            counts = build_pack(tarballs, target)
        except SourceError as error:
            raise CommandError(str(error)) from error
        for table, count in counts.items():
            self.stdout.write(f"{table}: {count}")
        self.stdout.write(f"{target}: {target.stat().st_size} bytes")
