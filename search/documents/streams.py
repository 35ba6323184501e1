"""Reading streams as they are stored: native block values would ask the database one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page


def entries(stream: Any) -> Iterator[tuple[str, str, Any]]:
    """(type, id, raw value) of each child of a stream read from the database."""
    for child in getattr(stream, "raw_data", None) or ():
        yield child["type"], child.get("id") or "", child.get("value")


def values(stream: Any) -> list[Any]:
    """The raw values of a stream whose children are all of one type."""
    return [value for _, _, value in entries(stream)]


def structs(stream: Any) -> list[Mapping[str, Any]]:
    """The raw values of a stream of structs."""
    return [value for value in values(stream) if isinstance(value, Mapping)]


def items(raw: Any) -> list[Any]:
    """The raw values of a list block, in today's format or the one before it."""
    found = []
    for entry in raw or ():
        wrapped = isinstance(entry, Mapping) and entry.get("type") == "item" and "value" in entry
        found.append(entry["value"] if wrapped else entry)
    return found


def leaves(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Each filled field block with its raw value, however deep."""
    if raw in (None, "", [], {}):
        return
    if isinstance(block, blocks.StreamBlock):
        for child in raw:
            inner = block.child_blocks.get(child["type"])
            if inner is not None:
                yield from leaves(inner, child.get("value"))
    elif isinstance(block, blocks.ListBlock):
        for value in items(raw):
            yield from leaves(block.child_block, value)
    elif isinstance(block, blocks.StructBlock):
        for name, inner in block.child_blocks.items():
            yield from leaves(inner, raw.get(name))
    else:
        yield block, raw


def page_leaves(page: Page) -> Iterator[tuple[blocks.Block | None, Any]]:
    """Every filled block of a page's streams; a rich text field comes with no block."""
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            raw = [dict(child) for child in getattr(page, field.attname).raw_data]
            yield from leaves(field.stream_block, raw)
        elif isinstance(field, RichTextField) and getattr(page, field.attname):
            yield None, getattr(page, field.attname)
