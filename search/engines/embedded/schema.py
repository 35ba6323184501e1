"""The tantivy schema of an index document, and a document in that schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tantivy

from search.engines.fields import INTEGERS, KEYWORDS, SORTABLE, TEXTS, number, values
from search.text.analysis import exact_analyzer, field_text, stem_analyzer, surface_analyzer
from search.text.french import words

# Terms as written, accents kept, of the fields that name things: what spelling suggests from.
SURFACE = "surface"
_SURFACE_FIELDS = ("title", "keywords", "summary", "labels")

# The words of all text fields: to count, or to accept close spellings, the field does not matter.
ALL_TEXT = "all"

# Every order but the title's is one fast field of distinct values: the key first, then the
# ascending id. So a page of hits is one search by one field, ties and missing values (always last)
# included.
UP, DOWN = "_up", "_down"
_ID_BITS = 29
_MAX_ID = (1 << _ID_BITS) - 1
_MAX_VALUE = (1 << (63 - _ID_BITS)) - 1


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Not unsigned: deleting by a term of an unsigned field deletes nothing.
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in TEXTS:
        builder.add_text_field(field, tokenizer_name="stem")
        builder.add_text_field(exact(field), tokenizer_name="exact")
    builder.add_text_field(ALL_TEXT, tokenizer_name="stem", index_option="basic")
    builder.add_text_field(exact(ALL_TEXT), tokenizer_name="exact", index_option="basic")
    builder.add_text_field(SURFACE, tokenizer_name="surface", index_option="basic")
    for field in KEYWORDS:
        builder.add_text_field(field, tokenizer_name="raw", fast=True, index_option="basic")
    for field in INTEGERS:
        builder.add_integer_field(field, indexed=True, fast=True)
        if field in SORTABLE:
            builder.add_integer_field(field + UP, fast=True)
            builder.add_integer_field(field + DOWN, fast=True)
    return builder.build()


def exact(field: str) -> str:
    """The name of a text field's unstemmed twin."""
    return f"{field}_exact"


def register_analyzers(index: tantivy.Index) -> None:
    """To be done before a writer is opened: without them it dies at its first document."""
    index.register_tokenizer("stem", stem_analyzer())
    index.register_tokenizer("exact", exact_analyzer())
    index.register_tokenizer("surface", surface_analyzer())


def to_tantivy(page_id: int, document: Mapping[str, Any]) -> tantivy.Document:
    made = tantivy.Document()
    made.add_integer("id", page_id)
    for field in TEXTS:
        text = words(field_text(document.get(field)))
        if text:
            made.add_text(field, text)
            made.add_text(exact(field), text)
            made.add_text(ALL_TEXT, text)
            made.add_text(exact(ALL_TEXT), text)
            if field in _SURFACE_FIELDS:
                made.add_text(SURFACE, text)
    for field in KEYWORDS:
        for value in values(document, field):
            made.add_text(field, value)
    for field in INTEGERS:
        integer = number(document, field)
        if integer is not None:
            made.add_integer(field, integer)
        if field in SORTABLE:
            _add_order(made, field, integer, page_id)
    return made


def _add_order(made: tantivy.Document, field: str, value: int | None, page_id: int) -> None:
    low, high = _bounded(page_id)
    if value is None:
        made.add_integer(field + UP, (_MAX_VALUE << _ID_BITS) | low)
        made.add_integer(field + DOWN, ((-_MAX_VALUE - 1) << _ID_BITS) | high)
        return
    value = max(-_MAX_VALUE, min(value, _MAX_VALUE - 1))
    made.add_integer(field + UP, (value << _ID_BITS) | low)
    made.add_integer(field + DOWN, (value << _ID_BITS) | high)


def _bounded(page_id: int) -> tuple[int, int]:
    if not 0 <= page_id <= _MAX_ID:
        raise ValueError(f"page id out of range: {page_id}")
    return page_id, _MAX_ID - page_id
