"""Writes a sheet to its page: fields, children, validation and publication."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from cms_pages.demo.errors import ContentError
from cms_pages.demo.sheets import Sheet, split_key
from cms_pages.demo.values import NAMESPACE, Converter, Library
from cms_pages.kinds import KINDS
from cms_pages.models import HomePage

# What a sheet says of itself, besides the fields of its page.
OWN_KEYS = ("parent",)


def sheet_uuid(key: str) -> uuid.UUID:
    """The stable identity of a sheet's page, the same wherever the sheet is loaded."""
    return uuid.uuid5(NAMESPACE, key)


def place(sheet: Sheet, home: HomePage, pages: Mapping[str, int]) -> Page:
    """The page of a sheet, as an empty draft when it is not there yet.

    Drafts come first and all together: a sheet may then point to any other one.
    """
    model = KINDS[sheet.kind].model
    found = model.objects.filter(translation_key=sheet_uuid(sheet.key)).first()
    if found is not None:
        return found
    parent = _parent(sheet, home, pages)
    page = model(
        title=str(sheet.fields.get("title") or ""),
        slug=sheet.slug,
        live=False,
        translation_key=sheet_uuid(sheet.key),
    )
    if not page.title:
        raise ContentError("a title is missing", sheet.file, sheet.key)
    if sheet.kind == "partner":
        page.code = sheet.slug
    try:
        parent.add_child(instance=page)
    except ValidationError as error:
        raise ContentError(_messages(error), sheet.file, sheet.key) from error
    return page


def _parent(sheet: Sheet, home: HomePage, pages: Mapping[str, int]) -> Page:
    name = sheet.fields.get("parent") or (f"partner/{sheet.space}" if sheet.space else "")
    if not name:
        return home
    split_key(name)
    if name not in pages:
        raise ContentError(f"no page {name}", sheet.file, sheet.key, "parent")
    return Page.objects.get(pk=pages[name])


def write(sheet: Sheet, page: Page, library: Library) -> Page:
    """Fill a page from its sheet, check it as publication does, and publish it."""
    converter = Converter(library, sheet.key)
    # A partner that shows its own contacts must have them first.
    later = {"contacts"} & set(sheet.fields) if sheet.kind == "partner" else set()
    try:
        fill(page, sheet.fields, converter, skip=(*OWN_KEYS, *later))
        publish(page)
        if later:
            page = type(page).objects.get(pk=page.pk)
            fill(page, {name: sheet.fields[name] for name in later}, converter)
            publish(page)
    except ContentError as error:
        raise error.within(sheet.file, sheet.key) from error
    except ValidationError as error:
        raise ContentError(_messages(error), sheet.file, sheet.key) from error
    return page


def publish(page: Page) -> None:
    """Through the same gate as everyone: full validation, a revision, its publication."""
    page.full_clean()
    page.save_revision(clean=False).publish()
    page.refresh_from_db(fields=["latest_revision"])


def fill(
    instance: models.Model,
    values: Mapping[str, Any],
    converter: Converter,
    skip: tuple[str, ...] = (),
) -> None:
    """Give a model's fields and children the values of a mapping."""
    model = type(instance)
    fields = {field.name: field for field in model._meta.get_fields() if field.concrete}
    children = {relation.get_accessor_name(): relation for relation in _children(model)}
    for name, value in values.items():
        if name in skip:
            continue
        if name in children:
            _fill_children(instance, name, children[name].related_model, value, converter)
        elif name in fields and fields[name].editable:
            assign(instance, fields[name], converter.field(fields[name], value))
        else:
            raise ContentError("no such field", name)


def assign(instance: models.Model, field: Any, value: Any) -> None:
    """References come as numbers: the page then reads the real object when it is checked."""
    by_number = isinstance(field, models.ForeignKey) and isinstance(value, int)
    setattr(instance, field.attname if by_number else field.name, value)


def _children(model: type[models.Model]) -> list[Any]:
    return list(get_all_child_relations(model))


def _fill_children(
    instance: models.Model, name: str, model: Any, rows: Any, converter: Converter
) -> None:
    children = []
    for number, row in enumerate(rows):
        child = model(sort_order=number)
        try:
            fill(child, row, converter)
        except ContentError as error:
            raise error.within(f"{name}.{number}") from error
        children.append(child)
    # Children kept by name keep their number: other pages point to contacts.
    known = {str(old): old.pk for old in getattr(instance, name).all()}
    for child in children:
        child.pk = known.pop(str(child), None)
        child._state.adding = child.pk is None
    setattr(instance, name, children)


def _messages(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
