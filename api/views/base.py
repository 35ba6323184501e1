"""The one way every read goes: read the parameters, compare the validator, answer in bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from rest_framework.request import Request
from rest_framework.views import APIView

from api import caching
from api.errors import exception_handler, not_found
from api.negotiation import JSON, JSONOnly
from api.query_string import QueryString
from api.render import base_url
from search import catalogue


class PublicView(APIView):
    """Anonymous and without state: no session, no cookie, no credential is ever read."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = []
    # The place of the limits per address that answer 429 and RateLimit-*.
    throttle_classes: ClassVar[list[Any]] = []
    renderer_classes: ClassVar[list[Any]] = [JSON]
    parser_classes: ClassVar[list[Any]] = []
    content_negotiation_class = JSONOnly
    metadata_class = None
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answers speak the instance's language, whatever the browser's: caches share them."""
        if get_language() == settings.LANGUAGE_CODE:
            return super().dispatch(request, *args, **kwargs)
        with override(settings.LANGUAGE_CODE):
            return super().dispatch(request, *args, **kwargs)

    def get_exception_handler(self) -> Any:
        return exception_handler

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})


class ReadView(PublicView):
    """A read of the catalogue: ``read`` makes the question, ``answer`` the bytes."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        snapshot = catalogue.snapshot()
        base = base_url(request)
        parameters = QueryString(request.query_params)
        question = self.read(parameters, snapshot, **kwargs)
        parameters.finish()
        tag = caching.etag(request, base, *snapshot.state(now))
        if caching.is_current(request, tag):
            response = caching.not_modified()
        else:
            response = self.answer(question, snapshot, now, base)
        return caching.make_cacheable(response, tag, now, snapshot.changes_after(now))

    def read(self, parameters: QueryString, snapshot: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def answer(self, question: Any, snapshot: Any, now: datetime, base: str) -> HttpResponse:
        raise NotImplementedError


class Unknown(PublicView):
    """Any other address below the API: a missing final slash is added, the rest is a problem."""

    schema = None

    def get(self, request: Request, path: str = "") -> HttpResponse:
        raise not_found()
