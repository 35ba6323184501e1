"""A small catalogue for tests that name what they expect."""

from __future__ import annotations

from typing import Any

from search.text.french import sort_key
from search.text.plan import SynonymIndex

SYNONYMS = SynonymIndex(
    [
        ["CAUE", "conseil d'architecture, d'urbanisme et de l'environnement"],
        ["AMO", "assistance à maîtrise d'ouvrage"],
        ["DETR", "dotation d'équipement des territoires ruraux"],
        ["école", "groupe scolaire"],
        ["élu", "élus", "élue"],
        ["assainissement non collectif", "SPANC", "fosse septique"],
    ]
)


def sheet(page_id: int, title: str, **fields: Any) -> dict[str, Any]:
    """An index document with the given fields and none of the others."""
    return {"id": page_id, "title": title, "sort_title": sort_key(title), **fields}


CORPUS = [
    sheet(1, "Rénover l'école du village", summary="Isolation et chauffage", domain=["batiment"]),
    sheet(2, "Construire un groupe scolaire", body="Programme et AMO", domain=["batiment"]),
    sheet(3, "Permanence de l'architecte", keywords=["CAUE", "CAUE de la Drôme"], phase=["idee"]),
    sheet(
        4,
        "Conseil d’architecture, d’urbanisme et de l’environnement",
        summary="Un conseil gratuit, indépendant",
        partner=["caue-26"],
    ),
    sheet(5, "Assistance à maîtrise d'ouvrage pour la voirie", domain=["voirie"]),
    sheet(6, "Le plan de financement d'un projet", body="Qui paie quoi ?", domain=["finances"]),
    sheet(7, "Assainissement non collectif", summary="Contrôle des installations", domain=["eau"]),
    sheet(8, "Formation des élu·e·s et adjoint(e)s", summary="Élections municipales"),
    sheet(9, "Aide à l’éligibilité énergétique", keywords=["DETR"], body="Bâtiments publics"),
    sheet(10, "Plan communal de sauvegarde", body="Le financement vient de l'État"),
]
