"""Validators and lifetimes of the answers: one weak ETag, a 304 before any work, no cookie."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag

from api.contract import contract_bytes

MAX_AGE = 60


@lru_cache(maxsize=1)
def _contract_digest() -> bytes:
    """A new contract makes every answer new, even when no content has changed."""
    return blake2b(contract_bytes(), digest_size=8).digest()


def etag(request: HttpRequest, base: str, *state: object) -> str:
    """The validator of an answer, known before the answer is built.

    ``state`` is all that may change an answer to one same address: the version of the entries,
    the day (open, closing soon and past are read from it) and the count of the publication and
    expiry times that have passed.
    """
    digest = blake2b(_contract_digest(), digest_size=12)
    for part in (base, request.get_full_path(), *state):
        digest.update(str(part).encode("utf-8", "replace"))
        digest.update(b"\x00")
    return f"W/{quote_etag(digest.hexdigest())}"


def is_current(request: HttpRequest, tag: str) -> bool:
    """Whether the client already holds this answer. ``*`` says nothing about an answer to come."""
    header = request.headers.get("If-None-Match", "")
    return tag.removeprefix("W/") in [given.removeprefix("W/") for given in parse_etags(header)]


def not_modified() -> HttpResponse:
    """The empty answer to a client that is up to date."""
    response = HttpResponse(status=304)
    del response["Content-Type"]
    return response


def make_cacheable(
    response: HttpResponse, tag: str | None, seconds_to_change: float | None = None
) -> HttpResponse:
    """Let anyone keep the answer for a minute, or until the next moment that may change it."""
    age = MAX_AGE
    if seconds_to_change is not None:
        age = max(0, min(age, int(seconds_to_change)))
    patch_cache_control(response, public=True, max_age=age)
    if tag is not None:
        response["ETag"] = tag
    return response
