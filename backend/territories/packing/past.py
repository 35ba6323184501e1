"""Names and dates of the communes that ended before the yearly files: 1943 to 2019."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from backend.territories.names import fold


class PastName(NamedTuple):
    """A name a code bore, and the day it ceased to bear it."""

    code: str
    name: str
    until: str
    reason: str


class Past:
    """The file of dated communes of the package, read for old names and for ends of codes."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._ended: dict[str, PastName] = {}
        self._names: dict[str, list[PastName]] = defaultdict(list)
        for row in rows:
            if row["type"] != "COM" or not row.get("dateFin"):
                continue
            past = PastName(row["code"], row["nom"], row["dateFin"], row.get("raisonFin") or "")
            self._names[past.code].append(past)
            known = self._ended.get(past.code)
            if known is None or known.until < past.until:
                self._ended[past.code] = past

    def end_of(self, code: str) -> PastName | None:
        """The last name of a code that ended, with its day."""
        return self._ended.get(code)

    def names_of(self, code: str, current: str) -> list[PastName]:
        """The former names of a living code, less those that differ from it by spelling only."""
        found: dict[str, PastName] = {}
        for past in sorted(self._names.get(code, ()), key=lambda past: past.until):
            if past.reason == "changement de nom" and fold(past.name) != fold(current):
                found[fold(past.name)] = past
        return sorted(found.values())
