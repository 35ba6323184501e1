"""The packed file of the territories: CSV tables in a zip, the same bytes for the same content."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_DATE = (1980, 1, 1, 0, 0, 0)

# Years of census of the figures, one column each: far smaller than one row a figure.
POPULATION_YEARS = tuple(str(year) for year in range(2016, 2031))

TABLES: dict[str, tuple[str, ...]] = {
    "territories": (
        "code", "level", "nature", "name", "tncc", "departement", "region", "epci", "siren",
        "postal_codes", "since", "until", "successors",
    ),
    "periods": (
        "code", "nature", "name", "departement", "epci", "siren", "since", "until", "successors",
    ),
    "aliases": ("territory", "kind", "code", "name", "since", "until"),
    "members": ("group", "members"),
    "populations": ("code", "kind", *POPULATION_YEARS),
}  # fmt: skip


class PackError(ValueError):
    """A pack or a list is absent, damaged or of another form than expected."""


def write_pack(path: Path, meta: dict[str, Any], tables: dict[str, list[tuple[Any, ...]]]) -> None:
    """Write the tables, sorted, with fixed dates: packing twice gives the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _add(archive, "meta.json", json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True))
        for name, columns in TABLES.items():
            buffer = io.StringIO(newline="")
            writer = csv.writer(buffer, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(tables[name])
            _add(archive, f"{name}.csv", buffer.getvalue())


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, date_time=_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, text.encode())


class Pack:
    """A packed file, opened for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with zipfile.ZipFile(path) as archive:
                self._members = {name: archive.read(name) for name in archive.namelist()}
            self.meta: dict[str, Any] = json.loads(self._members["meta.json"])
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise PackError(f"{path} is not a pack of territories: {error}") from error

    def rows(self, table: str) -> Iterator[list[str]]:
        """The rows of a table as lists of strings, in the order of its columns."""
        name = f"{table}.csv"
        if name not in self._members:
            raise PackError(f"{self.path} has no table {table}.")
        reader = csv.reader(io.StringIO(self._members[name].decode(), newline=""))
        header = tuple(next(reader, ()))
        if header != TABLES[table]:
            raise PackError(f"{self.path}: the table {table} has the columns {header}.")
        yield from reader

    def digest(self) -> str:
        """A hash of the content, whatever the compression was."""
        return digest(
            part for name in sorted(self._members) for part in (name.encode(), self._members[name])
        )


def digest(parts: Iterable[bytes]) -> str:
    """One hash over pieces, each with its length so that none runs into the next."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def list_path(folder: Path, name: str) -> Path:
    """Where a list lies: ``name.csv`` or ``name.csv.gz``."""
    for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
        if path.exists():
            return path
    raise PackError(f"{folder} has no {name}.csv nor {name}.csv.gz.")


def list_bytes(folder: Path, name: str) -> bytes:
    """The content of a list, unpacked."""
    path = list_path(folder, name)
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def list_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a list of facts."""
    text = list_bytes(folder, name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
