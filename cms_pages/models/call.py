"""A call for projects: an aid given to the best answers before a date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms_pages.blocks.lists import CriteriaBlock, LaureatesBlock
from cms_pages.choices import FunderLevel, Vocabulary
from cms_pages.fields import BlocksField
from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import EligibilityMixin, FundingMixin, term
from cms_pages.validation import Problem, in_order


class CallPage(FundingMixin, EligibilityMixin, CataloguePage):
    kind = "call"
    requires_domain = True

    call_kind = term(Vocabulary.CALL_KIND, _("kind of call"))
    edition = models.PositiveSmallIntegerField(
        _("edition"), null=True, blank=True, help_text=_("The year of the call."),
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )  # fmt: skip
    funder_level = models.CharField(
        _("level of the funder"), max_length=12, choices=FunderLevel.choices, blank=True
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    predeposit_on = models.DateField(_("pre-application before"), null=True, blank=True)
    closes_on = models.DateField(
        _("closes on"), null=True, help_text=_("The last day counts until midnight.")
    )
    calendar_note = models.CharField(_("remark on the calendar"), max_length=300, blank=True)
    criteria = BlocksField(CriteriaBlock(), blank=True, verbose_name=_("selection criteria"))
    results_on = models.DateField(_("results on"), null=True, blank=True)
    laureates = BlocksField(LaureatesBlock(), blank=True, verbose_name=_("laureates"))

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [
            FieldRowPanel(
                [FieldPanel("call_kind"), FieldPanel("edition"), FieldPanel("funder_level")]
            )
        ],
        "dates": [
            FieldRowPanel(
                [FieldPanel("opens_on"), FieldPanel("predeposit_on"), FieldPanel("closes_on")]
            ),
            FieldPanel("results_on"),
            FieldPanel("calendar_note"),
        ],
        "content": [FieldPanel("criteria"), FieldPanel("laureates")],
    }

    class Meta:
        verbose_name = _("call for projects")
        verbose_name_plural = _("calls for projects")

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()
        yield from in_order(self, "opens_on", "predeposit_on", "closes_on", "results_on")
