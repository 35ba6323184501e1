"""Joins what is stored with what the request adds, into the bytes of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse

JSON_MEDIA_TYPE = "application/json"

# Stored addresses begin with this; the host a client used takes its place.
PLACEHOLDER = b"https://base.invalid"


def base_url(request: HttpRequest) -> str:
    """Scheme and host of the addresses in an answer: the setting, else those of the request."""
    configured: str = getattr(settings, "PUBLIC_BASE_URL", "")
    return configured.rstrip("/") if configured else f"{request.scheme}://{request.get_host()}"


def json_bytes(content: Any, base: str) -> bytes:
    """JSON of plain values and of ``Fragment`` pieces, with this host's addresses."""
    return _with_base(orjson.dumps(content), base)


def json_response(content: Any, base: str, status: int = 200) -> HttpResponse:
    return HttpResponse(json_bytes(content, base), status=status, content_type=JSON_MEDIA_TYPE)


def fragment(stored: bytes, added: Mapping[str, Any]) -> orjson.Fragment:
    """A stored JSON object with further members; its own bytes are not parsed."""
    if not added:
        return orjson.Fragment(stored)
    extra = orjson.dumps(added)
    body = stored.rstrip()
    if body == b"{}":
        return orjson.Fragment(extra)
    return orjson.Fragment(body[:-1] + b"," + extra[1:])


def _with_base(body: bytes, base: str) -> bytes:
    return body.replace(PLACEHOLDER, orjson.dumps(base)[1:-1])
