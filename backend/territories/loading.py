"""Loading of the pack and of the lists of facts into the tables: in bulk, the same twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from backend.territories.archive import Pack, digest
from backend.territories.building import TerritoryValues, build_territories
from backend.territories.facts import Lists
from backend.territories.models import (
    Territory,
    TerritoryAlias,
    TerritoryData,
    TerritoryDataset,
    TerritoryPeriod,
)
from backend.territories.names import fold
from backend.territories.stamp import SINGLETON, new_revision

Progress = Callable[[str, int, int], None]
BATCH = 5000
LOADER = "1"  # raised when this module writes other rows for the same files


def content_stamp(pack: Pack, lists: Lists) -> str:
    """The hash of all that a load would write."""
    return digest([LOADER.encode(), pack.digest().encode(), lists.digest().encode()])


def load(pack: Pack, lists: Lists, progress: Progress, force: bool = False) -> bool:
    """Write the pack and the facts; False when the tables hold exactly them already."""
    stamp = content_stamp(pack, lists)
    state = TerritoryData.objects.filter(pk=SINGLETON).first()
    if state and state.pack == stamp and not force:
        return False
    territories = {values.code: values for values in build_territories(pack, lists)}
    with transaction.atomic():
        _write_territories(territories, progress)
        packed = Territory.objects.filter(origin=Territory.Origin.PACK)
        ids = dict(packed.values_list("code", "pk"))
        _replace(TerritoryPeriod, _periods(pack, ids), progress)
        _replace(TerritoryAlias, _aliases(pack, ids), progress)
        _write_members(pack, ids)
        _write_datasets(lists)
        _save_state(pack, stamp)
    return True


def _save_state(pack: Pack, stamp: str) -> None:
    state, _created = TerritoryData.objects.get_or_create(pk=SINGLETON)
    state.pack = stamp
    state.revision = new_revision()
    state.cog_as_of, state.epci_as_of = pack.meta["cog_as_of"], pack.meta["epci_as_of"]
    state.loaded_at = timezone.now()
    state.save()


def _insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]],
            conflict: str = "") -> Iterator[int]:  # fmt: skip
    """Insert rows as they are; a row whose ``conflict`` column exists is updated, its key kept.

    Plain statements, the same on SQLite and PostgreSQL: models would cost five times as much
    for forty-five thousand rows, and would tell of each one to whoever listens to their saves.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    if conflict:
        kept = ", ".join(f"{quote(c)} = excluded.{quote(c)}" for c in columns if c != conflict)
        statement += f" ON CONFLICT ({quote(conflict)}) DO UPDATE SET {kept}"
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, BATCH)):
            cursor.executemany(statement, batch)
            yield len(batch)


def _write_territories(territories: dict[str, TerritoryValues], progress: Progress) -> None:
    """Insert or update by code, so that keys stay; what the admin entered is left alone."""
    local = Territory.objects.filter(origin=Territory.Origin.LOCAL)
    entered = set(local.values_list("code", flat=True))
    rows = [values for code, values in territories.items() if code not in entered]
    written = 0
    for count in _insert(Territory, TerritoryValues._fields, rows, conflict="code"):
        written += count
        progress("territories", written, len(rows))
    in_force = Territory.objects.filter(origin=Territory.Origin.PACK, until__isnull=True)
    known = set(in_force.values_list("code", flat=True))
    for code in sorted(known - territories.keys()):
        in_force.filter(code=code).update(until=timezone.localdate())


def _replace(
    model: type[models.Model], rows: Iterable[tuple[Any, ...]], progress: Progress
) -> None:
    """Replace the rows that hang on territories of the pack."""
    manager = model._default_manager
    packed = manager.filter(territory__origin=Territory.Origin.PACK)
    packed._raw_delete(manager.db)  # one statement: nothing hangs on these rows
    built = list(rows)
    columns = PERIOD_COLUMNS if model is TerritoryPeriod else ALIAS_COLUMNS
    written = 0
    for count in _insert(model, columns, built):
        written += count
        progress(str(model._meta.verbose_name_plural), written, len(built))


PERIOD_COLUMNS = (
    "territory_id", "nature", "name", "departement", "epci", "siren", "since", "until",
    "successors",
)  # fmt: skip
ALIAS_COLUMNS = ("territory_id", "kind", "code", "name", "folded", "since", "until")


def _periods(pack: Pack, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for code, nature, name, departement, epci, siren, since, until, heirs in pack.rows("periods"):
        if code in ids:
            yield (
                ids[code], nature, name, departement, epci, siren, since or None, until, heirs
            )  # fmt: skip


def _aliases(pack: Pack, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for territory, kind, code, name, since, until in pack.rows("aliases"):
        if territory in ids:
            yield ids[territory], kind, code, name, fold(name), since or None, until or None


def _write_members(pack: Pack, ids: dict[str, int]) -> None:
    link = Territory.members.through
    for group, codes in pack.rows("members"):
        if group in ids:
            link.objects.filter(from_territory_id=ids[group]).delete()
            link.objects.bulk_create(
                link(from_territory_id=ids[group], to_territory_id=ids[code])
                for code in codes.split()
                if code in ids
            )


def _write_datasets(lists: Lists) -> None:
    for key, source in lists.sources.items():
        TerritoryDataset.objects.update_or_create(
            key=key,
            defaults={
                name: source[name] for name in ("title", "producer", "as_of", "licence", "url")
            }
            | {"zonings": source.get("zonings", [])},
        )
    TerritoryDataset.objects.exclude(key__in=lists.sources).delete()
