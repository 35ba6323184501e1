"""An aid: money for a project, with its amounts, its calendar and its application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms_pages.choices import CalendarKind, Vocabulary, months
from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import EligibilityMixin, FundingMixin, terms
from cms_pages.panels import tick_panel
from cms_pages.validation import Problem, day_of_year, in_order


def _day(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )


def _month(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True, blank=True, choices=months)


class AidPage(FundingMixin, EligibilityMixin, CataloguePage):
    kind = "aid"
    requires_domain = True

    phases = terms(Vocabulary.PHASE, _("project phases"))
    calendar_kind = models.CharField(
        _("calendar"), max_length=10, choices=CalendarKind.choices, default=CalendarKind.PERMANENT
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    predeposit_on = models.DateField(_("pre-application before"), null=True, blank=True)
    closes_on = models.DateField(
        _("closes on"), null=True, blank=True, help_text=_("The last day counts until midnight.")
    )
    annual_opens_day = _day(_("opens every year on the"))
    annual_opens_month = _month(_("month of opening"))
    annual_closes_day = _day(_("closes every year on the"))
    annual_closes_month = _month(_("month of closing"))
    annual_year_offset = models.PositiveSmallIntegerField(
        _("years until the money"), default=0, validators=[MaxValueValidator(5)],
        help_text=_("1 if an application made this year is funded next year."),
    )  # fmt: skip
    calendar_note = models.CharField(_("remark on the calendar"), max_length=300, blank=True)

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [tick_panel("phases")],
        "dates": [
            FieldPanel("calendar_kind"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel(name) for name in
                                ("opens_on", "predeposit_on", "closes_on")])],
                heading=_("If applications are made between two dates"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("annual_opens_day"), FieldPanel("annual_opens_month")]
                    ),
                    FieldRowPanel(
                        [FieldPanel("annual_closes_day"), FieldPanel("annual_closes_month")]
                    ),
                    FieldPanel("annual_year_offset"),
                ],
                heading=_("If the dates come back every year"),
            ),
            FieldPanel("calendar_note"),
        ],
    }  # fmt: skip

    class Meta:
        verbose_name = _("financial aid")
        verbose_name_plural = _("financial aids")

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()
        yield from in_order(self, "opens_on", "predeposit_on", "closes_on")
        yield from day_of_year(self, "annual_opens_day", "annual_opens_month")
        yield from day_of_year(self, "annual_closes_day", "annual_closes_month")
        if self.calendar_kind == CalendarKind.WINDOW and self.closes_on is None:
            yield "closes_on", gettext("Give the last day to apply, or choose another calendar.")
        if self.calendar_kind == CalendarKind.ANNUAL and self.annual_closes_day is None:
            yield "annual_closes_day", gettext("Give the last day to apply each year.")
