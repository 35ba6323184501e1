"""The words of a page: each piece of text with its place, read from fields and blocks alike."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

# Fields whose text is not prose: addresses, codes, lists of words.
NOT_PROSE = frozenset(
    {"slug", "code", "acronym", "acronyms", "url_path", "draft_title", "path", "address", "phone"}
)
_END = re.compile(r"</(?:p|li|h\d|div)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text: ``field`` says where, ``markup`` keeps rich text as it is stored."""

    field: str
    text: str
    markup: str = ""


def plain(markup: str) -> str:
    """Rich text as a reader hears it, one line a paragraph."""
    return html.unescape(_TAG.sub("", _END.sub("\n", markup))).strip()


def passages(page: models.Model) -> Iterator[Passage]:
    """All the human text of a page, its sessions and contacts included."""
    yield from _of_model(page, "")
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        for number, child in enumerate(getattr(page, name).all()):
            yield from _of_model(child, f"{name}.{number}.")


def _of_model(instance: models.Model, prefix: str) -> Iterator[Passage]:
    for field in instance._meta.get_fields():
        if not field.concrete or not field.editable or field.name in NOT_PROSE:
            continue
        value = getattr(instance, field.name, None) if not field.is_relation else None
        if not value:
            continue
        place = f"{prefix}{field.name}"
        if isinstance(field, StreamField):
            yield from _of_stream(value, place)
        elif isinstance(field, RichTextField):
            yield Passage(place, plain(value), value)
        elif _is_prose(field):
            yield Passage(place, str(value))


def _is_prose(field: Any) -> bool:
    if isinstance(field, models.URLField | models.EmailField | models.SlugField) or field.choices:
        return False
    return isinstance(field, models.CharField | models.TextField)


def _of_stream(stream: Any, place: str) -> Iterator[Passage]:
    for number, child in enumerate(stream):
        yield from _of_block(child.block, child.value, f"{place}.{number}")


def _of_block(block: blocks.Block, value: Any, place: str) -> Iterator[Passage]:
    match block:
        case blocks.BaseStreamBlock():
            yield from _of_stream(value, place)
        case blocks.BaseStructBlock():
            for name, inner in value.items():
                yield from _of_block(block.child_blocks[name], inner, f"{place}.{name}")
        case blocks.ListBlock():
            for number, item in enumerate(value):
                yield from _of_block(block.child_block, item, f"{place}.{number}")
        case TableBlock():
            yield from _of_table(value or {}, place)
        case blocks.RichTextBlock():
            markup = value.source if isinstance(value, RichText) else str(value or "")
            yield Passage(place, plain(markup), markup)
        case blocks.CharBlock() | blocks.TextBlock():
            if value:
                yield Passage(place, str(value))


def _of_table(value: Mapping[str, Any], place: str) -> Iterator[Passage]:
    cells = [str(cell) for row in value.get("data") or () for cell in row if cell]
    text = "\n".join([value.get("table_caption") or "", *cells]).strip()
    if text:
        yield Passage(place, text)
