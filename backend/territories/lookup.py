"""The look-up by name: exact, then prefix, then words, then typos; own département first."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from heapq import nsmallest
from math import log10
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend.territories.names import fold, without_article
from backend.territories.profile import Match
from backend.territories.queries import Query, group_key
from backend.territories.records import Records, Row

EXACT, NEAR, PREFIX, INSIDE, WORDS, TYPO = 100.0, 96.0, 80.0, 68.0, 60.0, 50.0
OWN = 30.0  # what being in one's own département is worth: more than one kind of match
PER_ERROR = 8.0
# Not the current name of a territory in force: a little below it.
OTHER_NAME = 4.0
_GROUP_WORDS = frozenset({"cc", "ca", "cu", "metropole"})
_LINKS = ("du ", "de la ", "de l ", "des ", "de ", "d ", "le ", "la ", "les ", "l ")
LEVELS = {"commune": 0.0, "epci": 1.0, "departement": 2.0, "region": 2.5, "syndicat": 3.0}


class Name(NamedTuple):
    """A name to find: its folded form, the territory in force it leads to, and its weight."""

    key: str
    code: str
    shown: str
    weight: float
    departement: str = ""
    level: str = ""


HeadTable = dict[int, dict[str, list[int]]]


class Scope(NamedTuple):
    """Where to look: the département that comes first, the only one, the levels wanted."""

    own: str | None
    only: str | None
    levels: frozenset[str] | None


Candidates = dict[str, tuple[float, Name]]


def errors_allowed(length: int) -> int:
    """How many typing errors a query of that length may have: none in “Die”."""
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 14 else 3


class Lookup:
    """Names of the records, indexed for search. Slow indexes are built at their first use."""

    def __init__(self, records: Records, resolve: Callable[[str], str | None]) -> None:
        self._rows = records.rows
        self._names: list[Name] = list(_names(records, resolve))
        exact: dict[str, tuple[int, ...]] = {}
        near: dict[str, tuple[int, ...]] = {}
        for place, name in enumerate(self._names):
            exact[name.key] = (*exact.get(name.key, ()), place)
            for key in {*_variants(name.key), name.key.replace(" ", "")} - {name.key}:
                near[key] = (*near.get(key, ()), place)
        self._exact, self._near = exact, near

    def warm(self) -> None:
        """Build every index that a common query needs."""
        _ = self._sorted, self._vocabulary
        for words in range(4):
            self._heads(words)

    def search(
        self, query: Query, own: str | None, limit: int, levels: frozenset[str] | None
    ) -> list[Match]:
        """The territories that a query's words name, best first."""
        if not query.words or levels == frozenset():
            return []
        scope = Scope(own, query.departement, levels)
        found: Candidates = {}
        self._by_name(found, query.words, scope)
        best = max((score for score, _name in found.values()), default=0.0)
        if best < NEAR - OTHER_NAME - 4 and not _certain(found, own):
            self._by_words(found, query.words, scope)
            self._by_typo(found, query.words, scope)
        elif len(found) < limit:
            self._by_words(found, query.words, scope)
        return self.ranked(found, limit)

    def ranked(self, found: Candidates, limit: int) -> list[Match]:
        """Matches in order; the code decides between equals, so that the order never varies."""
        best = nsmallest(limit, found.items(), key=lambda item: (-item[1][0], item[0]))
        matches = []
        for code, (score, name) in best:
            row = self._rows[code]
            matches.append(
                Match(code, row.name, row.level, row.departement, round(score, 2), name.shown)
            )
        return matches

    def _add(
        self, found: Candidates, places: Iterable[int], base: float, scope: Scope
    ) -> None:  # fmt: skip
        names, own, only, levels = self._names, scope.own, scope.only, scope.levels
        for place in places:
            name = names[place]
            _key, code, _shown, weight, departement, level = name
            if (only is not None and departement != only) or (levels and level not in levels):
                continue
            score = base + weight + OWN if departement == own else base + weight
            known = found.get(code)
            if known is None or known[0] < score:
                found[code] = (score, name)

    def _by_name(self, found: Candidates, words: str, scope: Scope) -> None:
        bare, compact = without_article(words), words.replace(" ", "")
        self._add(found, self._exact.get(words, ()), EXACT, scope)
        for key in {words, bare, compact}:
            self._add(found, self._near.get(key, ()), NEAR, scope)
        self._add(found, self._exact.get(bare, ()), NEAR, scope)
        for base, places in zip((PREFIX, INSIDE), self._prefixed(words), strict=True):
            self._add(found, places, base, scope)

    def _prefixed(self, words: str) -> tuple[list[int], list[int]]:
        """Names that begin so, with or without their article: at the end of a word, inside one."""
        keys, length = self._sorted, len(words)
        complete: list[int] = []
        inside: list[int] = []
        for index in range(bisect_left(keys, (words, -1)), len(keys)):
            key, place = keys[index]
            if not key.startswith(words):
                break
            (complete if key[length : length + 1] in ("", " ") else inside).append(place)
        return complete, inside

    @cached_property
    def _sorted(self) -> list[tuple[str, int]]:
        keys = {(name.key, place) for place, name in enumerate(self._names)}
        for place, name in enumerate(self._names):
            keys.update((key, place) for key in _variants(name.key))
        return sorted(keys)

    @cached_property
    def _tokens(self) -> dict[str, set[int]]:
        tokens: dict[str, set[int]] = defaultdict(set)
        for place, name in enumerate(self._names):
            for word in name.key.split(" "):
                tokens[word].add(place)
        return dict(tokens)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._tokens)

    def _by_words(self, found: Candidates, words: str, scope: Scope) -> None:
        """Names that hold every word, in any order; the last may be unfinished."""
        *whole, last = words.split(" ")
        if not whole and len(last) < 3:
            return
        places: set[int] | None = None
        for word in whole:
            held = self._tokens.get(word, set())
            places = held if places is None else places & held
            if not places:
                return
        begun: set[int] = set()
        for index in range(bisect_left(self._vocabulary, last), len(self._vocabulary)):
            token = self._vocabulary[index]
            if not token.startswith(last):
                break
            begun |= self._tokens[token]
        self._add(found, begun if places is None else places & begun, WORDS, scope)

    def _by_typo(self, found: Candidates, words: str, scope: Scope) -> None:
        """Names within some typing errors, whole or cut at the query's number of words.

        Spaces do not count: an error may as well have fallen on one.
        """
        bare = without_article(words)
        whole, cut = self._heads(0), self._heads(bare.count(" ") + 1)
        for text in dict.fromkeys((bare.replace(" ", ""), words.replace(" ", ""))):
            errors = errors_allowed(len(text))
            if not errors:
                continue
            for table, penalty in ((whole, 0.0), (cut, PER_ERROR / 2)):
                for size in range(len(text) - errors, len(text) + errors + 1):
                    bucket = table.get(size)
                    if not bucket:
                        continue
                    for key, distance, _place in process.extract(
                        text, list(bucket), scorer=OSA.distance, score_cutoff=errors, limit=None
                    ):
                        base = TYPO - PER_ERROR * distance - penalty
                        self._add(found, bucket[key], base, scope)

    def _heads(self, words: int) -> HeadTable:
        """The first words of each name (0: all of them) without spaces, by length."""
        known = self._head_tables.get(words)
        if known is None:
            table: defaultdict[int, defaultdict[str, list[int]]]
            table = defaultdict(lambda: defaultdict(list))
            for place, name in enumerate(self._names):
                keys = [name.key, without_article(name.key)] if not words else [
                    " ".join(without_article(name.key).split(" ")[:words])
                ]  # fmt: skip
                for key in {key.replace(" ", "") for key in keys}:
                    table[len(key)][key].append(place)
            known = self._head_tables[words] = {
                size: dict(bucket) for size, bucket in table.items()
            }
        return known

    @cached_property
    def _head_tables(self) -> dict[int, HeadTable]:
        return {}


