"""The home page of a site: what it puts forward, for a while or for good."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms_pages.blocks.lists import HomeSlotsBlock
from cms_pages.fields import BlocksField, rich_text
from cms_pages.kinds import SITE_PATH, absolute
from cms_pages.models.base import PublishedPage


class HomePage(PublishedPage):
    intro = rich_text(_("introduction"))
    slots = BlocksField(
        HomeSlotsBlock(), blank=True, verbose_name=_("highlights"),
        help_text=_("In order of appearance; those with dates come and go by themselves."),
    )  # fmt: skip

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms_pages.PartnerSpacePage", "cms_pages.FreePage"]
    tabs: ClassVar[dict[str, list[Any]]] = {"essential": [FieldPanel("intro"), FieldPanel("slots")]}

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        if settings.FRONTEND_URL:
            return settings.FRONTEND_URL.rstrip("/") + "/"
        return settings.PUBLIC_BASE_URL.rstrip("/") + SITE_PATH

    def get_full_url(self, request: Any = None) -> str:
        return absolute(self.get_url(request))

    url = property(get_url)
    full_url = property(get_full_url)
