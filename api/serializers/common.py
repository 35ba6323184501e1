"""Shapes that several answers share: codes with labels, images, links, facets, problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import (
    Shape,
    address,
    flag,
    markup,
    maybe_whole,
    string,
    strings,
    whole,
)


class CodeLabel(Shape):
    """A stable code and the label to show."""

    code = string(_("Stable code: the value to use in a parameter."))
    label = string(_("Label to show."))


class Licence(Shape):
    """What may be done with the content."""

    code = string()
    label = string()
    url = address()


class Rendition(Shape):
    """One ready-made size of an image."""

    url = address(_("Absolute address of the file."))
    width = whole()
    height = whole()


class Image(Shape):
    """An image in several sizes."""

    alt = string(_("Text alternative; empty for a decorative image."))
    credit = string(_("Credit to display; may be empty."))
    renditions = serializers.DictField(
        child=Rendition(), help_text=_("Sizes by name, such as “card”.")
    )


class File(Shape):
    """A file to download."""

    title = string()
    url = address()
    filename = string()
    extension = string(_("Extension in lower case, without a dot."))
    size = maybe_whole(_("Size in bytes."))


class PageRef(Shape):
    """Another public item, enough to make a link of it."""

    id = whole()
    kind = CodeLabel()
    title = string()
    slug = string()
    url = address(_("The item in the API."))
    html_url = address(_("The page to show to a person."))


class ParameterProblem(Shape):
    """What is wrong with one parameter."""

    parameter = string(_("Name of the parameter."))
    code = string(_("Stable code of the fault: unknown_parameter, unknown_value, repeated…"))
    message = string(_("Sentence for a person."))
    allowed = strings(_("What would be accepted, when it can be listed."))


class Problem(Shape):
    """A refusal, as RFC 9457 describes it."""

    type = string(_("What kind of problem it is, or about:blank."))
    title = string()
    status = whole(_("HTTP status."))
    detail = string()
    errors = ParameterProblem(many=True)


class TerritoryRef(Shape):
    """The collectivity that eligibility was judged for."""

    code = string(_("INSEE or SIREN code in force."))
    name = string()
    requested = string(_("Code that was asked for: an old one leads to its successor."))


class Meta(Shape):
    """How the answer was made."""

    engine = string(_("Search engine that answered."))
    degraded = flag(_("The main engine did not answer: the built-in one did."))
    version = whole(_("Version of the catalogue: it grows with every change."))
    did_you_mean = string(
        _("Close spelling that would find something, when nothing was found."), allow_null=True
    )
    relaxed = flag(_("The words as typed found nothing: close spellings were accepted."))
    territory = TerritoryRef(allow_null=True)


class FacetValue(CodeLabel):
    """One value of a facet."""

    count = whole(_("Number of items of the same query with this value alone."))
    selected = flag(_("The request filters on this value."))
    parent = string(_("Code of the parent value in a tree, else null."), allow_null=True)


class Facet(Shape):
    """One facet of an answer: its values are in the order to show them."""

    label = string()
    group = string(_("Group of facets to show together, or null."), allow_null=True)
    kind = serializers.ChoiceField(
        choices=["terms", "tree", "status", "profile"], help_text=_("Nature of the facet.")
    )
    values = FacetValue(many=True)


class Highlights(Shape):
    """Extracts where the searched words are between ``<mark>`` tags; the rest is escaped HTML."""

    title = markup(required=False)
    summary = markup(required=False)
    body = markup(required=False)
