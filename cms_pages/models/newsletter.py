"""A newsletter issue, composed of pages of the catalogue."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms_pages.blocks.lists import NewsletterSectionsBlock
from cms_pages.fields import BlocksField, rich_text
from cms_pages.models.base import CataloguePage


class NewsletterPage(CataloguePage):
    kind = "newsletter"

    number = models.PositiveIntegerField(
        _("number"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    editorial = rich_text(_("editorial"))
    sections = BlocksField(
        NewsletterSectionsBlock(), blank=True, verbose_name=_("sections"),
        help_text=_("Choose pages: their title, summary and dates follow by themselves."),
    )  # fmt: skip

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [FieldRowPanel([FieldPanel("number"), FieldPanel("issued_on")])],
        "content": [FieldPanel("editorial"), FieldPanel("sections")],
    }

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
