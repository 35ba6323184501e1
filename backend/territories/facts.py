"""From the lists of facts to what is known of each commune; unknown stays unknown."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.territories.archive import PackError, digest, list_bytes, list_rows
from backend.territories.lineage import Lineage

Facts = dict[str, dict[str, Any]]

RURALITY_OF_DENSITY = {
    "grand_centre": "dense",
    "centre_intermediaire": "intermediaire",
    "petite_ville": "intermediaire",
    "ceinture": "intermediaire",
    "bourg_rural": "bourg_rural",
    "rural_disperse": "rural_disperse",
    "rural_tres_disperse": "rural_tres_disperse",
}
MASSIFS = {
    "01": "massif_vosges", "02": "massif_jura", "03": "massif_alpes", "04": "massif_guadeloupe",
    "05": "massif_corse", "06": "massif_central", "07": "massif_martinique",
    "08": "massif_pyrenees", "09": "massif_reunion",
}  # fmt: skip
# Statuses of the FRR list: what they say of each zoning. “Partial” is neither yes nor no.
FRR: dict[str, dict[str, bool | str]] = {
    "frr": {"frr": True},
    "frr_plus": {"frr": True, "frr_plus": True},
    "frr_beneficiaire": {"frr_beneficiaire": True},
    "frr_partiel": {"frr": "partial"},
    "frr_beneficiaire_partiel": {"frr_beneficiaire": "partial"},
}
# Former ZRR: A and M had already left it in 2017 and only kept its effects for a time.
ZRR: dict[str, dict[str, bool | str]] = {
    "C": {"zrr": True}, "D": {"zrr": True}, "P": {"zrr": "partial"},
}  # fmt: skip
RURAL_SMALL, RURAL_LARGE = 2000, 5000  # CGCT D.3334-8-1, inhabitants, both included
_QUOTED = re.compile(r"''(.+?)''")


class Lists:
    """The folder of lists and the sources they come from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            text = (folder / "sources.json").read_text(encoding="utf-8")
            self.sources: dict[str, dict[str, Any]] = json.loads(text)
        except (OSError, ValueError) as error:
            raise PackError(f"{folder}/sources.json cannot be read: {error}") from error

    def rows(self, key: str) -> list[dict[str, str]]:
        """The rows of the list of a source."""
        return list_rows(self.folder, self.sources[key]["list"])

    def year(self, key: str) -> int:
        """The year of the commune codes of a list."""
        year: int = self.sources[key]["cog"]
        return year

    def digest(self) -> str:
        """A hash of every list and of what is said of their sources."""
        names = sorted({row["list"] for row in self.sources.values() if "list" in row})
        names.append("banatic_competences")
        parts = [json.dumps(self.sources, sort_keys=True).encode()]
        return digest([*parts, *(list_bytes(self.folder, name) for name in names)])


def commune_facts(lists: Lists, lineage: Lineage, totals: Mapping[str, int]) -> Facts:
    """What the lists say of each commune of today, zonings they leave out not repeated.

    A zoning's answer is True, None (unknown) or "partial"; a commune left out of a list that
    decides for all is a plain no, which the reader completes.
    """
    facts: Facts = defaultdict(lambda: {"zonings": {}})
    for key in ("pvd", "acv", "villages_avenir", "qpv"):
        listed = {row["insee"] for row in lists.rows(key)}
        for code, answer in lineage.decide(listed, lists.year(key)).items():
            facts[code]["zonings"][key] = answer
    _statuses(facts, lists, lineage, "frr", "frr", FRR)
    _statuses(facts, lists, lineage, "zrr", "statut", ZRR)
    _grids(facts, lists, lineage)
    for code, rural in rural_communes(lists, lineage, totals).items():
        facts[code]["rural"] = rural
    return dict(facts)


def _statuses(
    facts: Facts,
    lists: Lists,
    lineage: Lineage,
    key: str,
    column: str,
    meaning: Mapping[str, Mapping[str, bool | str]],
) -> None:
    """A list with a status by commune: each zoning is decided by the communes that have it."""
    listed: dict[str, set[str]] = defaultdict(set)
    for row in lists.rows(key):
        for zoning, answer in meaning.get(row[column], {}).items():
            if answer is True:
                listed[zoning].add(row["insee"])
            elif today := lineage.today(row["insee"]):
                facts[today]["zonings"][zoning] = answer
    for zoning, codes in listed.items():
        for code, decided in lineage.decide(codes, lists.year(key)).items():
            facts[code]["zonings"].setdefault(zoning, decided)


def _grids(facts: Facts, lists: Lists, lineage: Lineage) -> None:
    for row in lists.rows("densite"):
        code = row["insee"]
        if code not in lineage.current:
            continue
        if rurality := RURALITY_OF_DENSITY.get(row["densite"]):
            facts[code]["rurality"] = rurality
        if massif := MASSIFS.get(row["massif"]):
            facts[code]["zonings"][massif] = True


def rural_communes(
    lists: Lists, lineage: Lineage, totals: Mapping[str, int]
) -> dict[str, bool | None]:
    """Rural communes by CGCT D.3334-8-1: total population and urban unit.

    Overseas, the law's own annex decides and is not held here: unknown.
    """
    unit_of: dict[str, str] = {}
    for row in lists.rows("unites_urbaines"):
        if today := lineage.today(row["insee"]):
            unit_of[today] = row["uu2020"]
    sizes: dict[str, int | None] = {}
    for code, unit in unit_of.items():
        size, total = sizes.get(unit, 0), totals.get(code)
        sizes[unit] = None if size is None or total is None else size + total
    answers: dict[str, bool | None] = {}
    for code in lineage.current:
        total = totals.get(code)
        if total is None or code.startswith(("97", "98")):
            continue
        if total <= RURAL_SMALL:
            answers[code] = True
        elif total > RURAL_LARGE:
            answers[code] = False
        elif code not in unit_of:
            answers[code] = True
        elif (unit_size := sizes[unit_of[code]]) is not None:
            answers[code] = unit_size <= RURAL_LARGE
    return answers


def competence_facets(lists: Lists) -> dict[str, str]:
    """The facet of each competence code that has one."""
    rows = list_rows(lists.folder, "banatic_competences")
    return {row["code"]: row["facette"] for row in rows if row["facette"]}


def clean_group_name(name: str) -> str:
    """A name of the base of groupements, its doubled quotes written as French ones."""
    return _QUOTED.sub(r"« \1 »", name).replace("''", "'").strip()
