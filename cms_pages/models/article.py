"""A news article."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import AudienceMixin


class ArticlePage(AudienceMixin, CataloguePage):
    kind = "article"

    pinned_until = models.DateField(
        _("put forward until"), null=True, blank=True,
        help_text=_("Until this day the article stays ahead of the others."),
    )  # fmt: skip

    tabs: ClassVar[dict[str, list[Any]]] = {"essential": [FieldPanel("pinned_until")]}

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")
