"""From the pack and the lists of facts to the values of the tables' columns."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from backend.territories.archive import POPULATION_YEARS, Pack
from backend.territories.facts import (
    Facts,
    Lists,
    clean_group_name,
    commune_facts,
    competence_facets,
)
from backend.territories.lineage import Lineage
from backend.territories.models import Territory
from backend.territories.names import fold
from backend.territories.vocabularies import NATURE_LEVELS

Populations = dict[str, dict[str, dict[str, int]]]
CENSUS_DELAY = 3  # years from a census to the day its figures are in force


class TerritoryValues(NamedTuple):
    """The columns of a territory as they are written; JSON and dates are text already."""

    code: str
    level: str
    nature: str
    name: str
    folded: str
    siren: str
    departement: str
    tncc: int = 0
    region: str = ""
    epci: str = ""
    postal_codes: str = ""
    since: str | None = None
    until: str | None = None
    successors: str = ""
    populations: str = "{}"
    facts: str = "{}"
    competences: str | None = None
    competences_as_of: str = ""
    origin: str = str(Territory.Origin.PACK)


def read_populations(pack: Pack) -> Populations:
    """The dated populations: code, kind, year of census."""
    found: Populations = defaultdict(dict)
    for code, kind, *values in pack.rows("populations"):
        figures = zip(POPULATION_YEARS, values, strict=True)
        found[code][kind] = {year: int(value) for year, value in figures if value}
    return found


def read_lineage(pack: Pack) -> Lineage:
    """What became of each commune code."""
    lineage = Lineage(set(), {}, {}, {}, {})
    spans: dict[str, dict[str, str]] = defaultdict(dict)
    for code, *_state, since, until, _heirs in pack.rows("periods"):
        spans[code][until] = since
    for row in pack.rows("territories"):
        code, level, since, until, successors = row[0], row[1], row[10], row[11], row[12]
        if level != "commune":
            continue
        if until:
            lineage.ended[code] = int(until[:4])
            if successors:
                lineage.heirs[code] = successors.split()[0]
            continue
        lineage.current.add(code)
        # Back through the versions that follow one another without a gap.
        while since and since in spans[code]:
            since = spans[code][since]
        lineage.born[code] = int(since[:4]) if since else None
    for territory, kind, code, _name, _since, until in pack.rows("aliases"):
        if kind == "ancien_code" and not until:
            lineage.heirs.setdefault(code, territory)
        elif code != territory and kind in ("ancien_code", "deleguee") and until:
            lineage.parents[code] = territory
    return lineage


def latest_totals(populations: Populations, codes: Iterable[str]) -> dict[str, int]:
    """The newest total population of each commune."""
    found = {}
    for code in codes:
        if figures := populations.get(code, {}).get("totale"):
            found[code] = figures[max(figures)]
    return found


def build_territories(pack: Pack, lists: Lists) -> Iterator[TerritoryValues]:
    """The rows of the pack, with populations and facts, then the groupements."""
    populations = read_populations(pack)
    lineage = read_lineage(pack)
    facts = commune_facts(lists, lineage, latest_totals(populations, lineage.current))
    groups = {row["siren"]: row for row in lists.rows("groupements")}
    facets = competence_facets(lists)
    as_of = lists.sources["groupements"]["as_of"]
    for row in pack.rows("territories"):
        values = _territory(row, populations, facts)
        group = groups.pop(values.code, None)
        yield _with_competences(values, group, facets, as_of) if group else values
    for group in groups.values():
        if NATURE_LEVELS.get(group["nature"].lower()) == "syndicat":
            yield _groupement(group, facets, as_of)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _territory(row: Sequence[str], populations: Populations, facts: Facts) -> TerritoryValues:
    code, level, nature, name, tncc, departement, region, epci, siren = row[:9]
    postal_codes, since, until, successors = row[9:]
    return TerritoryValues(
        code, level, nature, name, fold(name), siren, departement, int(tncc), region, epci,
        postal_codes, since or None, until or None, successors,
        _text(populations.get(code, {})), _text(facts.get(code, {})),
    )  # fmt: skip


def _with_competences(
    values: TerritoryValues, group: dict[str, str], facets: dict[str, str], as_of: str
) -> TerritoryValues:
    codes = group["competences"].split()
    if not codes:
        return values
    held = sorted({facets[code] for code in codes if code in facets})
    return values._replace(competences=_text(held), competences_as_of=as_of)


def _groupement(group: dict[str, str], facets: dict[str, str], as_of: str) -> TerritoryValues:
    nature, name = group["nature"].lower(), clean_group_name(group["nom"])
    total = int(group["population_totale"] or 0)
    census = str(int(as_of[:4]) - CENSUS_DELAY)
    values = TerritoryValues(
        group["siren"], NATURE_LEVELS[nature], nature, name, fold(name), group["siren"],
        group["departement"],
        populations=_text({"totale": {census: total}} if total else {}),
    )  # fmt: skip
    return _with_competences(values, group, facets, as_of)
