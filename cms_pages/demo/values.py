"""Turns the values of a sheet into what Wagtail's fields and blocks keep, read from their types."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from backend.territories.choosers import TerritoryChooserBlock
from backend.territories.models import Territory
from cms_pages.demo.dates import read_date, read_datetime, read_year
from cms_pages.demo.errors import ContentError
from cms_pages.demo.markdown import to_html
from cms_pages.models import Contact, Domain, PartnerSpacePage, Term

# Block ids are derived from their place, so that a file loaded again gives the same page.
NAMESPACE = uuid.UUID("5f1d7f5e-7d0c-4a5f-9f0e-2b6a6f0f3c11")


class Library(Protocol):
    """Where a sheet's references are looked up."""

    today: date

    def page(self, key: str) -> int: ...
    def image(self, name: str) -> int: ...
    def document(self, name: str) -> int: ...
    def territory(self, code: str) -> int: ...
    def domain(self, slug: str) -> Any: ...
    def term(self, vocabulary: str, slug: str) -> Any: ...
    def contact(self, name: str) -> Any: ...
    def space(self, code: str) -> Any: ...


class Converter:
    """The values of one sheet."""

    def __init__(self, library: Library, key: str) -> None:
        self.library = library
        self.key = key

    # -- fields --------------------------------------------------------------------------------

    def field(self, field: Any, value: Any) -> Any:
        """What to assign to a model's field for a value of the file."""
        try:
            return self._field(field, value)
        except ContentError as error:
            raise error.within(field.name) from error

    def _field(self, field: Any, value: Any) -> Any:
        if isinstance(field, StreamField):
            raw = self._stream(field.stream_block, value, field.name)
            return field.stream_block.to_python(raw)
        if isinstance(field, RichTextField):
            return self._html(value)
        if isinstance(field, ParentalManyToManyField):
            return [self._related(field, item) for item in value]
        if isinstance(field, models.ForeignKey):
            return self._related(field, value)
        if isinstance(field, models.DateTimeField):
            return read_datetime(value, self.library.today)
        if isinstance(field, models.DateField):
            return read_date(value, self.library.today)
        if isinstance(field, models.IntegerField):
            return read_year(value, self.library.today)
        return value

    def _related(self, field: Any, value: Any) -> Any:
        model, library = field.related_model, self.library
        if model is Term:
            return library.term(field.get_limit_choices_to()["vocabulary"], value)
        if model is Domain:
            return library.domain(value)
        if model is Contact:
            return library.contact(value)
        if model is PartnerSpacePage:
            return library.space(value)
        return self._reference(model, value)

    def _reference(self, model: type[models.Model], value: str) -> int:
        if issubclass(model, AbstractImage):
            return self.library.image(value)
        if issubclass(model, AbstractDocument):
            return self.library.document(value)
        if issubclass(model, Territory):
            return self.library.territory(value)
        if issubclass(model, Page):
            return self.library.page(value)
        raise ContentError(f"nothing is known of {model.__name__}")

    def _html(self, value: Any) -> str:
        return to_html(str(value), self.library.page, self.library.document)

    # -- blocks: the raw values of the JSON column ---------------------------------------------

    def _stream(self, stream: blocks.BaseStreamBlock, items: Any, place: str) -> list[Any]:
        if not isinstance(items, list):
            raise ContentError("a list is expected")
        return [self._child(stream, item, f"{place}.{n}") for n, item in enumerate(items)]

    def _child(self, stream: blocks.BaseStreamBlock, item: Any, place: str) -> dict[str, Any]:
        """``{quote: …}`` names its block; where only one exists the name is left out."""
        names = list(stream.child_blocks)
        if isinstance(item, Mapping) and len(item) == 1 and next(iter(item)) in names:
            name, value = next(iter(item.items()))
        elif len(names) == 1:
            name, value = names[0], item
        else:
            raise ContentError(f"a block is one of: {', '.join(names)}", place)
        raw = self._block(stream.child_blocks[name], value, place)
        return {"type": name, "value": raw, "id": self._id(place)}

    def _id(self, place: str) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{self.key}#{place}"))

    def _block(self, block: blocks.Block, value: Any, place: str) -> Any:
        try:
            return self._raw(block, value, place)
        except ContentError as error:
            raise error if error.where else error.within(place) from error

    def _raw(self, block: blocks.Block, value: Any, place: str) -> Any:
        match block:
            case blocks.BaseStreamBlock():
                return self._stream(block, value, place)
            case blocks.BaseStructBlock():
                return self._struct(block, value, place)
            case blocks.ListBlock():
                return [
                    {"type": "item", "id": self._id(f"{place}.{n}"),
                     "value": self._block(block.child_block, item, f"{place}.{n}")}
                    for n, item in enumerate(value)
                ]  # fmt: skip
        return self._leaf(block, value)

    def _leaf(self, block: blocks.Block, value: Any) -> Any:
        match block:
            case TableBlock():
                return _table(value)
            case blocks.RichTextBlock():
                return self._html(value)
            case blocks.PageChooserBlock():
                return self.library.page(value)
            case ImageChooserBlock() | DocumentChooserBlock() | TerritoryChooserBlock():
                return self._reference(block.model_class, value)
            case blocks.DateTimeBlock():
                return read_datetime(value, self.library.today).isoformat()
            case blocks.DateBlock():
                return read_date(value, self.library.today).isoformat()
            case blocks.IntegerBlock():
                return read_year(value, self.library.today)
            case blocks.DecimalBlock():
                return str(value)
        return value

    def _struct(self, block: blocks.BaseStructBlock, value: Any, place: str) -> dict[str, Any]:
        """A mapping; a plain value is the struct's text, or its first child."""
        children = block.child_blocks
        if not isinstance(value, Mapping):
            value = {"text" if "text" in children else next(iter(children)): value}
        if unknown := sorted(set(value) - set(children)):
            raise ContentError(f"unknown: {', '.join(unknown)}", place)
        return {
            name: self._block(children[name], inner, f"{place}.{name}")
            for name, inner in value.items()
            if inner is not None
        }


def _table(value: Mapping[str, Any]) -> dict[str, Any]:
    """``caption``, ``headers`` (row, column or both) and ``rows``."""
    headers = value.get("headers", "row")
    if headers not in ("row", "column", "both"):
        raise ContentError("headers are row, column or both")
    rows = [[str(cell) for cell in row] for row in value["rows"]]
    if len({len(row) for row in rows}) != 1:
        raise ContentError("the rows of a table have the same number of cells")
    return {
        "data": rows,
        "cell": [],
        "mergeCells": [],
        "table_caption": value.get("caption", ""),
        "table_header_choice": headers,
        "first_row_is_table_header": headers in ("row", "both"),
        "first_col_is_header": headers in ("column", "both"),
    }
