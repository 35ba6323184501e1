"""An item as lists show it: what all kinds share, then one shape a kind."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import (
    Shape,
    a_day,
    a_moment,
    address,
    code_among,
    flag,
    maybe_whole,
    string,
    whole,
)
from api.serializers.common import CodeLabel, File, Highlights, Image, Licence, PageRef
from api.serializers.funding import FUNDER_LEVELS, FundingItem
from api.serializers.rules import Eligibility
from search.status import STATUSES

STATUS_CODES = list(STATUSES)


class Item(Shape):
    """What every item has, whatever its kind."""

    id = whole(_("Number of the item: it never changes."))
    uuid = serializers.UUIDField(help_text=_("Identifier that stays unique across catalogues."))
    title = string()
    slug = string(_("Readable address; it may change, the old one then redirects."))
    url = address(_("The item in the API."))
    html_url = address(_("The page to show to a person."))
    summary = string(_("Plain text, 300 characters at most."))
    partner = CodeLabel(allow_null=True, help_text=_("Who bears the item."))
    co_bearers = CodeLabel(many=True)
    domains = CodeLabel(many=True)
    image = Image(allow_null=True)
    highlights = Highlights()
    status = code_among(
        STATUS_CODES,
        _("Open, closing soon… today; null for the kinds without a calendar."),
        nullable=True,
    )
    eligibility = Eligibility(allow_null=True)
    published_at = a_moment(_("First publication."))
    updated_at = a_moment(_("Last change."))
    source = string(_("Producer to quote."))
    licence = Licence()


class OfferItem(Item):
    """An offer of support."""

    kind = code_among(["offer"])
    phases = CodeLabel(many=True)
    help_kinds = CodeLabel(many=True)
    access_mode = CodeLabel(allow_null=True)
    audiences = CodeLabel(many=True)


class AidItem(Item, FundingItem):
    """A financial aid."""

    kind = code_among(["aid"])
    phases = CodeLabel(many=True)


class CallItem(Item, FundingItem):
    """A call for projects."""

    kind = code_among(["call"])
    call_kind = CodeLabel(allow_null=True)
    edition = maybe_whole(_("Year of the call."))
    funder_level = code_among(FUNDER_LEVELS, nullable=True)
    results_on = a_day()


class Session(Shape):
    """One date of an event."""

    title = string()
    starts_at = a_moment()
    ends_at = a_moment()
    modality = code_among(["presentiel", "distanciel", "hybride"])
    state = code_among(["planned", "cancelled", "postponed", "full"])
    place_name = string()
    address = string()
    territory = CodeLabel(allow_null=True, help_text=_("Commune, by its INSEE code."))
    place_accessibility = string()
    video_url = serializers.CharField(help_text=_("Where to follow online."))
    seats = maybe_whole()
    registration_opens_on = a_day()
    registration_closes_on = a_day()
    registration_url = serializers.CharField()


class EventItem(Item):
    """An event or a training, with its sessions in order."""

    kind = code_among(["event"])
    event_kind = CodeLabel(allow_null=True)
    state = code_among(["planned", "cancelled", "postponed"])
    state_note = string()
    programme = PageRef(allow_null=True)
    sessions = Session(many=True)
    funding = serializers.ListField(child=code_among(["free", "dife", "cnfpt", "other"]))
    price_note = string()
    has_replay = flag()
    audiences = CodeLabel(many=True)


class ProgrammeItem(Item):
    """A series of events."""

    kind = code_among(["programme"])
    year = maybe_whole()
    starts_on = a_day()
    ends_on = a_day()
    price_note = string()
    audiences = CodeLabel(many=True)


class ArticleItem(Item):
    """A news article."""

    kind = code_among(["article"])
    pinned_until = a_day(_("Put forward until this day."))
    audiences = CodeLabel(many=True)


class GuideItem(Item):
    """A guide."""

    kind = code_among(["guide"])
    edition_year = maybe_whole()
    page_count = maybe_whole()
    printed = flag(_("A printed edition exists."))
    document = File(allow_null=True)
    audiences = CodeLabel(many=True)


class NewsletterItem(Item):
    """An issue of the newsletter."""

    kind = code_among(["newsletter"])
    number = maybe_whole()
    issued_on = a_day()


class PartnerItem(Item):
    """A partner."""

    kind = code_among(["partner"])
    code = string(_("Value of the facet “partner”."))
    acronym = string()
    organisation_kind = CodeLabel(allow_null=True)
    is_service = flag(_("A service of the département."))
    website = string()
    logo = Image(allow_null=True)


class FreePageItem(Item):
    """A free page."""

    kind = code_among(["page"])
    path = string(_("Path of the page on a front end."))


ITEMS: dict[str, type[Shape]] = {
    "offer": OfferItem,
    "aid": AidItem,
    "call": CallItem,
    "event": EventItem,
    "programme": ProgrammeItem,
    "article": ArticleItem,
    "guide": GuideItem,
    "newsletter": NewsletterItem,
    "partner": PartnerItem,
    "page": FreePageItem,
}


def item_fields(kind: str | None) -> tuple[str, ...]:
    """The fields that ``fields=`` may name: those of a kind, or of all of them."""
    shapes: list[Any] = [ITEMS[kind]] if kind else list(ITEMS.values())
    return tuple(dict.fromkeys(name for shape in shapes for name in shape._declared_fields))
