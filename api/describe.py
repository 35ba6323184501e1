"""The words of the contract: what each endpoint takes, answers and refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from api import parameters as read
from api.examples import PROBLEMS
from api.serializers.common import Problem
from search.facets import FACETS, Facet
from search.moment import Moment
from search.replica import State

Parameters = Sequence[OpenApiParameter]


def describe(
    operation: str,
    *,
    summary: Any,
    description: Any = "",
    answer: Any,
    tag: str,
    parameters: Parameters = (),
    refusals: Sequence[int] = (400,),
    examples: Sequence[OpenApiExample] = (),
    moves: bool = False,
) -> dict[str, Any]:
    """The keywords of ``extend_schema`` for a read."""
    responses: dict[Any, Any] = {200: OpenApiResponse(answer, examples=list(examples))}
    for status in (*refusals, 406, 503):
        responses[(status, "application/problem+json")] = _refusal(status)
    if moves:
        responses[301] = OpenApiResponse(description=_("The item has a new slug: see Location."))
    responses[304] = OpenApiResponse(
        description=_("The client already holds this answer (If-None-Match).")
    )
    return {
        "operation_id": operation,
        "summary": summary,
        "description": description or summary,
        "tags": [tag],
        "parameters": list(parameters),
        "responses": responses,
        "auth": [],
    }


def _refusal(status: int) -> OpenApiResponse:
    descriptions = {
        400: _("A parameter is unknown, repeated or malformed: all faults are told at once."),
        404: _("Nothing public is at this address."),
        406: _("The client accepts no JSON."),
        410: _("What was here was public and has been withdrawn."),
        503: _("Nothing can answer now; Retry-After says when to come back."),
    }
    return OpenApiResponse(
        Problem, description=descriptions[status], examples=PROBLEMS.get(status, [])
    )


def text_parameter(
    description: Any, *, required: bool = False, max_length: int = read.MAX_TEXT
) -> OpenApiParameter:
    """The parameter ``q``."""
    return OpenApiParameter(
        "q",
        {"type": "string", "maxLength": max_length},
        description=description,
        required=required,
    )


def several(
    name: str,
    description: Any,
    allowed: Sequence[str] | None = None,
    pattern: str | None = None,
) -> OpenApiParameter:
    """A parameter of several values, by comma (or by repetition)."""
    item: dict[str, Any] = {"type": "string"}
    if allowed:
        item["enum"] = list(allowed)
    if pattern:
        item["pattern"] = f"^(?:{pattern})$"
    schema = {"type": "array", "items": item}
    return OpenApiParameter(name, schema, description=description, explode=False, style="form")


def _facet(facet: Facet) -> OpenApiParameter:
    """The values that no database holds are part of the contract; facets/ gives the others."""
    fixed = [value.code for value in facet.values(State(), Moment.current())]
    words = _("%(label)s. Several values, by comma or repetition, widen the choice.")
    return several(facet.name, words % {"label": facet.label}, fixed, facet.pattern)


TERRITORY = (
    OpenApiParameter(
        "insee",
        {"type": "string", "pattern": f"^{read.INSEE.pattern}$"},
        description=_(
            "INSEE code of a commune: eligibility is judged for it. An old code leads to its "
            "successor. It is not a postal code."
        ),
    ),
    OpenApiParameter(
        "siren",
        {"type": "string", "pattern": f"^{read.SIREN.pattern}$"},
        description=_("SIREN of an EPCI, a syndicat or another collectivity: same effect."),
    ),
)
ELIGIBILITY = several(
    "eligibility",
    _(
        "Answers to keep, with insee or siren; by default what the collectivity can use: "
        "eligible and to_check."
    ),
    read.ANSWERS,
)
PAGE_SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 0, "maximum": read.MAX_PAGE_SIZE, "default": read.PAGE_SIZE},
    description=_("Items a page; 0 gives counts only."),
)


def list_parameters() -> list[OpenApiParameter]:
    """What every list takes: one parameter a facet, and the rest."""
    return [
        text_parameter(
            _("Words searched: accents, plurals, elisions and small typos do not matter.")
        ),
        *(_facet(facet) for facet in FACETS.values()),
        *TERRITORY,
        ELIGIBILITY,
        OpenApiParameter(
            "id",
            {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": read.MAX_IDS},
            description=_("Only these items."),
            explode=False,
            style="form",
        ),
        OpenApiParameter(
            "sort",
            OpenApiTypes.STR,
            enum=list(read.SORT_CHOICES),
            description=_("Order; a leading “-” reverses it. By default relevance, or newest."),
        ),
        OpenApiParameter(
            "page",
            {"type": "integer", "minimum": 1, "default": 1},
            description=_("Page, from 1; pages reach 100,000 results."),
        ),
        PAGE_SIZE,
        several(
            "facets",
            _("Facets to compute; empty: none. By default those that apply."),
            ["", *FACETS],
        ),
        several("fields", _("Fields to keep in each item, besides id and kind.")),
    ]
