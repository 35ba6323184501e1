"""Small blocks and helpers that the other blocks share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms_pages.fields import RICH_TEXT

# Every kind a page may be related to; a list of names, since the models import the blocks.
CATALOGUE_PAGES = [
    f"cms_pages.{name}"
    for name in (
        "OfferPage", "AidPage", "CallPage", "EventPage", "ProgrammePage", "ArticlePage",
        "GuidePage", "NewsletterPage", "PartnerSpacePage", "FreePage",
    )
]  # fmt: skip


class CheckedStructBlock(blocks.StructBlock):
    """A struct with rules between its fields, checked at publication only.

    Subclasses give ``problems``; while a draft is saved the rules wait, like required fields.
    """

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The message of each child at fault."""
        return {}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            problems = self.problems(cleaned)
            if problems:
                raise StructBlockValidationError(
                    {name: ValidationError(message) for name, message in problems.items()}
                )
        return cleaned


def plain_rich_text(**kwargs: Any) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(features=RICH_TEXT, **kwargs)


def percent(**kwargs: Any) -> blocks.DecimalBlock:
    kwargs.setdefault("help_text", _("A percentage between 0 and 100."))
    return blocks.DecimalBlock(min_value=Decimal(0), max_value=Decimal(100), **kwargs)


def euros(**kwargs: Any) -> blocks.DecimalBlock:
    kwargs.setdefault("help_text", _("In euros, digits only."))
    return blocks.DecimalBlock(min_value=Decimal(0), **kwargs)


def related_page(**kwargs: Any) -> blocks.PageChooserBlock:
    return blocks.PageChooserBlock(page_type=CATALOGUE_PAGES, **kwargs)


def ordered(low: Any, high: Any) -> bool:
    """Whether two bounds are in order; an absent bound is no bound."""
    return low is None or high is None or low <= high
