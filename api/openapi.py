"""How drf-spectacular writes the contract. Read by the settings: nothing of Django's is loaded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PREFIX = "/api/v1/"

SETTINGS: dict[str, Any] = {
    "TITLE": _("Public engineering catalogue: API"),
    "DESCRIPTION": _(
        "The catalogue of aids and public engineering for communes, for any front end and any "
        "département. Reading is free and anonymous. The API is strict: a parameter or a value "
        "it does not know is refused by name, with what is allowed."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {
        "name": "Licence Ouverte 2.0",
        "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "PREPROCESSING_HOOKS": ["api.openapi.only_the_api"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.openapi.partial_items",
        "api.openapi.shared_parameters",
    ],
    "ENUM_NAME_OVERRIDES": {
        "FacetKindEnum": ["terms", "tree", "status", "profile"],
        "AmountKindEnum": "api.serializers.funding.AMOUNT_KINDS",
        "CalendarKindEnum": ["permanent", "annual", "window", "closed"],
        "PerimeterKindEnum": ["departement", "territories"],
        "PopulationKindEnum": ["municipale", "totale", "dgf"],
        "FunderLevelEnum": "api.serializers.funding.FUNDER_LEVELS",
        "CalloutLevelEnum": ["info", "warning", "legal"],
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "TAGS": [
        {"name": name, "description": description}
        for name, description in (
            ("search", _("Search and completion over everything.")),
            ("offers", _("Offers of support.")),
            ("aids", _("Financial aids.")),
            ("calls", _("Calls for projects.")),
            ("events", _("Events and training.")),
            ("programmes", _("Series of events.")),
            ("articles", _("News.")),
            ("guides", _("Guides.")),
            ("newsletters", _("Newsletter issues.")),
            ("partners", _("Partners and services.")),
            ("pages", _("Free pages.")),
            ("vocabularies", _("Facets, domains and their values.")),
            ("territories", _("Communes, EPCI, syndicats.")),
            ("site", _("What a front end needs besides the content.")),
        )
    ],
}


def only_the_api(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Wagtail's admin serves an API of its own, which is nobody's contract."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]


def partial_items(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A whole item has the form of a partial one too: either is right, not exactly one."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Result") and "oneOf" in schema:
            schema["anyOf"] = schema.pop("oneOf")
    return result


def shared_parameters(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Parameters that several operations take are written once, and referred to."""
    operations = [
        operation
        for path in result["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]
    everywhere = [given for operation in operations for given in operation.get("parameters", ())]
    shared: dict[str, Any] = {}
    for given in everywhere:
        if everywhere.count(given) > 1:
            shared.setdefault(given["name"], given)
    for operation in operations:
        if "parameters" in operation:
            operation["parameters"] = [
                {"$ref": f"#/components/parameters/{given['name']}"}
                if shared.get(given["name"]) == given
                else given
                for given in operation["parameters"]
            ]
    result["components"]["parameters"] = dict(sorted(shared.items()))
    return result
