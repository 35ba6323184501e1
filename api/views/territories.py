"""Collectivities: the look-up while one types, and the profile of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api import examples
from api.describe import describe, several, text_parameter
from api.errors import not_found
from api.parameters import MAX_TEXT, read_day
from api.query_string import QueryString
from api.render import json_response
from api.serializers.territories import LEVELS, Territory, TerritoryMatches
from api.territories import match_json, territory_json
from api.views.base import Reading, ReadView
from backend.territories.directory import (
    Directory,
    Profile,
    Resolution,
    UnknownTerritory,
    directory,
)

LIMIT, MAX_LIMIT = 10, 50


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is looked up."""

    words: str
    departement: str
    levels: tuple[str, ...]
    limit: int


class TerritoriesView(ReadView):
    """``territories/?q=``: names, INSEE, SIREN and postal codes."""

    @extend_schema(
        **describe(
            "territories",
            summary=gettext_lazy("Find a collectivity"),
            description=gettext_lazy(
                "Communes, EPCI, syndicats by name (accents, hyphens and typos do not matter), "
                "INSEE code, SIREN or postal code. Old names and codes lead to today's."
            ),
            tag="territories",
            answer=TerritoryMatches,
            examples=[examples.TERRITORIES],
            parameters=[
                text_parameter(gettext_lazy("Name or code."), required=True),
                OpenApiParameter(
                    "departement",
                    {"type": "string", "pattern": "^(?:[0-9]{2,3}|2[AB])$"},
                    description=gettext_lazy("Département whose collectivities come first."),
                ),
                several("level", gettext_lazy("Levels to keep."), LEVELS),
                OpenApiParameter(
                    "limit",
                    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": LIMIT},
                ),
            ],
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> LookUp:
        words = parameters.required_text("q", MAX_TEXT)
        departement = parameters.checked("departement", _departement)
        levels = parameters.choices("level", LEVELS)
        limit = parameters.integer("limit", 1, MAX_LIMIT, LIMIT)
        return LookUp(words, departement or reading.departement, levels, limit)

    def answer(self, question: LookUp, reading: Reading) -> HttpResponse:
        book = directory()
        found = book.search(
            question.words, question.departement, question.limit, question.levels or None
        )
        results = [match_json(match, reading.base) for match in found]
        return json_response({"as_of": book.cog_as_of, "results": results}, reading.base)


class TerritoryView(ReadView):
    """``territories/{code}/``: the profile, the history, the successor of an old code."""

    @extend_schema(
        **describe(
            "territory",
            summary=gettext_lazy("The profile of a collectivity"),
            description=gettext_lazy(
                "Facts with their source and date; what is absent is unknown. An old code gives "
                "its successor, with each step that leads to it."
            ),
            tag="territories",
            answer=Territory,
            examples=[examples.TERRITORY],
            refusals=(400, 404),
            parameters=[
                OpenApiParameter(
                    "code", str, OpenApiParameter.PATH,
                    description=gettext_lazy("INSEE code, SIREN, DEP-26 or REG-84."),
                ),
                OpenApiParameter(
                    "on",
                    {"type": "string", "format": "date"},
                    description=gettext_lazy(
                        "Day the code was written: some codes have meant several communes."
                    ),
                ),
            ],
        )
    )  # fmt: skip
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> tuple[str, Any]:
        return kwargs["code"], parameters.checked("on", read_day)

    def answer(self, question: tuple[str, date | None], reading: Reading) -> HttpResponse:
        code, on = question
        book = directory()
        profile, resolution = _find(book, code, on)
        content = territory_json(profile, resolution, code, book, reading.base)
        return json_response(content, reading.base)


def _departement(code: str) -> str:
    if f"DEP-{code}" not in directory():
        raise ValueError(_("This is not the code of a département, such as 26 or 2A."))
    return code


def _find(book: Directory, code: str, on: date | None) -> tuple[Profile, Resolution | None]:
    """The territory in force that the code leads to, or what it was when several follow it."""
    try:
        resolution = book.resolve(code, on)
    except UnknownTerritory as error:
        old = book.exact(code)
        if old is None:
            raise not_found(str(error)) from error
        return old, None
    return book.profile(resolution.code), resolution
