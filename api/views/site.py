"""The site that a front end shows, and where its paths lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api import render
from api.describe import describe
from api.errors import gone, not_found
from api.query_string import QueryString
from api.serializers.site import Resolution, Site
from api.views.base import Reading, ReadView
from cms_pages.kinds import KINDS
from search.documents.address import api_url, front_url

MAX_PATH = 1000


class SiteView(ReadView):
    """``site/``: identity, menus, home page."""

    @extend_schema(
        **describe(
            "site",
            summary=gettext_lazy("The site: identity, menus, home page"),
            description=gettext_lazy(
                "What a front end needs besides the content: name, logo, contact, licence, "
                "menus, and what the home page puts forward now."
            ),
            tag="site",
            answer=Site,
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> None:
        return None

    def answer(self, question: None, reading: Reading) -> HttpResponse:
        return render.json_response(reading.snapshot.site(reading.now), reading.base)


class ResolveView(ReadView):
    """``resolve/?path=``: a path of the front end to its item, or to where it went."""

    @extend_schema(
        **describe(
            "resolve",
            summary=gettext_lazy("Where a path of the front end leads"),
            description=gettext_lazy(
                "The item that a front-end path shows; 301 when it has moved, 410 when it was "
                "public and is gone."
            ),
            tag="site",
            answer=Resolution,
            parameters=[
                OpenApiParameter(
                    "path",
                    {"type": "string", "maxLength": MAX_PATH},
                    required=True,
                    description=gettext_lazy("Path on the front end, such as /aides/detr/."),
                )
            ],
            refusals=(400, 404, 410),
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> str:
        return parameters.required_text("path", MAX_PATH)

    def answer(self, question: str, reading: Reading) -> HttpResponse:
        found = reading.snapshot.resolve(question, reading.now)
        entry = found.entry or found.moved
        if found.gone:
            raise gone()
        if not entry:
            raise not_found()
        kind = KINDS[entry.kind]
        content = {
            "status": 301 if found.moved else 200,
            "kind": {"code": kind.code, "label": str(kind.label)},
            "id": entry.page_id,
            "path": entry.path,
            "url": api_url(entry.kind, entry.page_id),
            "html_url": front_url(entry.kind, entry.page_id, entry.path),
        }
        return render.json_response(content, reading.base)
