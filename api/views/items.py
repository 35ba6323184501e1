"""One item in full, and the items close to it; an old slug redirects, what is gone says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter

from api import examples, render
from api import parameters as shared
from api.describe import TERRITORY, describe
from api.errors import gone, not_found
from api.query_string import QueryString
from api.serializers.details import DETAILS
from api.serializers.lists import Similar
from api.views.base import Reading, ReadView, documented_get
from cms_pages.kinds import KINDS, Kind
from search.replica import Entry

NUMBER = re.compile(r"[1-9][0-9]{0,17}")
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,255}")
SIMILAR, MAX_SIMILAR = 6, 50

KEY = OpenApiParameter(
    "key",
    str,
    OpenApiParameter.PATH,
    description=gettext_lazy("Number or slug of the item."),
)


class ItemView(ReadView):
    """What is read about one item of a collection."""

    url_suffix = "detail"

    def address(self, **kwargs: Any) -> tuple[str, str | int] | tuple[()]:
        key = _key(kwargs["key"])
        return () if key is None else (kwargs["kind"], key)

    def answer(self, question: Any, reading: Reading) -> HttpResponse:
        kind, key = self.kwargs["kind"], _key(self.kwargs["key"])
        if key is None:
            raise not_found()
        found = reading.snapshot.at(kind, key, reading.now)
        if found.moved:
            return self._redirect(found.moved, reading)
        if found.gone:
            raise gone()
        if not found.entry:
            raise not_found()
        return self.answer_item(found.entry, question, reading)

    def answer_item(self, entry: Entry, question: Any, reading: Reading) -> HttpResponse:
        """The answer about an item that is public."""
        raise NotImplementedError

    def _redirect(self, entry: Entry, reading: Reading) -> HttpResponse:
        """The same question at today's address."""
        name = f"api:{KINDS[entry.kind].collection}-{self.url_suffix}"
        query = reading.request.META.get("QUERY_STRING", "")
        url = reading.base + reverse(name, kwargs={"key": entry.slug})
        return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


class DetailView(ItemView):
    """``{collection}/{id or slug}/``."""

    @classmethod
    def of(cls, kind: Kind) -> Callable[..., Any]:
        """The view of one kind, documented with its shape."""
        words = describe(
            f"{kind.collection}_detail",
            summary=kind.label,
            description=gettext_lazy(
                "One item in full, by its number or its slug. An old slug answers 301 to the "
                "new one; what was public and is gone answers 410."
            ),
            tag=kind.collection,
            answer=DETAILS[kind.code],
            examples=examples.DETAILS.get(kind.code, ()),
            parameters=[KEY, *TERRITORY],
            refusals=(400, 404, 410),
            moves=True,
        )
        view: type[ReadView] = type(
            f"{kind.model_name}Detail", (cls,), {"get": documented_get(words)}
        )
        return view.as_view()

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> Any:
        return shared.read_territory(parameters)

    def answer_item(self, entry: Entry, question: Any, reading: Reading) -> HttpResponse:
        profile = question.profile if question else None
        hit = reading.snapshot.hit(entry, reading.now, profile)
        detail = reading.snapshot.detail(entry, reading.now)
        return render.json_response(render.full_item(hit, detail), reading.base)


class SimilarView(ItemView):
    """``{collection}/{id or slug}/similar/``."""

    url_suffix = "similar"

    @classmethod
    def of(cls, kind: Kind) -> Callable[..., Any]:
        """The view of one kind."""
        words = describe(
            f"{kind.collection}_similar",
            summary=gettext_lazy("Close items"),
            description=gettext_lazy("Items of any kind that are close to this one."),
            tag=kind.collection,
            answer=Similar,
            parameters=[
                KEY,
                OpenApiParameter(
                    "limit",
                    {"type": "integer", "minimum": 1, "maximum": MAX_SIMILAR, "default": SIMILAR},
                    description=gettext_lazy("Most items to give."),
                ),
            ],
            refusals=(400, 404, 410),
            moves=True,
        )
        view: type[ReadView] = type(
            f"{kind.model_name}Similar", (cls,), {"get": documented_get(words)}
        )
        return view.as_view()

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> int:
        return parameters.integer("limit", 1, MAX_SIMILAR, SIMILAR)

    def answer_item(self, entry: Entry, question: int, reading: Reading) -> HttpResponse:
        hits = reading.snapshot.similar(entry, reading.now, question)
        engine = reading.snapshot.engine
        content = {
            "meta": {
                "engine": engine.name,
                "degraded": getattr(engine, "degraded", False),
                "version": reading.snapshot.version,
            },
            "results": [render.item(hit) for hit in hits],
        }
        return render.json_response(content, reading.base)


def _key(text: str) -> str | int | None:
    """A number or a slug; None for what can be neither."""
    if NUMBER.fullmatch(text):
        return int(text)
    return text if SLUG.fullmatch(text) and not text.isdigit() else None
