"""Examples shown in the contract: real answers of the demonstration, shortened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample

FOLDER = Path(__file__).with_name("example_answers")


def answer(name: str, summary: Any) -> OpenApiExample:
    """A successful answer, kept in a file of that name."""
    value = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return OpenApiExample(
        name, summary=summary, value=value, response_only=True, status_codes=["200"]
    )


def problem(name: str, summary: Any, value: dict[str, Any]) -> OpenApiExample:
    """A refusal."""
    return OpenApiExample(
        name,
        summary=summary,
        value=value,
        response_only=True,
        status_codes=[str(value["status"])],
        media_type="application/problem+json",
    )


SEARCH = answer("search", _("The word “toiture”, for a commune of one inhabitant"))
AID = answer("aid", _("A national aid, with its rules and pieces"))
EVENT = answer("event", _("An event with its sessions"))
SUGGESTIONS = answer("suggest", _("Three letters typed"))
TERRITORIES = answer("territories", _("A commune by its name"))
TERRITORY = answer("territory", _("A commune that has merged leads to its successor"))
DETAILS = {"aid": [AID], "event": [EVENT]}

BAD_REQUEST = problem(
    "unknown_parameter",
    _("A parameter that does not exist"),
    {
        "type": "urn:bouquet:problem:invalid-parameters",
        "title": "Paramètres incorrects",
        "status": 400,
        "detail": "Vérifiez ces paramètres : domaine.",
        "errors": [
            {
                "parameter": "domaine",
                "code": "unknown_parameter",
                "message": "Le paramètre « domaine » n'existe pas ici. "
                "Vouliez-vous dire « domain » ?",
                "allowed": ["q", "kind", "domain", "partner", "page", "page_size"],
            }
        ],
    },
)
GONE = problem(
    "gone",
    _("An item that has been withdrawn"),
    {
        "type": "about:blank",
        "title": "Retiré",
        "status": 410,
        "detail": "Ce contenu était public et a été retiré.",
        "errors": [],
    },
)
PROBLEMS = {400: [BAD_REQUEST], 410: [GONE]}
