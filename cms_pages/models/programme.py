"""A programme: a series of events, such as the training of newly elected people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import AudienceMixin, EligibilityMixin
from cms_pages.validation import Problem, in_order


class ProgrammePage(AudienceMixin, EligibilityMixin, CataloguePage):
    kind = "programme"

    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )  # fmt: skip
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    price_note = models.CharField(_("price"), max_length=300, blank=True)

    tabs: ClassVar[dict[str, list[Any]]] = {
        "dates": [
            FieldPanel("year"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("price_note"),
        ]
    }

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()
        yield from in_order(self, "starts_on", "ends_on")
