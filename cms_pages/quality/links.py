"""Links and references that lead nowhere, or to what the public cannot see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex

from cms_pages.managers import public_page_ids
from cms_pages.models import CatalogueImage
from cms_pages.quality.findings import Finding
from cms_pages.quality.texts import passages

_LINK = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>|<a\b(?![^>]*\bhref=)[^>]*>')
_NUMBER = re.compile(r'\bid="(\d+)"')


def broken(pages: list[Any]) -> Iterator[Finding]:
    """Links of texts and choices of blocks, for all pages and parts of the site together."""
    references = [list(_references(page)) for page in pages]
    wanted: dict[type[Any], set[str]] = {
        Page: set(),
        get_document_model(): set(),
        CatalogueImage: set(),
    }
    for found in references:
        for model, number, _field in found:
            wanted[model].add(number)
    there = {model: _visible(model, numbers) for model, numbers in wanted.items()}
    for page, found in zip(pages, references, strict=True):
        for model, number, field in sorted(found, key=lambda item: item[2]):
            if number not in there[model]:
                message = _("This leads to a page that the public cannot see.")
                if model is not Page:
                    message = _("This leads to a file that no longer exists.")
                yield Finding.on(page, field, "link", message)
        for field in _lost_choices(page):
            yield Finding.on(page, field, "link", _("What was chosen here no longer exists."))


def _lost_choices(page: models.Model) -> Iterator[str]:
    """Places of blocks whose chosen object has been deleted: Wagtail then reads nothing there."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for number, child in enumerate(getattr(page, field.name)):
                yield from _lost_in(child.block, child.value, f"{field.name}.{number}")


def _lost_in(block: blocks.Block, value: Any, place: str) -> Iterator[str]:
    if isinstance(block, blocks.ChooserBlock):
        if block.required and value is None:
            yield place
    elif isinstance(block, blocks.BaseStructBlock):
        for name, inner in value.items():
            yield from _lost_in(block.child_blocks[name], inner, f"{place}.{name}")
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(value):
            yield from _lost_in(block.child_block, item, f"{place}.{number}")


def _visible(model: type[Any], numbers: set[str]) -> set[str]:
    ids = {int(number) for number in numbers}
    if model is Page:
        return {str(number) for number in public_page_ids(ids)}
    return {str(number) for number in model.objects.filter(pk__in=ids).values_list("pk", flat=True)}


def _references(page: models.Model) -> Iterator[tuple[type[Any], str, str]]:
    """What the page points to, as (model, number, field), whether or not it still exists."""
    files = (get_document_model(), CatalogueImage)
    seen = set()
    extracted = ReferenceIndex._extract_references_from_object(page)
    for content_type, number, _model_path, content_path in extracted:
        model = _model_of(content_type, files)
        if model is not None and not content_path.startswith(("contacts", "group", "collection")):
            seen.add((model, str(number), content_path.partition(".")[0]))
    for passage in passages(page):
        for link in _LINK.finditer(passage.markup):
            number = _NUMBER.search(link[0])
            model = get_document_model() if link[1] == "document" else Page
            seen.add((model, number[1] if number else "0", passage.field.partition(".")[0]))
    yield from seen


def _model_of(content_type: int, files: tuple[type[Any], ...]) -> type[Any] | None:
    from django.contrib.contenttypes.models import ContentType

    target = ContentType.objects.get_for_id(content_type).model_class()
    if target is None:
        return None
    if issubclass(target, Page):
        return Page
    return next((model for model in files if issubclass(target, model)), None)
