"""A guide: a publication to read or to print."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string

from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import AudienceMixin


class GuidePage(AudienceMixin, CataloguePage):
    kind = "guide"

    document = models.ForeignKey(
        get_document_model_string(), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("document"),
    )  # fmt: skip
    edition_year = models.PositiveSmallIntegerField(
        _("year of the edition"), null=True, blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )  # fmt: skip
    page_count = models.PositiveSmallIntegerField(
        _("number of pages"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    printed = models.BooleanField(
        _("available in print"), default=False, help_text=_("Tick if copies can be asked for.")
    )

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [
            FieldPanel("document"),
            FieldRowPanel(
                [FieldPanel("edition_year"), FieldPanel("page_count"), FieldPanel("printed")]
            ),
        ]
    }

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
