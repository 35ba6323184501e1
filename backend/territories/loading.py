"""Loading of the pack and of the lists of facts into the tables: in bulk, the same twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone

from backend.territories.archive import POPULATION_YEARS, Pack, digest
from backend.territories.facts import (
    Facts,
    Lists,
    clean_group_name,
    commune_facts,
    competence_facets,
)
from backend.territories.lineage import Lineage
from backend.territories.models import (
    Territory,
    TerritoryAlias,
    TerritoryData,
    TerritoryDataset,
    TerritoryPeriod,
)
from backend.territories.names import fold
from backend.territories.stamp import SINGLETON
from backend.territories.vocabularies import NATURE_LEVELS

Progress = Callable[[str, int, int], None]
Populations = dict[str, dict[str, dict[str, int]]]
BATCH = 2000
# What a newer pack may change of a territory that it holds.
UPDATED = [
    "level", "nature", "name", "folded", "tncc", "siren", "departement", "region", "epci",
    "postal_codes", "since", "until", "successors", "populations", "facts", "competences",
    "competences_as_of", "origin",
]  # fmt: skip
Row = TypeVar("Row", bound=models.Model)


def content_stamp(pack: Pack, lists: Lists) -> str:
    """The hash of all that a load would write."""
    return digest([LOADER.encode(), pack.digest().encode(), lists.digest().encode()])


LOADER = "1"  # raised when this module writes other rows for the same files


def load(pack: Pack, lists: Lists, progress: Progress, force: bool = False) -> bool:
    """Write the pack and the facts; False when the tables hold exactly them already."""
    stamp = content_stamp(pack, lists)
    state = TerritoryData.objects.filter(pk=SINGLETON).first()
    if state and state.pack == stamp and not force:
        return False
    territories = {t.code: t for t in build_territories(pack, lists)}
    with transaction.atomic():
        _write_territories(territories, progress)
        ids = dict(Territory.objects.filter(origin=Territory.Origin.PACK).values_list("code", "pk"))
        _replace(TerritoryPeriod, _periods(pack, ids), progress)
        _replace(TerritoryAlias, _aliases(pack, ids), progress)
        _write_members(pack, ids)
        _write_datasets(lists)
        _save_state(pack, stamp)
    return True


def _save_state(pack: Pack, stamp: str) -> None:
    state, _created = TerritoryData.objects.get_or_create(pk=SINGLETON)
    state.pack = stamp
    state.revision += 1
    state.cog_as_of, state.epci_as_of = pack.meta["cog_as_of"], pack.meta["epci_as_of"]
    state.loaded_at = timezone.now()
    state.save()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read_populations(pack: Pack) -> Populations:
    """The dated populations: code, kind, year of census."""
    found: Populations = defaultdict(dict)
    for code, kind, *values in pack.rows("populations"):
        figures = zip(POPULATION_YEARS, values, strict=True)
        found[code][kind] = {year: int(value) for year, value in figures if value}
    return found


def read_lineage(pack: Pack) -> Lineage:
    """What became of each commune code."""
    current: set[str] = set()
    heirs: dict[str, str] = {}
    born: dict[str, int | None] = {}
    ended: dict[str, int] = {}
    starts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for code, *_state, since, until, _heirs in pack.rows("periods"):
        starts[code].add((since, until))
    for row in pack.rows("territories"):
        code, level, since, until, successors = row[0], row[1], row[10], row[11], row[12]
        if level != "commune":
            continue
        if until:
            ended[code] = int(until[:4])
            if successors:
                heirs[code] = successors.split()[0]
            continue
        current.add(code)
        # Back through the versions that follow one another without a gap.
        while match := next((s for s, u in starts[code] if u == since), None):
            since = match
        born[code] = int(since[:4]) if since and ("", since) not in starts[code] else None
    parents: dict[str, str] = {}
    for territory, kind, code, _name, _since, until in pack.rows("aliases"):
        if kind not in ("ancien_code", "deleguee") or code == territory:
            continue
        if not until and kind == "ancien_code":
            heirs.setdefault(code, territory)
        elif until and code in current:
            parents[code] = territory
    return Lineage(current, heirs, born, ended, parents)


def latest_totals(populations: Populations, codes: Iterable[str]) -> dict[str, int]:
    """The newest total population of each commune."""
    found = {}
    for code in codes:
        if figures := populations.get(code, {}).get("totale"):
            found[code] = figures[max(figures)]
    return found


def build_territories(pack: Pack, lists: Lists) -> Iterator[Territory]:
    """The rows of the pack, with populations and facts, then the groupements."""
    populations = read_populations(pack)
    lineage = read_lineage(pack)
    facts = commune_facts(lists, lineage, latest_totals(populations, lineage.current))
    groups = {row["siren"]: row for row in lists.rows("groupements")}
    facets = competence_facets(lists)
    year = lists.sources["groupements"]["as_of"]
    for row in pack.rows("territories"):
        territory = _territory(row, populations, facts)
        group = groups.pop(territory.code, None)
        if group is not None:
            _add_competences(territory, group, facets, year)
        yield territory
    for group in groups.values():
        nature = group["nature"].lower()
        if NATURE_LEVELS.get(nature) == "syndicat":
            yield _groupement(group, facets, year)


def _territory(row: Sequence[str], populations: Populations, facts: Facts) -> Territory:
    code, level, nature, name, tncc, departement, region, epci, siren = row[:9]
    postal_codes, since, until, successors = row[9:]
    return Territory(
        code=code, level=level, nature=nature, name=name, folded=fold(name), tncc=int(tncc),
        departement=departement, region=region, epci=epci, siren=siren,
        postal_codes=postal_codes, since=_day(since), until=_day(until), successors=successors,
        populations=populations.get(code, {}), facts=facts.get(code, {}),
        origin=Territory.Origin.PACK,
    )  # fmt: skip


def _add_competences(
    territory: Territory, group: dict[str, str], facets: dict[str, str], as_of: str
) -> None:
    codes = group["competences"].split()
    if codes:
        territory.competences = sorted({facets[code] for code in codes if code in facets})
        territory.competences_as_of = as_of


def _groupement(group: dict[str, str], facets: dict[str, str], as_of: str) -> Territory:
    nature, name = group["nature"].lower(), clean_group_name(group["nom"])
    total = int(group["population_totale"] or 0)
    territory = Territory(
        code=group["siren"], level=NATURE_LEVELS[nature], nature=nature, name=name,
        folded=fold(name), siren=group["siren"], departement=group["departement"],
        populations={"totale": {str(int(as_of[:4]) - 3): total}} if total else {},
        origin=Territory.Origin.PACK,
    )  # fmt: skip
    _add_competences(territory, group, facets, as_of)
    return territory


def _write_territories(territories: dict[str, Territory], progress: Progress) -> None:
    """Insert or update by code, so that keys stay; what the admin entered is left alone."""
    local = set(
        Territory.objects.filter(origin=Territory.Origin.LOCAL).values_list("code", flat=True)
    )
    rows = [territory for code, territory in territories.items() if code not in local]
    for start in range(0, len(rows), BATCH):
        Territory.objects.bulk_create(
            rows[start : start + BATCH],
            update_conflicts=True, unique_fields=["code"], update_fields=UPDATED,
        )  # fmt: skip
        progress("territories", min(start + BATCH, len(rows)), len(rows))
    gone = Territory.objects.filter(origin=Territory.Origin.PACK, until__isnull=True)
    known = set(gone.values_list("code", flat=True))
    for code in sorted(known - territories.keys()):
        gone.filter(code=code).update(until=timezone.localdate())


def _replace(model: type[Row], rows: Iterable[Row], progress: Progress) -> None:
    """Replace the rows that hang on territories of the pack."""
    manager = model._default_manager
    manager.filter(territory__origin=Territory.Origin.PACK).delete()
    built = list(rows)
    manager.bulk_create(built, batch_size=BATCH)
    progress(str(model._meta.verbose_name_plural), len(built), len(built))


def _periods(pack: Pack, ids: dict[str, int]) -> Iterator[TerritoryPeriod]:
    for code, nature, name, departement, epci, siren, since, until, heirs in pack.rows("periods"):
        if code in ids:
            yield TerritoryPeriod(
                territory_id=ids[code], nature=nature, name=name, departement=departement,
                epci=epci, siren=siren, since=_day(since), until=date.fromisoformat(until),
                successors=heirs,
            )  # fmt: skip


def _aliases(pack: Pack, ids: dict[str, int]) -> Iterator[TerritoryAlias]:
    for territory, kind, code, name, since, until in pack.rows("aliases"):
        if territory in ids:
            yield TerritoryAlias(
                territory_id=ids[territory], kind=kind, code=code, name=name, folded=fold(name),
                since=_day(since), until=_day(until),
            )  # fmt: skip


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
