"""The territories as everyone reads them: one immutable copy in the memory of each process."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache

from backend.territories.lookup import Lookup, Name, population_of
from backend.territories.profile import (
    Fact,
    Match,
    OtherName,
    Period,
    Profile,
    Resolution,
    Step,
    UnknownTerritory,
)
from backend.territories.profiling import Profiler
from backend.territories.queries import Query, parse
from backend.territories.records import Records, read_records
from backend.territories.resolution import Resolver
from backend.territories.stamp import directory_stamp
from backend.territories.vocabularies import NATURES, POPULATION_BANDS, RURALITIES, ZONINGS

__all__ = [
    "NATURES", "POPULATION_BANDS", "RURALITIES", "ZONINGS", "Directory", "Fact", "Match",
    "OtherName", "Period", "Profile", "Resolution", "Step", "UnknownTerritory",
    "current_directory", "directory", "directory_stamp", "refresh_directory",
]  # fmt: skip

CACHED_PROFILES = 4096
POSTAL, CODE, OLD_CODE = 130.0, 125.0, 120.0
MAX_MATCHES = 200


class Directory:
    """Profiles, successors and look-up over one state of the data. Reading costs no query."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._resolver = Resolver(records)
        self._profiler = Profiler(records, self._resolver)
        self._build = lru_cache(maxsize=CACHED_PROFILES)(self._profiler.build)

    @property
    def stamp(self) -> str:
        """The state of the data that this copy is of."""
        return self._records.stamp

    @property
    def cog_as_of(self) -> str:
        """The day of the list of communes."""
        return self._records.cog_as_of

    @property
    def epci_as_of(self) -> str:
        """The day of the list of EPCI and of their members."""
        return self._records.epci_as_of

    def __len__(self) -> int:
        return len(self._records.rows)

    def __contains__(self, code: str) -> bool:
        return code in self._records.rows

    def resolve(self, code: str, on: date | None = None) -> Resolution:
        """The territory in force that a code leads to; ``on`` is the day the code was written."""
        return self._resolver.today(code, on)

    def profile(self, code: str, on: date | None = None) -> Profile:
        """The territory that a code leads to today, or what it was on a day.

        Raises ``UnknownTerritory``, whose message names what is allowed.
        """
        if on is None:
            return self._build(self._resolver.today(code).code, None, None)
        version, _steps = self._resolver.at(code, on)
        return self._build(version.code, on, version)

    def exact(self, code: str) -> Profile | None:
        """The territory, in force or not, that has exactly this code; None when there is none."""
        return self._build(code, None, None) if code in self._records.rows else None

    def communes_of_postal_code(self, code: str) -> tuple[str, ...]:
        """The communes in force that use a postal code, the most populated first."""
        codes = self._resolver.communes_of_postal_code(code)
        return tuple(sorted(codes, key=lambda c: (-population_of(self._records.rows[c]), c)))

    def codes(self, level: str | None = None, departement: str | None = None) -> tuple[str, ...]:
        """The codes in force of a level, of a département."""
        return tuple(
            row.code
            for row in self._records.rows.values()
            if row.until is None
            and (level is None or row.level == level)
            and (departement is None or row.departement == departement)
        )

    def search(
        self,
        q: str,
        departement: str | None = None,
        limit: int = 10,
        levels: Iterable[str] | None = None,
    ) -> list[Match]:
        """Territories by name, INSEE, SIREN or postal code; ``departement`` comes first."""
        limit = max(0, min(limit, MAX_MATCHES))
        query, kept = parse(q), frozenset(levels) if levels is not None else None
        own = departement or None
        if query.digits:
            return self._by_digits(query, own, limit, kept)
        by_code = self._by_code(query, kept) if query.code else []
        if not query.words:
            return by_code[:limit]
        return self._by_words(query, own, limit, kept, by_code)

    def suggest(
        self,
        prefix: str,
        departement: str | None = None,
        limit: int = 10,
        levels: Iterable[str] | None = None,
    ) -> list[Match]:
        """Completions while typing: the look-up itself, whose prefixes come before its typos."""
        return self.search(prefix, departement, limit, levels)

    def warm(self) -> None:
        """Build the indexes that the first search would build."""
        self._lookup.warm()
        _ = self._numbers

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self._records, self._heir)

    def _heir(self, code: str) -> str | None:
        try:
            return self._resolver.today(code).code
        except UnknownTerritory:
            return None

    def _match(self, code: str, score: float, shown: str) -> Match:
        row = self._records.rows[code]
        return Match(code, row.name, row.level, row.departement, score, shown)

    def _by_words(
        self, query: Query, own: str | None, limit: int, levels: frozenset[str] | None,
        by_code: list[Match],
    ) -> list[Match]:  # fmt: skip
        """Names, narrowed by the code beside them when the two agree."""
        coded = {match.code for match in by_code}
        named = self._lookup.search(query, own, MAX_MATCHES if coded else limit, levels)
        for words in (query.whole, query.words):
            # The number was not a département's: “Paris 12”.
            if not named and query.departement and words:
                named = self._lookup.search(Query(words), own, limit, levels)
        both = [match for match in named if match.code in coded]
        if both:
            return both[:limit]
        found = {match.code: match for match in (*by_code, *named)}
        return list(found.values())[:limit]

    def _by_code(self, query: Query, levels: frozenset[str] | None) -> list[Match]:
        """All that a whole code may mean: postal code, code in use, code of the past."""
        found: dict[str, Match] = {}
        for code, score, shown in self._meanings(query):
            row = self._records.rows.get(code)
            if row and code not in found and (levels is None or row.level in levels):
                found[code] = self._match(code, score, shown)
        return sorted(found.values(), key=lambda match: -match.score)

    def _meanings(self, query: Query) -> Iterator[tuple[str, float, str]]:
        code, rows = query.code, self._records.rows
        for place, commune in enumerate(self.communes_of_postal_code(code)):
            yield commune, POSTAL - place * 0.01, code
        if code in rows and rows[code].until is None:
            yield code, CODE, code
        days = (query.on, None) if query.on else (None,)
        for day in days:
            try:
                resolution = self._resolver.today(code, day)
            except UnknownTerritory as error:
                yield from ((heir, OLD_CODE - 1, code) for heir in error.candidates)
            else:
                steps = resolution.steps
                yield resolution.code, OLD_CODE, steps[0].name or code if steps else code

    def _by_digits(
        self, query: Query, own: str | None, limit: int, levels: frozenset[str] | None
    ) -> list[Match]:
        """The beginning of a postal code or of an INSEE code; a département's number."""
        digits, found = query.digits, {}
        rows = self._records.rows
        if (code := f"DEP-{digits.zfill(2)}") in rows:
            found[code] = (POSTAL + 40, Name("", code, digits, 0.0))
        for number, code in self._numbered(digits):
            row = rows[code]
            score = min(population_of(row), 9_999_999) / 1_000_000
            score += 60 if own and row.departement == own else 30
            if code not in found or found[code][0] < score:
                found[code] = (score, Name("", code, number, 0.0))
        kept = {c: v for c, v in found.items() if levels is None or rows[c].level in levels}
        return self._lookup.ranked(kept, limit)

    def _numbered(self, digits: str) -> Iterator[tuple[str, str]]:
        """Communes whose postal code or INSEE code begins with some digits."""
        postal = self._resolver.postal_codes
        for keys in self._numbers:
            for place in range(bisect_left(keys, digits), len(keys)):
                number = keys[place]
                if not number.startswith(digits):
                    break
                for code in postal[number] if keys is self._numbers[0] else (number,):
                    yield number, code

    @cached_property
    def _numbers(self) -> tuple[list[str], list[str]]:
        rows = self._records.rows.values()
        return sorted(self._resolver.postal_codes), sorted(r.code for r in rows if r.until is None)


class _Cache:
    """The copy of this process. A reload builds the new one aside: readers never wait for it."""

    def __init__(self) -> None:
        self.current: Directory | None = None
        self.lock = threading.Lock()


_cache = _Cache()


def directory() -> Directory:
    """The process's copy: no query once it is loaded."""
    current = _cache.current
    return current if current is not None else refresh_directory(None)


def refresh_directory(stamp: str | None) -> Directory:
    """The copy of that stamp: reloaded when the process holds another one (None: any will do).

    Threads that ask together load once.
    """
    current = _cache.current
    if current is not None and (stamp is None or current.stamp == stamp):
        return current
    with _cache.lock:
        current = _cache.current
        if current is None or (stamp is not None and current.stamp != stamp):
            current = Directory(read_records())
            _cache.current = current
    return current


def current_directory() -> Directory:
    """The copy of what the database holds now, at the price of one small query."""
    return refresh_directory(directory_stamp())


def reset_directory() -> None:
    """Forget the copy; the next reader loads it. For tests and for forked processes."""
    with _cache.lock:
        _cache.current = None
