"""The entry points of the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema

from api import caching
from api.describe import describe
from api.query_string import QueryString
from api.render import base_url, json_response
from api.serializers.endpoints import Root
from api.views.base import PublicView
from cms_pages.kinds import COLLECTIONS

ENTRY_POINTS = (
    "search",
    *(f"{collection}-list" for collection in COLLECTIONS),
    "facets",
    "suggest",
    "domains",
    "territories",
    "site",
    "resolve",
    "contract",
    "docs",
    "redoc",
)


class RootView(PublicView):
    """Where to start: each entry point with its address."""

    @extend_schema(
        **describe(
            "root", summary=gettext_lazy("Entry points"), tag="site", answer=Root, refusals=(400,)
        )
    )
    def get(self, request: Any) -> HttpResponse:
        QueryString(request.query_params).finish()
        base = base_url(request)
        tag = caching.etag(request, base)
        if caching.is_current(request, tag):
            return caching.make_cacheable(caching.not_modified(), tag)
        links = {name.removesuffix("-list"): base + reverse(f"api:{name}") for name in ENTRY_POINTS}
        return caching.make_cacheable(json_response(links, base), tag)
