"""A free page: the approach, legal notices, accessibility…"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms_pages.models.base import CataloguePage


class FreePage(CataloguePage):
    kind = "page"

    summary = models.TextField(
        _("summary"), max_length=300, blank=True, validators=[MaxLengthValidator(300)],
        help_text=_("Two sentences that can be read alone. 300 characters at most."),
    )  # fmt: skip

    parent_page_types: ClassVar[list[str]] = [
        "cms_pages.HomePage",
        "cms_pages.FreePage",
        "cms_pages.PartnerSpacePage",
    ]
    subpage_types: ClassVar[list[str]] = ["cms_pages.FreePage"]

    class Meta:
        verbose_name = _("free page")
        verbose_name_plural = _("free pages")
