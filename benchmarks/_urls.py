"""Our API, and Wagtail's v2 and v3 serving the same fields of the same pages."""

from __future__ import annotations

from django.urls import path
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from backend.urls import urlpatterns as project
from cms_pages.models import AidPage, OfferPage

SHARED = [APIField(name) for name in ("summary", "domains", "keywords", "body", "phases")]
OfferPage.api_fields = [*SHARED, APIField("help_kinds"), APIField("beneficiaries")]
AidPage.api_fields = [*SHARED, APIField("aid_types"), APIField("closes_on")]

# Only now: v3 writes its schemas from ``api_fields`` when it is imported.
from wagtail.api.v3.urls import api as v3  # noqa: E402

v2 = WagtailAPIRouter("wagtailapi")
v2.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    *project,
    path("wagtail/v2/", v2.urls),
    path("wagtail/v3/", v3.urls),
]
