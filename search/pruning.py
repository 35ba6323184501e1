"""Removes from stored JSON the references to pages that time has hidden since it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

REFERENCE = {"id", "kind", "title", "slug", "url", "html_url"}


def without_references(stored: bytes, hidden: Callable[[int], bool]) -> bytes:
    """The same JSON object without what leads to a hidden page."""
    return orjson.dumps(_pruned(orjson.loads(stored), hidden))


def _pruned(value: Any, hidden: Callable[[int], bool]) -> Any:
    if isinstance(value, list):
        return [_pruned(inner, hidden) for inner in value if not _leads_away(inner, hidden)]
    if isinstance(value, dict):
        return {
            name: None if _is_hidden(inner, hidden) else _pruned(inner, hidden)
            for name, inner in value.items()
        }
    return value


def _is_hidden(value: Any, hidden: Callable[[int], bool]) -> bool:
    return isinstance(value, dict) and value.keys() == REFERENCE and hidden(value["id"])


def _leads_away(value: Any, hidden: Callable[[int], bool]) -> bool:
    """A hidden reference of a list, or a link whose page is hidden."""
    if _is_hidden(value, hidden):
        return True
    is_link = isinstance(value, dict) and {"url", "page"} <= value.keys()
    return is_link and not value.get("children") and _is_hidden(value["page"], hidden)
