"""What became of codes: used to carry a list of one year's codes to the communes of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lineage:
    """The communes of today; codes that ended with their heirs; years of births and of ends.

    ``born`` is the first year of a code's present life (None: since before the sources),
    ``ended`` the year a code ceased, ``parents`` the commune that a code lay in before its birth.
    """

    current: set[str]
    heirs: dict[str, str]
    born: dict[str, int | None]
    ended: dict[str, int]
    parents: dict[str, str]
    _parts: dict[int, dict[str, set[str]]] = field(default_factory=dict)

    def today(self, code: str) -> str | None:
        """The commune of today that a code of the past lies in."""
        seen = set()
        while code not in self.current:
            if code in seen or code not in self.heirs:
                return None
            seen.add(code)
            code = self.heirs[code]
        return code

    def existed(self, code: str, year: int) -> bool:
        """Whether a commune of today bore its code that year already."""
        born = self.born.get(code)
        return born is None or born <= year

    def merged_into(self, codes: Iterable[str]) -> dict[str, set[str]]:
        """The codes of a list that have ended, by the commune of today they lie in."""
        found: dict[str, set[str]] = defaultdict(set)
        for code in codes:
            if code not in self.current and (heir := self.today(code)):
                found[heir].add(code)
        return found

    def parts(self, code: str, year: int) -> set[str]:
        """The communes of that year, since ended, that lie in a commune of today."""
        if year not in self._parts:
            alive = (old for old, end in self.ended.items() if end > year)
            self._parts[year] = self.merged_into(alive)
        return self._parts[year].get(code, set())

    def decide(self, listed: set[str], year: int) -> dict[str, bool | None]:
        """What a list of that year says of each commune of today that is not plainly absent.

        True: it is on the list under its own code, or it is the same commune under a new code.
        None (unknown): only a part of it was on the list, or it has since left a commune that
        was. Communes left out of the answer were alive then and are not on the list: no.
        """
        answers: dict[str, bool | None] = dict.fromkeys(listed & self.current, True)
        for heir, parts in self.merged_into(listed).items():
            if heir not in answers:
                whole = parts >= self.parts(heir, year) and not self.existed(heir, year)
                answers[heir] = True if whole else None
        for code in self.current:
            if code in answers or self.existed(code, year):
                continue
            parent = self.parents.get(code)
            if parent in listed:
                answers[code] = None
        return answers
