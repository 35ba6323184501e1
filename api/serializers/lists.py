"""The envelope of lists: a page of results, its facets, and how it was made."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from api.serializers.base import Shape, code_among, string, whole
from api.serializers.common import Facet, Meta
from api.serializers.items import ITEMS
from cms_pages.kinds import KINDS
from search.facets import FACETS


class PartialItem(Shape):
    """An item reduced to the fields that ``fields=`` names, besides its number and kind."""

    id = whole()
    kind = code_among(list(KINDS))


def _results(kind: str | None) -> serializers.Field:
    """The results of one kind, or of all: whole items, or partial ones when ``fields=`` asks."""
    shapes = [ITEMS[kind]] if kind else list(ITEMS.values())
    name = f"{ITEMS[kind].__name__.removesuffix('Item')}Result" if kind else "AnyResult"

    @extend_schema_field(
        PolymorphicProxySerializer(
            component_name=name,
            serializers=[*shapes, PartialItem],
            resource_type_field_name=None,
            many=True,
        )
    )
    class Results(serializers.Field):
        pass

    return Results()


class Page(Shape):
    """One page of a list."""

    count = whole(_("Number of items found, on all pages."))
    page = whole()
    page_size = whole()
    pages = whole(_("Number of pages."))
    next = string(_("Address of the next page, or null."), allow_null=True)
    previous = string(_("Address of the page before, or null."), allow_null=True)
    meta = Meta()


# Each facet by its name: a client knows what it may read. Those not asked for are absent.
Facets: Any = type(
    "Facets",
    (Shape,),
    {name: Facet(required=False) for name in FACETS}
    | {"__doc__": "The facets asked for, by name, in the order to show them."},
)


def list_answer(kind: str | None) -> type[Shape]:
    """The list of a kind, or of all."""
    stem = ITEMS[kind].__name__.removesuffix("Item") if kind else "Search"
    return type(
        f"{stem}Page",
        (Page,),
        {"results": _results(kind), "facets": Facets(), "__doc__": "One page of a list."},
    )


class SimilarMeta(Shape):
    """How the answer was made."""

    engine = string()
    degraded = serializers.BooleanField()
    version = whole()


class Similar(Shape):
    """Items close to one."""

    meta = SimilarMeta()
    results = _results(None)
