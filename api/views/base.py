"""The one way every read goes: read the parameters, compare the validator, answer in bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import get_language, override
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from api import caching
from api.errors import exception_handler, not_found
from api.negotiation import JSON, JSONOnly
from api.query_string import QueryString
from api.render import base_url
from search import catalogue


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer is made from: the request, the catalogue as it is, the instant, the host."""

    request: Request
    snapshot: catalogue.Snapshot
    now: datetime
    base: str

    @property
    def departement(self) -> str:
        """The instance's département, whose places come first; empty when none is set."""
        return str(self.snapshot.catalogue.site.get("departement") or settings.DEPARTEMENT)


class PublicView(APIView):
    """Anonymous and without state: no session, no cookie, no credential is ever read."""

    authentication_classes = ()
    permission_classes = ()
    # The place of the limits per address, which answer 429 and RateLimit-*.
    throttle_classes = ()
    renderer_classes = (JSON,)
    parser_classes = ()
    content_negotiation_class = JSONOnly
    metadata_class = None
    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answers speak the instance's language, whatever the browser's: caches share them."""
        if get_language() == settings.LANGUAGE_CODE:
            return super().dispatch(request, *args, **kwargs)
        with override(settings.LANGUAGE_CODE):
            return super().dispatch(request, *args, **kwargs)

    def get_exception_handler(self) -> Any:
        return exception_handler

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})


class ReadView(PublicView):
    """A read of the catalogue: ``read`` makes the question, ``answer`` its bytes."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        snapshot = catalogue.snapshot(*self.address(**kwargs))
        reading = Reading(request, snapshot, timezone.now(), base_url(request))
        parameters = QueryString(request.query_params)
        question = self.read(parameters, reading, **kwargs)
        parameters.finish()
        tag = caching.etag(request, reading.base, *snapshot.state(reading.now))
        if caching.is_current(request, tag):
            response = caching.not_modified()
        else:
            response = self.answer(question, reading)
        return caching.make_cacheable(response, tag, snapshot.changes_after(reading.now))

    def address(self, **kwargs: Any) -> tuple[str, str | int] | tuple[()]:
        """Kind and address of the item read in full: its row comes with the freshness query."""
        return ()

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> Any:
        """The question, from the parameters; faults are remembered by the reader."""
        raise NotImplementedError

    def answer(self, question: Any, reading: Reading) -> HttpResponse:
        """The answer to a question that was well put."""
        raise NotImplementedError


def documented_get(words: dict[str, Any]) -> Any:
    """The ``get`` of a view made for one kind: the words of the contract hang on it."""

    def get(self: ReadView, request: Request, **kwargs: Any) -> HttpResponse:
        return ReadView.get(self, request, **kwargs)

    return extend_schema(**words)(get)


class Unknown(PublicView):
    """Any other address of the API: a missing final slash is added, the rest is a problem."""

    schema = None

    def get(self, request: Request, path: str = "") -> HttpResponse:
        if path and not path.endswith("/") and _is_served(f"{request.path_info}/"):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(
                f"{request.path}/" + (f"?{query}" if query else "")
            )
        raise not_found()


def _is_served(path: str) -> bool:
    try:
        return resolve(path).url_name != "unknown"
    except Resolver404:
        return False
