"""Joins what is stored with what the request adds, into the bytes of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from rest_framework.request import Request

from search.answers import Answer, FacetAnswer, Hit
from search.documents.address import BASE_BYTES
from search.facets import FACETS
from search.status import STATUSES

JSON_MEDIA_TYPE = "application/json"
Json = dict[str, Any]


def base_url(request: Request) -> str:
    """Scheme and host of the addresses in an answer: the setting, else those of the request."""
    configured: str = settings.PUBLIC_BASE_URL
    return configured or f"{request.scheme}://{request.get_host()}"


def json_response(content: Any, base: str) -> HttpResponse:
    """JSON of plain values and of ``Fragment`` pieces, with this host's addresses in them."""
    body = orjson.dumps(content).replace(BASE_BYTES, orjson.dumps(base)[1:-1])
    return HttpResponse(body, content_type=JSON_MEDIA_TYPE)


def joined(stored: bytes, *others: bytes) -> orjson.Fragment:
    """JSON objects as one, their bytes never parsed; none of them is empty."""
    return orjson.Fragment(b",".join([stored[:-1], *(other[1:-1] for other in others)]) + b"}")


def item(hit: Hit, fields: Sequence[str] | None = None) -> Any:
    """An item of a list: as stored, with what depends on the request; maybe some fields only."""
    added = request_part(hit)
    if fields is None:
        return joined(hit.item, orjson.dumps(added))
    whole = orjson.loads(hit.item) | added
    return {name: whole[name] for name in fields if name in whole}


def full_item(hit: Hit, detail: bytes) -> orjson.Fragment:
    """An item with the further fields of its own address."""
    return joined(hit.item, orjson.dumps(request_part(hit)), detail)


def request_part(hit: Hit) -> Json:
    """What an item says of today and of the request."""
    return {
        "status": status(hit.status),
        "eligibility": hit.eligibility,
        "highlights": dict(hit.highlights),
    }


def status(code: str | None) -> Json | None:
    return None if code is None else {"code": code, "label": str(STATUSES[code])}


def facets(answers: Sequence[FacetAnswer]) -> Json:
    """The facets by name, in the order to show them; orjson writes their values as they are."""
    heads = _heads(get_language())
    return {
        answer.facet.name: {**heads[answer.facet.name], "values": answer.values}
        for answer in answers
    }


@cache
def _heads(language: str | None) -> Mapping[str, Json]:
    """What the facets say of themselves: looked up once a language."""
    return {
        name: {"label": str(facet.label), "group": facet.group, "kind": facet.kind.value}
        for name, facet in FACETS.items()
    }


def meta(answer: Answer, territory: Mapping[str, str] | None) -> Json:
    """How the answer was made."""
    return {
        "engine": answer.engine,
        "degraded": answer.degraded,
        "version": answer.version,
        "did_you_mean": answer.did_you_mean,
        "relaxed": answer.relaxed,
        "territory": territory,
    }
