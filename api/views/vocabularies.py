"""What may be asked: the declared facets, and the tree of domains with its counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema

from api.describe import describe
from api.query_string import QueryString
from api.render import json_response
from api.serializers.endpoints import DeclaredFacets, Domains
from api.views.base import Reading, ReadView
from search.answers import FacetValue
from search.facets import FACETS


class FacetsView(ReadView):
    """``facets/``: every facet with the values it may be asked."""

    @extend_schema(
        **describe(
            "facets",
            summary=gettext_lazy("The facets and their values"),
            description=gettext_lazy(
                "Each facet is a parameter of the lists. A facet that is not closed takes any "
                "value of its form, such as a month."
            ),
            tag="vocabularies",
            answer=DeclaredFacets,
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> None:
        return None

    def answer(self, question: None, reading: Reading) -> HttpResponse:
        declared = [
            {
                "name": name,
                "label": str(facet.label),
                "group": facet.group,
                "kind": facet.kind.value,
                "closed": facet.closed,
                "applies_to": list(facet.kinds),
                "values": [
                    {"code": value.code, "label": value.label, "parent": value.parent}
                    for value in reading.snapshot.facet_values(name, reading.now)
                ],
            }
            for name, facet in FACETS.items()
        ]
        return json_response({"facets": declared}, reading.base)


class DomainsView(ReadView):
    """``domains/``: the tree, with what each domain holds."""

    @extend_schema(
        **describe(
            "domains",
            summary=gettext_lazy("The tree of domains"),
            description=gettext_lazy(
                "Each domain counts what is filed under it and under those below it."
            ),
            tag="vocabularies",
            answer=Domains,
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> None:
        return None

    def answer(self, question: None, reading: Reading) -> HttpResponse:
        values = reading.snapshot.domains(reading.now)
        return json_response({"domains": tree(values)}, reading.base)


def tree(values: list[FacetValue]) -> list[dict[str, Any]]:
    """Values in the order of the tree, each below its parent; one without its parent is a root."""
    nodes: dict[str, dict[str, Any]] = {
        value.code: {
            "code": value.code,
            "label": value.label,
            "count": value.count,
            "children": [],
        }
        for value in values
    }
    roots: list[dict[str, Any]] = []
    for value in values:
        parent = nodes.get(value.parent or "")
        (parent["children"] if parent else roots).append(nodes[value.code])
    return roots
