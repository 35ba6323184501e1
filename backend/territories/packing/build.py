"""The tables of the pack, from the snapshots and their histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from backend.territories.archive import POPULATION_YEARS, write_pack
from backend.territories.packing.history import (
    DatedAlias,
    Histories,
    build_aliases,
    build_histories,
)
from backend.territories.packing.past import Past
from backend.territories.packing.snapshots import Snapshot, complete_year, read_snapshot
from backend.territories.packing.sources import PACKAGE, RELEASES, Tarball

Row = tuple[Any, ...]


def read_all(tarballs: dict[str, Path]) -> tuple[list[Snapshot], Past, Tarball]:
    """The snapshots of all years, the past before them, and the newest version."""
    snapshots = [read_snapshot(release, Tarball(tarballs[release.version])) for release in RELEASES]
    for position, release in enumerate(RELEASES):
        if not release.communes:
            complete_year(snapshots[position], snapshots[position - 1], snapshots[position + 1])
    past = Past(Tarball(tarballs[RELEASES[0].version]).read("historique-communes"))
    return snapshots, past, Tarball(tarballs[RELEASES[-1].version])


def build_pack(tarballs: dict[str, Path], target: Path) -> dict[str, int]:
    """Write the pack; the number of rows of each table."""
    snapshots, past, newest = read_all(tarballs)
    communes, epcis = build_histories(snapshots)
    _place_epcis(epcis, snapshots)
    wider = _wider_rows(newest)
    aliases = build_aliases(snapshots, communes)
    tables: dict[str, list[tuple[Any, ...]]] = {
        "territories": sorted(
            [
                *_current_rows(communes, "commune", snapshots),
                *_current_rows(epcis, "epci", snapshots),
                *wider,
            ]
        ),
        "periods": sorted([*_period_rows(communes), *_period_rows(epcis)]),
        "aliases": sorted(_alias_rows(aliases, past, communes)),
        "members": _member_rows(snapshots),
        "populations": _population_rows(snapshots),
    }
    meta = {
        "format": 1,
        "source": PACKAGE,
        "versions": {str(release.cog): release.version for release in RELEASES},
        "cog_as_of": f"{RELEASES[-1].cog}-01-01",
        "epci_as_of": f"{max(r.cog for r in RELEASES if r.epci_new)}-01-01",
        "licence": "Licence Ouverte 2.0 (INSEE, DGCL)",
    }
    write_pack(target, meta, tables)
    return {name: len(rows) for name, rows in tables.items()}


def _place_epcis(epcis: Histories, snapshots: Sequence[Snapshot]) -> None:
    """An EPCI's département and région: those of most of its members."""
    for snapshot in snapshots:
        for code, members in snapshot.members.items():
            places = Counter(
                (snapshot.communes[m].departement, snapshot.communes[m].region)
                for m in members
                if m in snapshot.communes
            )
            if not places:
                continue
            place = min(places.items(), key=lambda item: (-item[1], item[0]))[0]
            for version in epcis[code]:
                if version.until is None or version.until > snapshot.year:
                    version.state = version.state._replace(departement=place[0], region=place[1])


def _day(year: int | None) -> str:
    return f"{year}-01-01" if year else ""


def _current_rows(histories: Histories, level: str, snapshots: Sequence[Snapshot]) -> Iterable[Row]:
    postal: dict[str, tuple[str, ...]] = {}
    for snapshot in snapshots:
        postal.update(snapshot.postal_codes)
    for code, versions in histories.items():
        last = versions[-1]
        state = last.state
        yield (
            code, level, state.nature, state.name, state.tncc, state.departement, state.region,
            state.epci, state.siren, " ".join(postal.get(code, ())), _day(last.since),
            _day(last.until), " ".join(last.successors),
        )  # fmt: skip


def _period_rows(histories: Histories) -> Iterable[Row]:
    for code, versions in histories.items():
        for version in versions[:-1]:
            state = version.state
            yield (
                code, state.nature, state.name, state.departement, state.epci, state.siren,
                _day(version.since), _day(version.until), " ".join(version.successors),
            )  # fmt: skip


def _alias_rows(aliases: list[DatedAlias], past: Past, communes: Histories) -> Iterable[Row]:
    for alias in aliases:
        key, name, since = alias.key, alias.key.name, _day(alias.since)
        if key.kind == "ancien_code":
            ended = past.end_of(key.code)
            if alias.since and (known := communes.get(key.code)):
                name = next(v.state.name for v in known if v.until == alias.since)
            elif ended is not None:
                name, since = ended.name, ended.until
        yield (key.territory, key.kind, key.code, name, since, _day(alias.until))
    for code, versions in communes.items():
        if versions[-1].until is None:
            for old in past.names_of(code, versions[-1].state.name):
                yield (code, "ancien_nom", "", old.name, "", old.until)


def _member_rows(snapshots: Sequence[Snapshot]) -> list[tuple[Any, ...]]:
    """Members of the groups that a commune's own EPCI does not tell: Grand Paris's EPT."""
    last = snapshots[-1]
    return sorted(
        (code, " ".join(members))
        for code, members in last.members.items()
        if last.epcis[code].nature == "ept"
    )


def _population_rows(snapshots: Sequence[Snapshot]) -> list[tuple[Any, ...]]:
    merged: dict[tuple[str, str, int], int] = {}
    for snapshot in snapshots:
        merged.update(snapshot.populations)
    rows: dict[tuple[str, str], list[int | str]] = {}
    for (code, kind, year), value in merged.items():
        row = rows.setdefault((code, kind), [""] * len(POPULATION_YEARS))
        row[POPULATION_YEARS.index(str(year))] = value
    return sorted((*key, *values) for key, values in rows.items())


def _wider_rows(newest: Tarball) -> list[Row]:
    departements = [
        (f"DEP-{row['code']}", "departement", row, row["code"], row.get("region") or "")
        for row in newest.read("departements")
    ]
    regions = [
        (f"REG-{row['code']}", "region", row, "", row["code"]) for row in newest.read("regions")
    ]
    return [
        (code, level, level, row["nom"], row.get("typeLiaison") or 0, departement, region,
         "", "", "", "", "", "")
        for code, level, row, departement, region in (*departements, *regions)
    ]  # fmt: skip
