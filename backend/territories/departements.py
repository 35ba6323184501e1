"""Grammar of the départements: “de la Drôme”, “dans le Rhône”, and the council's real name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from backend.territories.archive import list_rows
from backend.territories.places import facts_folder


@dataclass(frozen=True, slots=True)
class DepartementGrammar:
    """How a département is written in a French sentence, and who governs it.

    Never build the council's name from the département's: seven have another institution.
    """

    code: str
    name: str  # Drôme
    subject: str  # la Drôme
    of: str  # de la Drôme
    inside: str  # dans la Drôme, en Ardèche, à Paris
    institution: str  # Conseil départemental de la Drôme
    institution_kind: str  # departement, collectivite-unique, collectivite-europeenne
    region: str
    region_name: str
    chef_lieu: str  # INSEE code
    note: str

    @property
    def territory(self) -> str:
        """Its code as a territory."""
        return f"DEP-{self.code}"


@cache
def departements() -> dict[str, DepartementGrammar]:
    """The 101 départements, by code."""
    return {
        row["code"]: DepartementGrammar(
            code=row["code"], name=row["nom"], subject=row["sujet"], of=row["de"],
            inside=row["en"] or row["dans"], institution=row["collectivite"],
            institution_kind=row["type_collectivite"], region=row["region"],
            region_name=row["region_nom"], chef_lieu=row["chef_lieu"], note=row["note"],
        )
        for row in list_rows(facts_folder(), "departements")
    }  # fmt: skip


def departement_grammar(code: str) -> DepartementGrammar:
    """The grammar of a département, given as ``26`` or ``DEP-26``; ``LookupError`` when unknown."""
    key = code.strip().upper().removeprefix("DEP-")
    found = departements().get(key)
    if found is None:
        raise LookupError(f"“{code}” is not a département: 01 to 95, 2A, 2B, 971 to 974, 976.")
    return found
