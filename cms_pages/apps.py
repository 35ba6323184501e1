"""The application of the pages that partners write."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsPagesConfig(AppConfig):
    name = "cms_pages"
    label = "cms_pages"
    verbose_name = _("Catalogue pages")

    def ready(self) -> None:
        from cms_pages.spaces import signals  # noqa: F401 - connects its receivers
