"""A handful of real collectivities, enough for rules to be judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.territories.models import Territory, TerritoryDataset

SMALL, TOWN, OLD, DIOIS = "26274", "26113", "26371", "242600534"


def make_places() -> None:
    """Communes of a few and of thousands of inhabitants, an EPCI, a code of the past."""
    TerritoryDataset.objects.create(
        key="frr", title="FRR", producer="ANCT", as_of="2025-07-10", licence="LO 2.0",
        zonings=["frr"],
    )  # fmt: skip
    _place("DEP-26", "Drôme", "departement")
    _place("REG-84", "Auvergne-Rhône-Alpes", "region", departement="")
    _place(DIOIS, "CC du Diois", "cc", siren=DIOIS)
    _commune(TOWN, "Die", 4844, "26150", zonings={"frr": True}, rurality="bourg_rural")
    _commune(SMALL, "Rochefourchat", 1, "26340", zonings={"frr": True},
             rurality="rural_tres_disperse")  # fmt: skip
    _commune("26289", "Saillans", 1319, "26340")
    _commune("26198", "Montélimar", 40595, "26200", epci="")
    _commune(OLD, "Véronne", 38, "26340", until=date(2025, 1, 1), successors="26289")


def _commune(code: str, name: str, population: int, postal: str, **fields: Any) -> None:
    facts = {key: fields.pop(key) for key in ("zonings", "rurality") if key in fields}
    values = {"epci": DIOIS, **fields}
    populations = {kind: {"2022": population} for kind in ("municipale", "totale")}
    _place(code, name, "com", postal_codes=postal, populations=populations, facts=facts, **values)


def _place(code: str, name: str, nature: str, **fields: Any) -> None:
    values: dict[str, Any] = {"departement": "26", "region": "84", **fields}
    Territory.objects.create(code=code, name=name, nature=nature, **values)
