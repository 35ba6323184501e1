"""From yearly snapshots to dated versions: what each code was, from when to when, and what next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.territories.names import fold
from backend.territories.packing.snapshots import AliasKey, Snapshot, State


@dataclass(slots=True)
class Version:
    """A code in one unchanged state: years of 1 January, None where the sources do not reach."""

    state: State
    since: int | None
    until: int | None
    successors: tuple[str, ...] = ()


Histories = dict[str, list[Version]]


@dataclass(frozen=True, slots=True)
class DatedAlias:
    """Another name or code of a territory, and the years it was one (1 January)."""

    key: AliasKey
    since: int | None
    until: int | None


def build_histories(snapshots: Sequence[Snapshot]) -> tuple[Histories, Histories]:
    """The versions of each commune and of each EPCI."""
    communes = _versions([(s.year, s.communes) for s in snapshots], by_name=False)
    # An EPCI's name is not official here and its punctuation varies: folded, it is compared.
    epcis = _versions([(s.year, s.epcis) for s in snapshots], by_name=True)
    _link_communes(communes, snapshots)
    _link_epcis(epcis, communes, snapshots)
    return communes, epcis


def _identity(state: State, by_name: bool) -> tuple[str, ...]:
    name = fold(state.name) if by_name else state.name
    return (name, state.nature, state.departement, state.epci, state.siren)


def _versions(years: list[tuple[int, dict[str, State]]], by_name: bool) -> Histories:
    first, last = years[0][0], years[-1][0]
    histories: Histories = defaultdict(list)
    for year, states in years:
        for code, state in states.items():
            versions = histories[code]
            if versions and versions[-1].until == year:
                current = versions[-1]
                if not current.state.siren and state.siren:  # 2019 lacks some SIREN
                    current.state = current.state._replace(siren=state.siren)
                if _identity(current.state, by_name) == _identity(state, by_name):
                    current.state, current.until = state, year + 1
                    continue
            since = None if year == first else year
            versions.append(Version(state, since, year + 1))
    for versions in histories.values():
        if versions[-1].until == last + 1:
            versions[-1].until = None
    return dict(histories)


def _ended(histories: Histories) -> Iterator[tuple[str, int, Version]]:
    """Each version after which its code is absent, with the year."""
    for code, versions in histories.items():
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            if version.until and (following is None or following.since != version.until):
                yield code, version.until, version


def _link_communes(histories: Histories, snapshots: Sequence[Snapshot]) -> None:
    by_year = {snapshot.year: snapshot for snapshot in snapshots}
    heirs: dict[int, dict[str, str]] = {}
    for snapshot in snapshots:
        ranked = sorted(snapshot.aliases, key=lambda alias: alias.kind != "ancien_code")
        heirs[snapshot.year] = {}
        for alias in ranked:
            heirs[snapshot.year].setdefault(alias.code, alias.territory)
    for code, year, version in _ended(histories):
        for later in range(year, snapshots[-1].year + 1):
            if heir := heirs[later].get(code):
                version.successors = (heir,)
                break
    _link_reused(histories, by_year)


def _link_reused(histories: Histories, by_year: dict[int, Snapshot]) -> None:
    """A living code that changed meaning: its commune took a new code in the same year."""
    for year, snapshot in by_year.items():
        before = by_year.get(year - 1)
        if before is None:
            continue
        created = {
            (state.name, state.departement): code
            for code, state in snapshot.communes.items()
            if code not in before.communes
        }
        for code, state in before.communes.items():
            now = snapshot.communes.get(code)
            heir = created.get((state.name, state.departement))
            if now is not None and heir and now.name != state.name:
                for version in histories[code]:
                    if version.until == year:
                        version.successors = (heir,)


def _link_epcis(epcis: Histories, communes: Histories, snapshots: Sequence[Snapshot]) -> None:
    """The EPCI that took the members of one that ended, the one with most of them first."""
    by_year = {snapshot.year: snapshot for snapshot in snapshots}
    for code, year, version in _ended(epcis):
        heirs: Counter[str] = Counter()
        after = by_year[year]
        for member in by_year[year - 1].members.get(code, ()):
            state = after.communes.get(member)
            if state is None:
                ended = [v for v in communes[member] if v.until == year and v.successors]
                state = after.communes.get(ended[0].successors[0]) if ended else None
            if state is not None and state.epci:
                heirs[state.epci] += 1
        version.successors = tuple(heir for heir, _ in sorted(
            heirs.items(), key=lambda item: (-item[1], item[0])
        ))  # fmt: skip


def build_aliases(snapshots: Sequence[Snapshot], communes: Histories) -> list[DatedAlias]:
    """Other names and codes with the years they were valid."""
    first, last = snapshots[0].year, snapshots[-1].year
    seen: dict[AliasKey, list[int]] = defaultdict(list)
    for snapshot in snapshots:
        for key in snapshot.aliases:
            seen[key].append(snapshot.year)
    dated = []
    for key, years in seen.items():
        since: int | None = min(years)
        if key.kind == "ancien_code":
            ends = [v.until for v in communes.get(key.code, ()) if v.until in years]
            # Codes that ended before the first snapshot were already old in it.
            since = min((end for end in ends if end), default=None)
        elif since == first:
            since = None
        until = None if max(years) == last else max(years) + 1
        dated.append(DatedAlias(key, since, until))
    return sorted(dated, key=lambda alias: (alias.key, alias.since or 0))
