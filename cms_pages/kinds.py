"""The ten kinds of pages of the catalogue: their codes, labels, collections and front-end paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cms_pages.models.base import CataloguePage


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: ``code`` is its API value, ``collection`` its API collection."""

    code: str
    model_name: str
    label: str | Promise
    label_plural: str | Promise
    collection: str
    default_path: str

    @property
    def model(self) -> type[CataloguePage]:
        return apps.get_model("cms_pages", self.model_name)

    @property
    def path(self) -> str:
        """The front-end path pattern, which an instance may replace in its settings."""
        return getattr(settings, "FRONTEND_PATHS", {}).get(self.code, self.default_path)


_DECLARED = (
    Kind("offer", "OfferPage", _("Support offer"), _("Support offers"),
         "offers", "/accompagnements/{slug}/"),
    Kind("aid", "AidPage", _("Financial aid"), _("Financial aids"),
         "aids", "/aides/{slug}/"),
    Kind("call", "CallPage", _("Call for projects"), _("Calls for projects"),
         "calls", "/appels/{slug}/"),
    Kind("event", "EventPage", _("Event or training"), _("Events and training"),
         "events", "/agenda/{slug}/"),
    Kind("programme", "ProgrammePage", _("Programme"), _("Programmes"),
         "programmes", "/programmes/{slug}/"),
    Kind("article", "ArticlePage", _("News article"), _("News"),
         "articles", "/actualites/{slug}/"),
    Kind("guide", "GuidePage", _("Guide"), _("Guides"),
         "guides", "/guides/{slug}/"),
    Kind("newsletter", "NewsletterPage", _("Newsletter issue"), _("Newsletter issues"),
         "newsletters", "/lettres/{slug}/"),
    Kind("partner", "PartnerSpacePage", _("Partner"), _("Partners"),
         "partners", "/partenaires/{slug}/"),
    Kind("page", "FreePage", _("Page"), _("Pages"),
         "pages", "/{tree_path}/"),
)  # fmt: skip

KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _DECLARED})
COLLECTIONS: Mapping[str, Kind] = MappingProxyType({kind.collection: kind for kind in _DECLARED})


def tree_path(url_path: str) -> str:
    """A page's place below the home page: ``/accueil/demarche/`` gives ``demarche``."""
    return "/".join(url_path.strip("/").split("/")[1:])


def frontend_path(code: str, slug: str, url_path: str) -> str:
    """The path of a page on a front end, from its kind's pattern."""
    return KINDS[code].path.format(slug=slug, tree_path=tree_path(url_path))


API_PATH = "/api/v1/"
SITE_PATH = f"{API_PATH}site/"


def api_path(code: str, pk: int) -> str:
    return f"{API_PATH}{KINDS[code].collection}/{pk}/"


def html_url(code: str, pk: int, slug: str, url_path: str) -> str:
    """Where "view live" leads: the front end, or without one the item's address in the API."""
    if settings.FRONTEND_URL:
        return settings.FRONTEND_URL.rstrip("/") + frontend_path(code, slug, url_path)
    return settings.PUBLIC_BASE_URL.rstrip("/") + api_path(code, pk)


def absolute(url: str) -> str:
    """The same address for a mail or another site: without a known host, the admin's."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + url if url.startswith("/") else url
