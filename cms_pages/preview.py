"""What an editor sees before publishing: every filled field of the page, under its label.

The real look belongs to the front ends; this shows the content, and lets the admin's checks of
accessibility and readability run on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms_pages.models.images import CatalogueImage

Row = tuple[str, SafeString | str]


def preview_rows(page: Page) -> Iterator[Row]:
    """The label and the content of each field of the page's own that holds something."""
    inherited = {field.name for field in Page._meta.get_fields()}
    for field in page._meta.get_fields():
        if field.name in inherited or field.auto_created or not field.editable:
            continue
        content = _field_content(field, page)
        if content:
            yield capfirst(str(field.verbose_name)), content
    for relation, heading in (("sessions", _("Sessions")), ("contact_list", _("Contacts"))):
        if hasattr(page, relation):
            content = _list(str(row) for row in getattr(page, relation).all())
            if content:
                yield heading, content


def _field_content(field: Any, page: Page) -> SafeString | str:
    if field.many_to_many:
        return _list(str(item) for item in getattr(page, field.name).all())
    value = getattr(page, field.name)
    if isinstance(field, StreamField):
        return _block_content(value.stream_block, value) if value else ""
    if isinstance(field, RichTextField):
        return format_html("{}", RichText(value)) if value else ""
    if isinstance(field, models.JSONField):
        labels = dict(field.flatchoices)
        return _list(str(labels.get(code, code)) for code in value or ())
    if field.choices:
        return str(dict(field.flatchoices).get(value, value) or "")
    return _plain(value)


def _plain(value: Any) -> SafeString | str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, CatalogueImage):
        return _image(value)
    if hasattr(value, "tzinfo") and value.tzinfo:
        value = timezone.localtime(value)
    return formats.localize(value) if not isinstance(value, models.Model) else str(value)


def _image(image: CatalogueImage, alt: str = "") -> SafeString:
    rendition = image.get_rendition("max-640x640")
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}">',
        rendition.url, rendition.width, rendition.height, alt or image.alt,
    )  # fmt: skip


def _block_content(block: blocks.Block, value: Any) -> SafeString | str:
    """A block's value as HTML; the labels are those of the form."""
    if isinstance(block, blocks.StreamBlock):
        return format_html_join(
            "", "<section><h3>{}</h3>{}</section>",
            ((child.block.label, _block_content(child.block, child.value)) for child in value),
        )  # fmt: skip
    if isinstance(block, blocks.StructBlock):
        return _struct(block, value)
    if isinstance(block, blocks.ListBlock):
        return _list(_block_content(block.child_block, item) for item in value)
    if isinstance(block, blocks.RichTextBlock):
        return format_html("{}", value) if value and value.source else ""
    if isinstance(block, TableBlock):
        return block.render(value) if value else ""
    if isinstance(block, blocks.MultipleChoiceBlock):
        labels = dict(block.field.choices)
        return _list(str(labels.get(code, code)) for code in value or ())
    if isinstance(block, blocks.ChoiceBlock):
        return str(dict(block.field.choices).get(value, "")) if value else ""
    if isinstance(block, ImageChooserBlock):
        return _image(value) if value else ""
    return _plain(value)


def _struct(block: blocks.StructBlock, value: Any) -> SafeString | str:
    filled = [
        (child.label, _block_content(child, value.get(name)))
        for name, child in block.child_blocks.items()
    ]
    rows = [(label, content) for label, content in filled if content]
    if not rows:
        return ""
    return format_html(
        "<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
    )  # fmt: skip


def _list(items: Iterable[SafeString | str]) -> SafeString | str:
    rows = [(item,) for item in items if item]
    if not rows:
        return ""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows))
