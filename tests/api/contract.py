"""Checks real answers against the committed contract, as a strict client would."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.http import HttpResponse
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from api.contract import CONTRACT
from api.serializers.items import ITEMS

ADDRESS = "urn:contract"
PARTIAL = "fields="
CONTRACT_ADDRESS = "openapi.json"


@lru_cache(maxsize=1)
def contract() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(CONTRACT.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return found


@lru_cache(maxsize=1)
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(contract(), default_specification=DRAFT202012)
    return Registry().with_resource(ADDRESS, resource)


@cache
def validator(pointer: str) -> Any:
    """The validator of a schema of the contract, by its JSON pointer."""
    return Draft202012Validator(
        {"$ref": f"{ADDRESS}#{pointer}"}, registry=_registry(), format_checker=FormatChecker()
    )


@lru_cache(maxsize=1)
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Paths of the contract as patterns, the plain ones first."""
    paths = sorted(contract()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^/]+\}", "[^/]+", path)), path) for path in paths]


def path_of(url: str) -> str | None:
    """The path of the contract that an address is an instance of."""
    path = urlsplit(url).path
    return next((name for pattern, name in _paths() if pattern.fullmatch(path)), None)


def check(url: str, response: HttpResponse) -> None:
    """Fail unless status, media type and body are what the contract says of this address."""
    path = path_of(url)
    status = str(response.status_code)
    if url.endswith(CONTRACT_ADDRESS):
        return
    if path is None:
        assert status in {"301", "404", "406"}, f"{url} is not in the contract: {status}"
        return
    responses = contract()["paths"][path]["get"]["responses"]
    assert status in responses, f"{url}: {status} is not in the contract"
    content = responses[status].get("content")
    if content is None:
        assert not response.content, f"{url}: {status} has a body"
        return
    media_type = response["Content-Type"]
    assert media_type in content, f"{url}: {media_type} is not in the contract"
    pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
    pointer += f"/get/responses/{status}/content/{media_type.replace('/', '~1')}/schema"
    body = response.json()
    report(url, validator(pointer), body)
    if PARTIAL not in url and isinstance(body, dict):
        for item in body.get("results", ()):
            if "uuid" in item or ("kind" in item and "title" in item):
                check_item(url, item)


def check_item(url: str, item: dict[str, Any]) -> None:
    """A whole item has exactly the fields of its kind."""
    shape = ITEMS[item["kind"]["code"]]
    report(url, validator(f"/components/schemas/{shape.__name__}"), item)
    extra = item.keys() - shape._declared_fields.keys()
    assert not extra, f"{url}: the contract does not tell of {sorted(extra)}"


def report(url: str, checker: Any, body: Any) -> None:
    errors = sorted(checker.iter_errors(body), key=lambda error: len(error.absolute_path))
    if errors:
        error = errors[0]
        place = "/".join(str(part) for part in error.absolute_path)
        raise AssertionError(f"{url}: at {place or 'the root'}: {error.message[:600]}")
