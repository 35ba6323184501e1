"""The answers of the other endpoints: entry points, facets, domains, suggestions, site."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import Shape, declared, flag, string, strings, whole
from api.serializers.common import CodeLabel
from cms_pages.kinds import COLLECTIONS

Root = type(
    "Root",
    (Shape,),
    {
        name: string()
        for name in (
            "search", *COLLECTIONS, "facets", "suggest", "domains", "territories", "site",
            "resolve", "contract", "docs", "redoc",
        )
    }
    | {"__doc__": "The entry points."},
)  # fmt: skip


class DeclaredValue(CodeLabel):
    """A value that a facet may take."""

    parent = string(allow_null=True)


class DeclaredFacet(Shape):
    """A facet and what it may be asked."""

    name = string(_("Name of the parameter."))
    label = string()
    group = string(allow_null=True)
    kind = serializers.ChoiceField(choices=["terms", "tree", "status", "profile"])
    closed = flag(_("All its values are listed, even those that no item has."))
    applies_to = strings(_("Kinds that have it; empty: all of them."))
    values = DeclaredValue(many=True)


class DeclaredFacets(Shape):
    """The facets, in the order to show them."""

    facets = DeclaredFacet(many=True)


class DomainNode(CodeLabel):
    """A domain and those below it."""

    count = whole(_("Items of this domain and of those below it."))
    children = serializers.ListField(child=declared({"$ref": "#/components/schemas/DomainNode"}))


class Domains(Shape):
    """The tree of domains."""

    domains = DomainNode(many=True)


class SuggestionShape(Shape):
    """A completion."""

    type = serializers.ChoiceField(choices=["item", "partner", "domain", "territory"])
    code = string(_("Number of an item, code of a partner, a domain or a collectivity."))
    label = string()
    detail = string(_("What tells homonyms apart: the kind of an item, the département…"))
    kind = CodeLabel(allow_null=True, help_text=_("Kind of the item or partner."))
    url = string(_("Where it is in the API; null for a domain."), allow_null=True)


class Suggestions(Shape):
    """Completions, the best first."""

    q = string()
    results = SuggestionShape(many=True)
