"""An item in full: its list shape and what its own address adds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from api.serializers.base import (
    Shape,
    a_day,
    address,
    constant,
    flag,
    markup,
    maybe_whole,
    string,
    strings,
)
from api.serializers.blocks import Body, TitledText
from api.serializers.common import CodeLabel, File, PageRef
from api.serializers.funding import FundingDetail
from api.serializers.items import (
    AidItem,
    ArticleItem,
    CallItem,
    EventItem,
    FreePageItem,
    GuideItem,
    NewsletterItem,
    OfferItem,
    PartnerItem,
    ProgrammeItem,
)
from api.serializers.rules import BeneficiaryCase, Perimeter


class Contact(Shape):
    """A person or a role to reach."""

    name = string()
    service = string()
    email = string()
    phone = string()
    hours = string()
    url = string()


class Attachment(File):
    """A file that completes the item."""

    accessible = flag(_("Screen readers can read it."))
    language = string(_("Language of the file."))


class Seo(Shape):
    """What a front end writes in the head of its page."""

    title = string()
    description = string()


class Full(Shape):
    """What every item adds in full."""

    keywords = strings()
    acronyms = strings()
    body = Body()
    related = PageRef(many=True)
    attachments = Attachment(many=True)
    contacts = Contact(many=True)
    reviewed_on = a_day(_("Last time someone checked that all is true."))
    review_due_on = a_day()
    source_url = address(_("The original page, when this one repeats it."))
    seo = Seo()


class Ruled(Shape):
    """Who may benefit."""

    perimeter = Perimeter(allow_null=True, help_text=_("Null: not stated."))
    beneficiaries = BeneficiaryCase(
        many=True, help_text=_("Alternatives; none at all: open to all.")
    )


class Level(Shape):
    """A level of intervention."""

    label = string()
    html = markup()


class Example(Shape):
    """A project already helped."""

    title = string()
    year = maybe_whole()
    territory = CodeLabel(allow_null=True)
    text = string()


class Offer(Full, Ruled, OfferItem):
    """An offer of support in full."""

    in_house_name = string()
    operations_html = markup(_("Projects concerned."))
    deliverables_html = markup(_("What is received."))
    limits_html = markup(_("What is not included."))
    price_note = string()
    lead_time = string()
    request_url = string(_("Where to ask online."))
    levels = Level(many=True)
    examples = Example(many=True)


class Aid(Full, Ruled, FundingDetail, AidItem):
    """A financial aid in full."""


class Criterion(Shape):
    """A criterion of selection."""

    label = string()
    weight = maybe_whole(_("Percent."))


class Laureate(Shape):
    """A project that was chosen."""

    name = string()
    territory = CodeLabel(allow_null=True)
    note = string()


class Call(Full, Ruled, FundingDetail, CallItem):
    """A call for projects in full."""

    criteria = Criterion(many=True)
    laureates = Laureate(many=True)


class Speaker(Shape):
    """A speaker."""

    name = string()
    role = string()
    organisation = string()


class Event(Full, Ruled, EventItem):
    """An event in full."""

    level = string()
    prerequisites = string()
    agenda_html = markup(_("Programme of the day."))
    speakers = Speaker(many=True)
    replay_url = string()
    replay_note_html = markup(_("Transcript of the recording."))


class Programme(Full, Ruled, ProgrammeItem):
    """A series of events in full."""

    events = PageRef(many=True)


class Article(Full, ArticleItem):
    """A news article in full."""


class Guide(Full, GuideItem):
    """A guide in full."""


def _pages_section(kind: str) -> type[Shape]:
    fields: dict[str, Any] = {
        "type": constant(kind),
        "title": string(),
        "pages": PageRef(many=True),
    }
    name = f"{kind.title()}Section"
    return type(name, (Shape,), fields | {"__doc__": "Pages of an issue under a title."})


class PartnerFocusSection(Shape):
    """A partner put forward."""

    type = constant("partner_focus")
    partner = PageRef(allow_null=True)
    html = markup()


class QuestionsSection(Shape):
    """Questions and their answers."""

    type = constant("questions")
    items = TitledText(many=True)


SECTIONS: dict[str, serializers.Serializer | type[serializers.Serializer]] = {
    **{kind: _pages_section(kind) for kind in ("featured", "aids", "agenda", "trainings")},
    "partner_focus": PartnerFocusSection,
    "questions": QuestionsSection,
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="NewsletterSection",
        serializers=SECTIONS,
        resource_type_field_name="type",
        many=True,
    )
)
class Sections(serializers.Field):
    """The sections of an issue, in order."""


class Newsletter(Full, NewsletterItem):
    """An issue of the newsletter in full."""

    editorial_html = markup()
    sections = Sections()


class Partner(Full, PartnerItem):
    """A partner in full."""

    missions_html = markup(_("What it does."))
    audience_note_html = markup(_("For whom."))
    access_note_html = markup(_("How to reach it."))
    address = string()
    territory = CodeLabel(allow_null=True)


class FreePage(Full, FreePageItem):
    """A free page in full."""


DETAILS: dict[str, type[Shape]] = {
    "offer": Offer,
    "aid": Aid,
    "call": Call,
    "event": Event,
    "programme": Programme,
    "article": Article,
    "guide": Guide,
    "newsletter": Newsletter,
    "partner": Partner,
    "page": FreePage,
}
