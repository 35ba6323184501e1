"""One year's state of France, read from one version of the package, its known faults repaired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backend.territories.packing.sources import Release, Tarball

EPCI_NATURES = {
    "CC": "cc", "CA": "ca", "CU": "cu", "METRO": "metropole", "MET69": "metropole", "EPT": "ept",
}  # fmt: skip
ALIAS_KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}
MAYOTTE = "976"
MAYOTTE_YEAR = 2017  # every version repeats the census of 2017 there


class State(NamedTuple):
    """What makes a version of a territory: when one of these changes, a new version starts."""

    name: str
    tncc: int
    nature: str
    departement: str
    region: str
    epci: str
    siren: str


class AliasKey(NamedTuple):
    """Another name or code of a commune: a déléguée, an arrondissement, an old code."""

    territory: str
    kind: str
    code: str
    name: str


@dataclass(slots=True)
class Snapshot:
    """The communes and EPCI of a year (COG of 1 January)."""

    year: int
    communes: dict[str, State] = field(default_factory=dict)
    epcis: dict[str, State] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sirens: dict[str, str] = field(default_factory=dict)
    postal_codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: set[AliasKey] = field(default_factory=set)
    # (code, kind of population, year of the census) -> inhabitants
    populations: dict[tuple[str, str, int], int] = field(default_factory=dict)


def read_snapshot(release: Release, tarball: Tarball) -> Snapshot:
    """The state of France in one version of the package."""
    snapshot = Snapshot(release.cog)
    groups = tarball.read("epci")
    epci_of = _read_epcis(snapshot, release, groups)
    _read_epts(snapshot, tarball.read("ept"))
    rows = tarball.read("communes")
    current = {row["code"]: row for row in rows if row["type"] == "commune-actuelle"}
    if release.communes:
        _read_communes(snapshot, release, current.values(), epci_of)
        _read_aliases(snapshot, rows)
    _read_member_populations(snapshot, release, groups)
    return snapshot


def _departement(row: dict[str, Any]) -> str:
    code: str = row["code"]
    return row.get("departement") or (code[:3] if code[:2] in ("97", "98") else code[:2])


def _read_communes(
    snapshot: Snapshot,
    release: Release,
    rows: Iterable[dict[str, Any]],
    epci_of: dict[str, str],
) -> None:
    for row in rows:
        code, departement = row["code"], _departement(row)
        snapshot.communes[code] = State(
            row["nom"],
            row.get("typeLiaison") or 0,
            "com",
            departement,
            row.get("region") or "",
            epci_of.get(code, ""),
            row.get("siren") or snapshot.sirens.get(code, ""),
        )
        snapshot.postal_codes[code] = tuple(row.get("codesPostaux") or ())
        for old in row.get("anciensCodes") or ():
            snapshot.aliases.add(AliasKey(code, "ancien_code", old, ""))
        if release.municipale and row.get("population") is not None:
            year = MAYOTTE_YEAR if departement == MAYOTTE else release.municipale
            snapshot.populations[code, "municipale", year] = row["population"]


def _read_aliases(snapshot: Snapshot, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        kind = ALIAS_KINDS.get(row["type"])
        parent = row.get("commune") or row.get("chefLieu")
        if kind and parent in snapshot.communes:
            snapshot.aliases.add(AliasKey(parent, kind, row["code"], row["nom"]))
            if kind == "arrondissement":
                found = snapshot.postal_codes.get(parent, ())
                extra = tuple(c for c in row.get("codesPostaux") or () if c not in found)
                snapshot.postal_codes[parent] = found + extra


def _read_epcis(
    snapshot: Snapshot, release: Release, groups: list[dict[str, Any]]
) -> dict[str, str]:
    """Fill the EPCI and their members' SIREN; answer the EPCI of each member."""
    epci_of: dict[str, str] = {}
    for group in groups:
        code = group["code"]
        snapshot.epcis[code] = State(group["nom"], 0, EPCI_NATURES[group["type"]], "", "", "", code)
        snapshot.members[code] = tuple(sorted(member["code"] for member in group["membres"]))
        for member in group["membres"]:
            epci_of[member["code"]] = code
            snapshot.sirens[member["code"]] = member.get("siren") or ""
        for kind, key in (("municipale", "populationMunicipale"), ("totale", "populationTotale")):
            if group.get(key) is not None:
                mayotte = all(member["code"].startswith(MAYOTTE) for member in group["membres"])
                year = MAYOTTE_YEAR if mayotte else release.epci_totals
                snapshot.populations[code, kind, year] = group[key]
    return epci_of


def _read_epts(snapshot: Snapshot, groups: list[dict[str, Any]]) -> None:
    """The établissements publics territoriaux of Grand Paris, over the same communes."""
    for group in groups:
        code = group["code"]
        snapshot.epcis[code] = State(group["nom"], 0, "ept", "", "", "", code)
        snapshot.members[code] = tuple(sorted(member["code"] for member in group["membres"]))


def _read_member_populations(
    snapshot: Snapshot, release: Release, groups: list[dict[str, Any]]
) -> None:
    """Populations of the member communes: where both files give a figure, this one is right."""
    if release.members is None:
        return
    for group in groups:
        for member in group["membres"]:
            year = MAYOTTE_YEAR if member["code"].startswith(MAYOTTE) else release.members
            for kind, key in (
                ("municipale", "populationMunicipale"),
                ("totale", "populationTotale"),
            ):
                if member.get(key) is not None:
                    snapshot.populations[member["code"], kind, year] = member[key]


def complete_year(partial: Snapshot, before: Snapshot, after: Snapshot) -> None:
    """Give a year of which only the EPCI were published its communes.

    Its communes are the members of its EPCI, and the islands that are in none in either
    neighbouring year; what else is known of them comes from the year after, or before.
    """
    epci_of = {code: group for group, codes in partial.members.items() for code in codes}
    outside = {
        code
        for code in before.communes.keys() & after.communes.keys()
        if not before.communes[code].epci and not after.communes[code].epci
    }
    for code in sorted(epci_of.keys() | outside):
        known = after if code in after.communes else before
        if code not in known.communes:
            continue
        state = known.communes[code]
        partial.communes[code] = state._replace(
            name=before.communes.get(code, state).name,
            epci=epci_of.get(code, ""),
            siren=partial.sirens.get(code, "") or state.siren,
        )
        partial.postal_codes[code] = known.postal_codes[code]
    # A code that is a commune that year is nobody's old code or déléguée; what one commune is to
    # itself (the déléguée of its own code) is known of the year after only.
    partial.aliases = {
        alias
        for known in (before, after)
        for alias in known.aliases
        if alias.territory in partial.communes
        and (
            alias.code not in partial.communes or (known is after and alias.code == alias.territory)
        )
    }
