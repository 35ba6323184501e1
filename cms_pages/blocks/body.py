"""The blocks of a page's text, each with a structure a front end can render its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms_pages.blocks.base import CheckedStructBlock, plain_rich_text, related_page
from cms_pages.choices import CalloutLevel, HeadingLevel


class HeadingBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(
        choices=HeadingLevel.choices, default=HeadingLevel.H2, label=_("Level"),
        help_text=_("A part holds sections, a section holds sub-sections: do not skip a level."),
    )  # fmt: skip
    text = blocks.CharBlock(max_length=200, label=_("Title"))

    class Meta:
        icon = "title"
        label = _("Heading")


class BodyImageBlock(CheckedStructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        required=False, max_length=255, label=_("Alternative text here"),
        help_text=_("Leave empty to use the description kept with the image."),
    )  # fmt: skip
    caption = blocks.CharBlock(required=False, max_length=255, label=_("Caption"))

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        image = value.get("image")
        if image and not (value.get("alt") or image.description or image.is_decorative):
            return {"alt": _("Describe the image for people who cannot see it.")}
        return {}

    class Meta:
        icon = "image"
        label = _("Image")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    author = blocks.CharBlock(required=False, max_length=200, label=_("Author"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        required=False, max_length=200, label=_("Title"),
        help_text=_("Leave empty to use the document's own title."),
    )  # fmt: skip

    class Meta:
        icon = "doc-full"
        label = _("Document")


class CalloutBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(
        choices=CalloutLevel.choices, default=CalloutLevel.INFO, label=_("Kind of note")
    )
    title = blocks.CharBlock(required=False, max_length=200, label=_("Title"))
    text = plain_rich_text(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Highlighted note")


class VideoBlock(blocks.StructBlock):
    url = blocks.URLBlock(
        label=_("Address of the video"),
        help_text=_("The full address, which starts with https://."),
    )
    title = blocks.CharBlock(max_length=200, label=_("Title"))
    transcript = plain_rich_text(
        required=False, label=_("Transcript"),
        help_text=_("What is said in the video, for people who cannot hear or watch it."),
    )  # fmt: skip

    class Meta:
        icon = "media"
        label = _("Video")


class LinkStructBlock(CheckedStructBlock):
    """A label that leads either to a page of the catalogue or to an address."""

    label = blocks.CharBlock(max_length=120, label=_("Label"))
    page = related_page(required=False, label=_("Page of the catalogue"))
    url = blocks.URLBlock(required=False, label=_("Or an external address"))

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if bool(value.get("page")) == bool(value.get("url")):
            return {"url": _("Choose a page or type an address, one of the two.")}
        return {}


class ButtonBlock(LinkStructBlock):
    class Meta:
        icon = "link"
        label = _("Button")


class TitledTextBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200, label=_("Title"))
    text = plain_rich_text(label=_("Text"))


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(TitledTextBlock(), label=_("Folding texts"))

    class Meta:
        icon = "list-ul"
        label = _("Folding texts")


class KeyFigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(max_length=40, label=_("Figure"))
    label = blocks.CharBlock(max_length=200, label=_("What it counts"))


class AccessibleTableBlock(TableBlock):
    """A table; one that has a header can be read aloud cell by cell, so publication asks for it."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation or not cleaned:
            return cleaned
        if not (cleaned.get("first_row_is_table_header") or cleaned.get("first_col_is_header")):
            raise ValidationError(_("Say which cells are the headers: first row, first column."))
        return cleaned


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = plain_rich_text(label=_("Text"), icon="pilcrow")
    image = BodyImageBlock()
    quote = QuoteBlock()
    document = DocumentBlock()
    callout = CalloutBlock()
    table = AccessibleTableBlock(label=_("Table"), icon="table")
    video = VideoBlock()
    button = ButtonBlock()
    accordion = AccordionBlock()
    steps = blocks.ListBlock(TitledTextBlock(), label=_("Steps to follow"), icon="list-ol")
    key_figures = blocks.ListBlock(KeyFigureBlock(), label=_("Key figures"), icon="order")

    class Meta:
        required = False
