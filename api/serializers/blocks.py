"""The typed blocks of a text, told apart by their ``type``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from api.serializers.base import Shape, address, constant, flag, markup, string
from api.serializers.common import File, Image, PageRef


class Block(Shape):
    """What every block has."""

    id = string(_("Stable identifier of the block."))


class HeadingBlock(Block):
    """A title inside the text."""

    type = constant("heading")
    level = serializers.ChoiceField(choices=[2, 3, 4], help_text=_("Level of the title."))
    text = string()


class ParagraphBlock(Block):
    """A piece of text."""

    type = constant("paragraph")
    html = markup(_("Safe HTML whose links are absolute."))


class ImageBlock(Block):
    """An image in the text."""

    type = constant("image")
    image = Image()
    caption = string()


class QuoteBlock(Block):
    """A quotation."""

    type = constant("quote")
    text = string()
    author = string()


class DocumentBlock(Block):
    """A file to download."""

    type = constant("document")
    document = File()


class CalloutBlock(Block):
    """A note put forward."""

    type = constant("callout")
    level = serializers.ChoiceField(choices=["info", "warning", "legal"])
    title = string()
    html = markup()


class TableBlock(Block):
    """A table of plain texts."""

    type = constant("table")
    caption = string()
    header_row = flag(_("The first row holds headers."))
    header_column = flag(_("The first column holds headers."))
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class VideoBlock(Block):
    """A video, with what is said in it."""

    type = constant("video")
    url = address()
    title = string()
    transcript_html = markup(_("Transcript; may be empty."))


class LinkShape(Shape):
    """A label that leads to an address, which may be that of a public item."""

    label = string()
    url = address()
    page = PageRef(allow_null=True)


class ButtonBlock(Block, LinkShape):
    """A link put forward."""

    type = constant("button")


class TitledText(Shape):
    """A text under a title."""

    title = string()
    html = markup()


class AccordionBlock(Block):
    """Texts that unfold."""

    type = constant("accordion")
    items = TitledText(many=True)


class StepsBlock(Block):
    """Steps to follow in order."""

    type = constant("steps")
    items = TitledText(many=True)


class KeyFigure(Shape):
    """A figure and what it counts."""

    value = string()
    label = string()


class KeyFiguresBlock(Block):
    """Figures put forward."""

    type = constant("key_figures")
    items = KeyFigure(many=True)


BLOCKS: dict[str, serializers.Serializer | type[serializers.Serializer]] = {
    "heading": HeadingBlock,
    "paragraph": ParagraphBlock,
    "image": ImageBlock,
    "quote": QuoteBlock,
    "document": DocumentBlock,
    "callout": CalloutBlock,
    "table": TableBlock,
    "video": VideoBlock,
    "button": ButtonBlock,
    "accordion": AccordionBlock,
    "steps": StepsBlock,
    "key_figures": KeyFiguresBlock,
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="BodyBlock",
        serializers=BLOCKS,
        resource_type_field_name="type",
        many=True,
    )
)
class Body(serializers.Field):
    """The blocks of a text, in order."""
