"""From compact rows to a profile: decoding, completion of lists, membership."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from backend.territories.profile import Fact, OtherName, Period, Profile
from backend.territories.records import Dataset, Records, Row
from backend.territories.resolution import Resolver, latest_version
from backend.territories.vocabularies import population_band

# A census gives the population in force from 1 January of the third year after it.
CENSUS_DELAY = 3
_DELEGUEES = ("deleguee", "associee")


class Profiler:
    """Builds profiles over the records of a directory."""

    def __init__(self, records: Records, resolver: Resolver) -> None:
        self._records = records
        self._resolver = resolver
        self._epci_members: dict[str, list[str]] = defaultdict(list)
        for row in records.rows.values():
            if row.epci and row.until is None:
                self._epci_members[row.epci].append(row.code)
        self._groups_of: dict[str, list[str]] = defaultdict(list)
        for group, members in records.groups.items():
            if records.rows[group].until is None:
                for member in members:
                    self._groups_of[member].append(group)
        # Which zonings each source decides for all communes.
        self._deciders: list[tuple[str, Dataset]] = [
            (zoning, dataset) for dataset in records.datasets.values() for zoning in dataset.zonings
        ]

    def build(self, code: str, on: date | None, version: Period | None) -> Profile:
        """The profile of a territory, as it is (``version`` None) or in an earlier version."""
        row = self._records.rows[code]
        state = version or latest_version(row)
        populations = self._populations(row, on)
        members = self._members(row, on)
        facts = self._facts(row, on)
        zonings, partial = self._zonings(row, facts, on)
        others = tuple(self._records.other_names.get(code, ()))
        competences = self._competences(row, on)
        return Profile(
            code=code, level=row.level, nature=state.nature, name=state.name,
            in_force=row.until is None and state.until is None, on=on,
            is_new_commune=_has_deleguees(others, on), siren=state.siren or None,
            departement=state.departement or None, region=self._region(row, state) or None,
            epci=state.epci or None, populations=MappingProxyType(populations),
            population_band=_band(row.level, populations),
            rurality=self._fact(facts.get("rurality"), "densite", on),
            zonings=MappingProxyType(zonings), partial_zonings=MappingProxyType(partial),
            competences=None if competences is None else frozenset(competences.value),
            competences_fact=competences, rural=self._fact(facts.get("rural"), "rural", on),
            within=frozenset(self._within(row, state, members, on)), members=members,
            postal_codes=tuple(row.postal_codes.split()), tncc=row.tncc, since=state.since,
            until=state.until, successors=state.successors, other_names=others,
            history=tuple(self._resolver.versions(code)),
        )  # fmt: skip

    def _region(self, row: Row, state: Period) -> str:
        if row.region and state.departement == row.departement:
            return row.region
        wider = self._records.rows.get(f"DEP-{state.departement}")
        return wider.region if wider else row.region

    def _source(self, key: str) -> Dataset | None:
        return self._records.datasets.get(key)

    def _fact(self, value: Any, key: str, on: date | None) -> Fact | None:
        dataset = self._source(key)
        if value is None or dataset is None or not known_by(dataset.as_of, on):
            return None
        return Fact(value, dataset.source, dataset.as_of)

    def _populations(self, row: Row, on: date | None) -> dict[str, Fact]:
        key = "populations" if row.level in ("commune", "epci") else "groupements"
        dataset = self._source(key)
        source = _("Entered in this catalogue") if row.origin == "local" or not dataset else (
            dataset.source
        )  # fmt: skip
        found = {}
        for kind, figures in _decode(row.populations).items():
            years = [year for year in figures if on is None or int(year) <= on.year - CENSUS_DELAY]
            if years:
                found[kind] = Fact(figures[max(years)], source, max(years))
        return found

    def _facts(self, row: Row, on: date | None) -> Mapping[str, Any]:
        # The lists were carried to the communes of today: of an ended one nothing is known.
        return _decode(row.facts) if row.until is None else {}

    def _zonings(
        self, row: Row, facts: Mapping[str, Any], on: date | None
    ) -> tuple[dict[str, Fact], dict[str, Fact]]:
        """A list that decides for all makes of an absent commune a plain “no”."""
        zonings: dict[str, Fact] = {}
        partial: dict[str, Fact] = {}
        if row.level != "commune" or row.until is not None or not facts:
            return zonings, partial
        stored = facts.get("zonings", {})
        for zoning, dataset in self._deciders:
            if not known_by(dataset.as_of, on):
                continue
            value = stored.get(zoning, False)
            if value == "partial":
                partial[zoning] = Fact(value, dataset.source, dataset.as_of)
            elif value is not None:
                zonings[zoning] = Fact(value, dataset.source, dataset.as_of)
        return zonings, partial

    def _competences(self, row: Row, on: date | None) -> Fact | None:
        held = json.loads(row.competences) if row.competences else None
        if held is None or not known_by(row.competences_as_of, on):
            return None
        dataset = self._source("groupements") if row.origin == "pack" else None
        source = dataset.source if dataset else _("Entered in this catalogue")
        return Fact(tuple(held), source, row.competences_as_of)

    def _members(self, row: Row, on: date | None) -> tuple[str, ...]:
        if row.level == "epci" and on is not None:
            return tuple(sorted(self._members_on(row.code, on)))
        if row.level == "epci" and row.code in self._epci_members:
            return tuple(sorted(self._epci_members[row.code]))
        return tuple(sorted(self._expanded(row.code)))

    def _members_on(self, epci: str, on: date) -> Iterable[str]:
        for code, row in self._records.rows.items():
            if row.level != "commune":
                continue
            if code not in self._records.periods:
                if row.epci == epci and latest_version(row).holds(on):
                    yield code
            elif any(v.epci == epci and v.holds(on) for v in self._resolver.versions(code)):
                yield code

    def _expanded(self, group: str) -> set[str]:
        """The communes of a group, through the EPCI and groups that are its members."""
        communes: set[str] = set()
        waiting, seen = list(self._records.groups.get(group, ())), {group}
        while waiting:
            code = waiting.pop()
            row = self._records.rows.get(code)
            if row is None or code in seen:
                continue
            seen.add(code)
            if row.level == "commune":
                communes.add(code)
            waiting += self._epci_members.get(code, ())
            waiting += self._records.groups.get(code, ())
        return communes

    def _within(
        self, row: Row, state: Period, members: tuple[str, ...], on: date | None
    ) -> set[str]:
        """The territories that it lies in, its own code included."""
        within = {row.code, state.epci} | self._places(state.departement, row.region)
        for member in members:
            found = self._records.rows[member]
            within |= self._places(found.departement, found.region)
        if on is None and row.level in ("commune", "epci", "syndicat", "other"):
            waiting = [row.code, state.epci]
            while waiting:
                for group in self._groups_of.get(waiting.pop(), ()):
                    if group not in within:
                        within.add(group)
                        waiting.append(group)
        return within - {""}

    def _places(self, departement: str, region: str) -> set[str]:
        rows = self._records.rows
        wider = rows.get(f"DEP-{departement}")
        found = {f"DEP-{departement}", f"REG-{wider.region if wider else region}"}
        return {code for code in found if code in rows}


def known_by(as_of: str, on: date | None) -> bool:
    """Whether a fact of that date (year, month or day) was known on a day."""
    if on is None:
        return True
    return as_of <= on.isoformat()[: len(as_of)]


def _decode(text: str) -> dict[str, Any]:
    return json.loads(text) if text else {}


def _band(level: str, populations: Mapping[str, Fact]) -> str | None:
    fact = populations.get("municipale")
    if fact is None and level != "commune":
        fact = populations.get("totale")
    return population_band(fact.value) if fact else None


def _has_deleguees(others: Iterable[OtherName], on: date | None) -> bool:
    """Déléguées make a commune nouvelle; associées do not."""
    for other in others:
        if other.kind == "deleguee":
            day = on or date.max
            if (other.since is None or other.since <= day) and (
                other.until is None or day < other.until
            ):
                return True
    return False
