"""Every address of the admin, found from the URL resolver and filled with given objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.exceptions import NoReverseMatch

ARGUMENT = re.compile(r"<(?:[^:>]+:)?([^>]+)>|\(\?P<([^>]+)>")

NEVER = {"wagtailadmin_logout", "wagtailadmin_error_test"}
"""Leaving, and Wagtail's view that fails on purpose (it exists to see the error page)."""


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    path: str


def admin_patterns() -> Iterator[tuple[str, str]]:
    """(view name, route) of all the admin's patterns."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[Any], route: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        deeper = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, deeper, inside)
        elif (
            isinstance(pattern, URLPattern)
            and deeper.startswith("admin/")
            and pattern.name
            and pattern.name not in NEVER
        ):
            yield f"{namespace}{pattern.name}", deeper


def addresses(values: Mapping[str, list[Any]], numbers: list[int]) -> Iterator[Address]:
    """Each pattern filled with each combination of ``values``; unnamed arguments take numbers."""
    for name, route in admin_patterns():
        arguments = [first or second for first, second in ARGUMENT.findall(route)]
        choices = [values.get(argument, numbers) for argument in arguments]
        for combination in product(*choices):
            path = fill(name, dict(zip(arguments, combination, strict=True)))
            if path:
                yield Address(name, path)


def fill(name: str, arguments: dict[str, Any]) -> str | None:
    from django.urls import reverse

    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return None
