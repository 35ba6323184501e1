"""A small invented country, packed and listed like the real one: loads in milliseconds."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backend.territories.archive import POPULATION_YEARS, TABLES, Pack, write_pack
from backend.territories.facts import Lists

EPCI, OTHER_EPCI = "242600534", "200068781"


def figures(**by_year: int) -> list[Any]:
    """A row of populations: ``y2022=5``."""
    return [by_year.get(f"y{year}", "") for year in POPULATION_YEARS]


def commune(code: str, name: str, **changes: str) -> list[Any]:
    """A row of the table of territories."""
    row = {
        "code": code, "level": "commune", "nature": "com", "name": name, "tncc": 0,
        "departement": "26", "region": "84", "epci": EPCI, "siren": "", "postal_codes": "26150",
        "since": "", "until": "", "successors": "",
    } | changes  # fmt: skip
    return [row[column] for column in TABLES["territories"]]


def tables(extra: Sequence[list[Any]] = ()) -> dict[str, list[Sequence[Any]]]:
    """The tables of the country."""
    epci = {"level": "epci", "nature": "cc", "epci": "", "siren": EPCI, "postal_codes": ""}
    return {
        "territories": [
            commune("26001", "Villeneuve"),
            commune("26002", "Le Hameau", until="2024-01-01", successors="26001"),
            commune("26003", "Lonely"),
            commune(EPCI, "CC du Diois", **epci),
            commune("DEP-26", "Drôme", level="departement", nature="departement", epci=""),
            commune("REG-84", "Auvergne-Rhône-Alpes", level="region", nature="region", epci="",
                    departement=""),
            *extra,
        ],
        "periods": [["26001", "com", "Vieilleville", "26", EPCI, "", "", "2021-01-01", ""]],
        "aliases": [["26001", "ancien_code", "26002", "Le Hameau", "2024-01-01", ""]],
        "members": [],
        "populations": [
            ["26001", "municipale", *figures(y2022=1900, y2023=1950)],
            ["26001", "totale", *figures(y2022=2001)],
        ],
    }  # fmt: skip


def make_pack(path: Path, extra: Sequence[list[Any]] = (), **changes: Any) -> Pack:
    """The packed country."""
    meta = {"format": 1, "cog_as_of": "2026-01-01", "epci_as_of": "2025-01-01"}
    write_pack(path, meta, tables(extra) | changes)
    return Pack(path)


LISTS: dict[str, tuple[str, list[list[str]]]] = {
    "frr": ("insee,frr", [["26001", "frr_plus"], ["26003", "frr_partiel"]]),
    "zrr": ("insee,statut", [["26002", "C"]]),
    "pvd": ("insee", []),
    "acv": ("insee", []),
    "villages_avenir": ("insee", []),
    "qpv": ("insee", []),
    "densite": ("insee,densite,massif", [["26001", "bourg_rural", "03"]]),
    "unites_urbaines": ("insee,uu2020,taille_uu2017", [["26001", "26101", "3"]]),
    "groupements": (
        "siren,nom,nature,departement,population_totale,competences",
        [[EPCI, "CC du Diois", "CC", "26", "12000", "1502 9999"],
         ["252600192", "SM ''du parc''", "SMO", "26", "0", ""],
         ["200068781", "CA disparue", "CA", "26", "1", "1502"]],
    ),
}  # fmt: skip
ZONINGS = {"frr": ["frr", "frr_plus", "frr_beneficiaire"], "zrr": ["zrr"], "pvd": ["pvd"]}


def make_lists(folder: Path) -> Lists:
    """The lists of facts of the country."""
    folder.mkdir(exist_ok=True)
    sources = {}
    for key, (header, rows) in LISTS.items():
        with (folder / f"{key}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header.split(","))
            writer.writerows(rows)
        sources[key] = {
            "title": key, "producer": "Essai", "as_of": "2022-01-01", "licence": "x", "url": "",
            "cog": 2023, "list": key, "zonings": ZONINGS.get(key, []),
        }  # fmt: skip
    for key in ("cog", "epci", "populations", "rural", "massifs"):
        sources[key] = {
            "title": key,
            "producer": "Essai",
            "as_of": "2022",
            "licence": "",
            "url": "",
        }
    (folder / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    (folder / "banatic_competences.csv").write_text(
        "code,libelle,facette,groupements\n1502,Eau,eau,1\n9999,Autres,,1\n", encoding="utf-8"
    )
    return Lists(folder)
