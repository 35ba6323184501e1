"""An offer: the help a partner gives to a project, in up to three levels."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms_pages.blocks.lists import ExamplesBlock, LevelsBlock
from cms_pages.choices import Vocabulary
from cms_pages.fields import BlocksField, rich_text
from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import AudienceMixin, EligibilityMixin, term, terms
from cms_pages.panels import tick_panel


class OfferPage(EligibilityMixin, AudienceMixin, CataloguePage):
    kind = "offer"
    requires_domain = True

    in_house_name = models.CharField(
        _("in-house name"), max_length=200, blank=True,
        help_text=_("The name used inside your organisation, if it differs from the title."),
    )  # fmt: skip
    operations = rich_text(
        _("projects concerned"), help_text=_("The kinds of projects you help with.")
    )
    levels = BlocksField(
        LevelsBlock(), blank=True, verbose_name=_("levels of intervention"),
        help_text=_("From the lightest help to the longest support, three at most."),
    )  # fmt: skip
    help_kinds = terms(Vocabulary.HELP, _("kinds of help"))
    phases = terms(Vocabulary.PHASE, _("project phases"), _("When in a project you can help."))
    access_mode = term(
        Vocabulary.ACCESS, _("access conditions"), _("Free, for members, on quotation…")
    )
    price_note = models.CharField(
        _("price"), max_length=300, blank=True, help_text=_("For example: 0.50 € per inhabitant.")
    )
    lead_time = models.CharField(
        _("lead time"), max_length=200, blank=True,
        help_text=_("How long between the request and the first meeting."),
    )  # fmt: skip
    deliverables = rich_text(_("what you receive"))
    limits = rich_text(_("limits"), help_text=_("What is not included, so that nobody is misled."))
    request_url = models.URLField(_("address of the online request"), max_length=500, blank=True)
    examples = BlocksField(ExamplesBlock(), blank=True, verbose_name=_("examples of projects"))

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [
            FieldPanel("in_house_name"),
            tick_panel("help_kinds"),
            tick_panel("phases"),
            MultiFieldPanel(
                [
                    FieldPanel("access_mode"),
                    FieldPanel("price_note"),
                    FieldPanel("lead_time"),
                    FieldPanel("request_url"),
                ],
                heading=_("Access"),
            ),
        ],
        "content": [
            FieldPanel("operations"),
            FieldPanel("levels"),
            FieldPanel("deliverables"),
            FieldPanel("limits"),
            FieldPanel("examples"),
        ],
    }

    class Meta:
        verbose_name = _("support offer")
        verbose_name_plural = _("support offers")
