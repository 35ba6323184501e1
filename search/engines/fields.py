"""The fields of an index document: one declaration, from which each engine makes its schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search.text.plan import FIELD_WEIGHTS

TEXTS: tuple[str, ...] = tuple(FIELD_WEIGHTS)

KEYWORDS: tuple[str, ...] = (
    "kind", "domain", "partner", "nature", "population", "rurality", "zoning", "phase", "help",
    "aid_type", "access", "event_kind", "modality", "audience", "month", "rules",
)  # fmt: skip

INTEGERS: tuple[str, ...] = (
    "live_from", "live_until", "published", "updated", "opens", "closes", "deadline",
    "annual_from", "annual_to", "date", "ended",
)  # fmt: skip

# Keyword made by ``french.sort_key``: only sorted by, never searched.
SORT_TITLE = "sort_title"
SORTABLE: tuple[str, ...] = (
    "id", SORT_TITLE, "published", "updated", "opens", "closes", "deadline", "date",
)  # fmt: skip


class UnknownField(ValueError):
    """A query names a field that no index document has."""


def known(field: str, fields: Iterable[str]) -> str:
    """The field, once it is sure that an index has it."""
    if field not in fields:
        raise UnknownField(field)
    return field


def values(document: Mapping[str, Any], field: str) -> list[str]:
    """The distinct values of a keyword field, empty strings included; none when absent."""
    value = document.get(field)
    if value is None:
        return []
    return [value] if isinstance(value, str) else sorted(set(value))


def number(document: Mapping[str, Any], field: str) -> int | None:
    """The value of an integer field (a boolean counts as 0 or 1)."""
    value = document.get(field)
    return None if value is None else int(value)
