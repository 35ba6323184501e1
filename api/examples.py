"""Examples shown in the contract, such as the real answers are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample

BAD_REQUEST = OpenApiExample(
    "unknown_parameter",
    summary=_("A parameter that does not exist"),
    value={
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
    response_only=True,
    status_codes=["400"],
    media_type="application/problem+json",
)

SEARCH_EXAMPLES: list[OpenApiExample] = []
