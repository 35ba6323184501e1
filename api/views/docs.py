"""The contract and its two readers, from our own host and under a strict content policy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView
from drf_spectacular.utils import extend_schema

from api import caching
from api.contract import contract_json
from api.query_string import QueryString
from api.render import JSON_MEDIA_TYPE, base_url
from api.views.base import PublicView

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    # Both readers write the styles of their components from their scripts, and draw in them.
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class ContractView(PublicView):
    """``openapi.json``: the committed contract, with the address of this instance."""

    @extend_schema(exclude=True)
    def get(self, request: Any) -> HttpResponse:
        QueryString(request.query_params).finish()
        base = base_url(request)
        tag = caching.etag(request, base)
        if caching.is_current(request, tag):
            response = caching.not_modified()
        else:
            response = HttpResponse(contract_json(base), content_type=JSON_MEDIA_TYPE)
        return caching.make_cacheable(response, tag)


class ReaderView(TemplateView):
    """A page that holds a reader of the contract: no inline script, nothing from elsewhere."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response["Content-Security-Policy"] = CONTENT_POLICY
        return caching.make_cacheable(response, None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"contract": reverse("api:contract")}


class SwaggerView(ReaderView):
    """Swagger UI, where each request can be tried."""

    template_name = "api/swagger.html"


class RedocView(ReaderView):
    """Redoc, to read."""

    template_name = "api/redoc.html"
