"""Rules of publication that several kinds share, as problems ``(field, message)``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

Problem = tuple[str, Any]


def in_order(page: Model, *fields: str) -> Iterator[Problem]:
    """Dates that follow each other; each fault is told on the later field."""
    known = [(name, getattr(page, name)) for name in fields if getattr(page, name) is not None]
    for (before, low), (after, high) in pairwise(known):
        if low > high:
            label = getattr(page._meta.get_field(before), "verbose_name", before)
            yield after, _("This date comes before “%(field)s”.") % {"field": label}


def day_of_year(page: Model, day_field: str, month_field: str) -> Iterator[Problem]:
    """A day and a month given together that exist in every year."""
    day, month = getattr(page, day_field), getattr(page, month_field)
    if (day is None) != (month is None):
        yield (day_field if day is None else month_field), _("Give both the day and the month.")
    elif day is not None:
        try:
            date(2001, month, day)
        except ValueError:
            yield day_field, _("This day does not exist every year.")


def stream_problems(page: Model) -> Iterator[Problem]:
    """What the blocks of a page refuse; the admin's form has already said it on each block."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(page, field.name))
            except ValidationError as error:
                for message in block_messages(error):
                    yield field.name, message


def block_messages(error: Any) -> list[str]:
    """The sentences inside a block's error, whatever its depth."""
    messages: list[str] = []
    nested = getattr(error, "block_errors", None)
    if isinstance(nested, dict):
        for key, inner in nested.items():
            messages += [f"{key}: {text}" for text in block_messages(inner)]
    elif isinstance(nested, list | tuple):
        for inner in nested:
            messages += block_messages(inner) if inner else []
    plain = getattr(error, "non_block_errors", None)
    if plain:
        messages += [str(text) for item in plain.as_data() for text in item.messages]
    if nested is None and plain is None and isinstance(error, ValidationError):
        messages += [str(text) for text in error.messages]
    return messages or [_("This content is not valid.")]
