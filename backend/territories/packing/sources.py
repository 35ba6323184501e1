"""The yearly versions of the npm package that the pack is made of, and how they are fetched."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = "@etalab/decoupage-administratif"


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the package and the years its figures really are of.

    ``communes`` is false when only its EPCI are of that year. ``municipale`` is the year of the
    population in communes.json; ``members`` the year of the two populations in epci.json (None:
    the file has none by member, or repeats those of an earlier year).
    """

    cog: int
    version: str
    municipale: int | None
    members: int | None
    epci_totals: int
    communes: bool = True
    epci_new: bool = True


# One good version a year: 4.0, 5.0 and 5.2 have known faults, 0.8.0 has communes of 2019, and
# 6.0.0 repeats the EPCI of 2025.
RELEASES = (
    Release(2019, "0.7.0", 2016, None, 2016),
    Release(2020, "0.8.0", None, None, 2017, communes=False),
    Release(2021, "1.1.1", 2019, 2018, 2018),
    Release(2022, "2.3.1", 2020, 2019, 2019),
    Release(2023, "3.1.1", 2020, 2020, 2020),
    Release(2024, "4.1.0", 2022, 2021, 2021),
    Release(2025, "5.3.0", 2023, 2022, 2022),
    Release(2026, "6.0.0", 2023, None, 2022, epci_new=False),
)


class SourceError(RuntimeError):
    """A version of the package could not be read or fetched."""


def fetch(release: Release, cache: Path) -> Path:
    """The tarball of a version, from the cache or through ``npm pack``."""
    name = f"etalab-decoupage-administratif-{release.version}.tgz"
    tarball = cache / name
    if tarball.exists():
        return tarball
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError("npm is not installed: give the folder of the tarballs with --source.")
    cache.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--silent", f"{PACKAGE}@{release.version}"]
    done = subprocess.run(  # noqa: S603  npm's own path, and a name written above
        command, cwd=cache, capture_output=True, text=True, check=False
    )
    if done.returncode or not tarball.exists():
        raise SourceError(f"npm pack {release.version} failed: {done.stderr.strip()[-500:]}")
    return tarball


class Tarball:
    """The JSON files of one version, read from its tarball."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise SourceError(f"{path} does not exist.")
        self._path = path

    def read(self, name: str) -> list[dict[str, Any]]:
        """The rows of ``data/<name>.json``; an absent file is an empty list."""
        with tarfile.open(self._path, "r:gz") as archive:
            try:
                stream = archive.extractfile(f"package/data/{name}.json")
            except KeyError:
                return []
            if stream is None:
                return []
            rows: list[dict[str, Any]] = json.load(stream)
            return rows
