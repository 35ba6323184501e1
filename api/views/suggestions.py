"""Completions while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api import examples, render
from api.describe import describe, text_parameter
from api.query_string import QueryString
from api.serializers.endpoints import Suggestions
from api.territories import territory_url
from api.views.base import Reading, ReadView
from cms_pages.kinds import KINDS
from search.answers import Suggestion
from search.documents.address import api_url

LIMIT, MAX_LIMIT, MAX_TEXT = 10, 20, 200


class SuggestView(ReadView):
    """``suggest/?q=``: titles, partners, domains, collectivities."""

    @extend_schema(
        **describe(
            "suggest",
            summary=gettext_lazy("Complete what is being typed"),
            description=gettext_lazy(
                "Titles, partners (by name or acronym), domains and collectivities that go on "
                "from the letters typed, from two letters."
            ),
            tag="search",
            answer=Suggestions,
            examples=[examples.SUGGESTIONS],
            parameters=[
                text_parameter(
                    gettext_lazy("The letters typed."), required=True, max_length=MAX_TEXT
                ),
                OpenApiParameter(
                    "limit",
                    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": LIMIT},
                    description=gettext_lazy("Most completions to give."),
                ),
            ],
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> tuple[str, int]:
        return (
            parameters.required_text("q", MAX_TEXT),
            parameters.integer("limit", 1, MAX_LIMIT, LIMIT),
        )

    def answer(self, question: tuple[str, int], reading: Reading) -> HttpResponse:
        words, limit = question
        found = reading.snapshot.suggest(words, reading.now, limit)
        results = [suggestion_json(suggestion, reading.base) for suggestion in found]
        return render.json_response({"q": words, "results": results}, reading.base)


def suggestion_json(suggestion: Suggestion, base: str) -> dict[str, Any]:
    """A completion: what it is, how to show it, where it leads."""
    entry = suggestion.entry
    kind = KINDS[entry.kind] if entry else None
    url = None
    if entry:
        url = api_url(entry.kind, entry.page_id)
    elif suggestion.kind == "territory":
        url = territory_url(suggestion.code, base)
    return {
        "type": suggestion.kind,
        "code": suggestion.code,
        "label": suggestion.label,
        "detail": str(kind.label) if kind else suggestion.detail,
        "kind": {"code": kind.code, "label": str(kind.label)} if kind else None,
        "url": url,
    }
