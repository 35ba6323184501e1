"""The compact rows that a process keeps of the territory tables, and how they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from backend.territories.models import (
    Territory,
    TerritoryAlias,
    TerritoryData,
    TerritoryDataset,
    TerritoryPeriod,
)
from backend.territories.profile import OtherName, Period
from backend.territories.stamp import SINGLETON


class Row(NamedTuple):
    """A territory as read; its JSON columns stay text until a profile is asked for."""

    code: str
    level: str
    nature: str
    name: str
    folded: str
    tncc: int
    siren: str
    departement: str
    region: str
    epci: str
    postal_codes: str
    since: date | None
    until: date | None
    successors: str
    populations: str
    facts: str
    competences: str | None
    competences_as_of: str
    origin: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A source of facts."""

    source: str
    as_of: str
    zonings: tuple[str, ...]


@dataclass(slots=True)
class Records:
    """All the tables, indexed by code."""

    stamp: str = ""
    cog_as_of: str = ""
    epci_as_of: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    periods: dict[str, list[Period]] = field(default_factory=dict)
    other_names: dict[str, list[OtherName]] = field(default_factory=dict)
    # code of an alias -> the territories it leads to, with its dates
    aliases: dict[str, list[tuple[str, OtherName]]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)


_JSON = {"populations", "facts", "competences"}
_POPULATIONS = Row._fields.index("populations") - Row._fields.index("departement")
_COLUMNS = [f"{name}_text" if name in _JSON else name for name in Row._fields]


def read_records() -> Records:
    """Read every table once: the stamp first, so that a later write is seen at the next check."""
    state = TerritoryData.objects.filter(pk=SINGLETON).first()
    records = Records()
    if state is not None:
        records.stamp = state.stamp
        records.cog_as_of, records.epci_as_of = state.cog_as_of, state.epci_as_of
    texts = {f"{name}_text": Cast(name, TextField()) for name in _JSON}
    table = Territory.objects.order_by().annotate(**texts).values_list(*_COLUMNS)
    records.rows = {row.code: row for row in _shared(table.iterator(chunk_size=10_000))}
    _read_periods(records)
    _read_aliases(records)
    _read_groups(records)
    for dataset in TerritoryDataset.objects.all():
        records.datasets[dataset.key] = Dataset(
            f"{dataset.producer}, {dataset.title}", dataset.as_of, tuple(dataset.zonings)
        )
    return records


def _shared(table: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Rows whose repeated texts are one object: half the memory."""
    same: dict[Any, Any] = {}
    keep = same.setdefault
    for code, level, nature, name, folded, tncc, siren, *others in table:
        populations = others.pop(_POPULATIONS)
        rest = [keep(value, value) for value in others]
        rest.insert(_POPULATIONS, populations)
        yield Row(
            code, keep(level, level), keep(nature, nature), name,
            name if folded == name else folded, tncc, code if siren == code else siren, *rest,
        )  # fmt: skip


def _read_periods(records: Records) -> None:
    table = TerritoryPeriod.objects.order_by("territory_id", "until").values_list(
        "territory__code", "nature", "name", "departement", "epci", "siren", "since", "until",
        "successors",
    )  # fmt: skip
    periods = defaultdict(list)
    for code, nature, name, departement, epci, siren, since, until, successors in table:
        heirs = tuple(successors.split())
        periods[code].append(
            Period(code, nature, name, departement, epci, siren, since, until, heirs)
        )
    records.periods = dict(periods)


def _read_aliases(records: Records) -> None:
    names, aliases = defaultdict(list), defaultdict(list)
    table = TerritoryAlias.objects.order_by("territory_id", "kind", "code", "name").values_list(
        "territory__code", "kind", "code", "name", "since", "until"
    )
    for territory, kind, code, name, since, until in table:
        other = OtherName(kind, code, name, since, until)
        names[territory].append(other)
        if other.code:
            aliases[other.code].append((territory, other))
    records.other_names, records.aliases = dict(names), dict(aliases)


def _read_groups(records: Records) -> None:
    groups = defaultdict(list)
    link = Territory.members.through
    for group, member in link.objects.order_by("to_territory__code").values_list(
        "from_territory__code", "to_territory__code"
    ):
        groups[group].append(member)
    records.groups = {code: tuple(members) for code, members in groups.items()}