def _variants(key: str) -> set[str]:
    """A name less its article; a group's less what it is: “cc du diois” → “diois”."""
    head, _space, tail = key.partition(" ")
    if head not in _GROUP_WORDS or not tail:
        return {without_article(key)}
    for link in _LINKS:
        if tail.startswith(link):
            return {tail[len(link) :]}
    return {tail}


def _certain(found: Candidates, own: str | None) -> bool:
    """Whether a name of one's own département begins as typed."""
    return own is not None and any(score >= INSIDE + OWN for score, _name in found.values())


def _weight(row: Row) -> float:
    return 0.3 * log10(1 + population_of(row)) - LEVELS.get(row.level, 3.5)


def population_of(row: Row) -> int:
    """The newest municipal population written in a row, read without decoding it all."""
    _head, found, tail = row.populations.partition('"municipale"')
    figures = (tail if found else row.populations).partition("}")[0].rpartition(":")[2]
    return int(figures) if figures.strip().isdigit() else 0


def _names(records: Records, resolve: Callable[[str], str | None]) -> Iterator[Name]:
    """Every name that leads to a territory in force."""
    seen: set[tuple[str, str]] = set()

    def emit(text: str, folded: str, code: str, other: bool) -> Iterator[Name]:
        key = group_key(folded)
        if key and (key, code) not in seen:
            seen.add((key, code))
            row = records.rows[code]
            weight = weights[code] - (OTHER_NAME if other else 0.0)
            yield Name(key, code, text, weight, row.departement, row.level)

    weights: dict[str, float] = {}
    for row in records.rows.values():
        if row.until is None:
            weights[row.code] = _weight(row)
            yield from emit(row.name, row.folded, row.code, False)
    for code, row in records.rows.items():
        heir = code if row.until is None else resolve(code)
        if heir is None:
            continue
        names = [(other.name, True) for other in records.other_names.get(code, ())]
        names += [(period.name, True) for period in records.periods.get(code, ())]
        if row.until is not None:
            names.append((row.name, True))
        for text, other in names:
            if text:
                yield from emit(text, fold(text), heir, other)
