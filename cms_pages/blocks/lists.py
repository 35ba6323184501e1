"""Repeated small items: attachments, levels of intervention, speakers, newsletter sections…"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from backend.territories.choosers import TerritoryChooserBlock
from cms_pages.blocks.base import CheckedStructBlock, ordered, plain_rich_text, related_page
from cms_pages.blocks.body import LinkStructBlock
from cms_pages.choices import Language


class AttachmentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        required=False, max_length=200, label=_("Title"),
        help_text=_("Leave empty to use the document's own title."),
    )  # fmt: skip
    accessible = blocks.BooleanBlock(
        required=False, label=_("Accessible document"),
        help_text=_("Tick when screen readers can read it (tagged PDF, office file with styles)."),
    )  # fmt: skip
    language = blocks.ChoiceBlock(
        choices=Language.choices, default=Language.FR, label=_("Language")
    )

    class Meta:
        icon = "doc-full"
        label = _("Attachment")


class AttachmentsBlock(blocks.StreamBlock):
    attachment = AttachmentBlock()

    class Meta:
        required = False


class RelatedBlock(blocks.StreamBlock):
    page = related_page(label=_("Page of the catalogue"))

    class Meta:
        required = False


class LevelBlock(blocks.StructBlock):
    label = blocks.CharBlock(
        max_length=120, label=_("Level"), help_text=_("For example: listen and inform.")
    )
    text = plain_rich_text(label=_("What is done at this level"))

    class Meta:
        icon = "order-up"
        label = _("Level of intervention")


class LevelsBlock(blocks.StreamBlock):
    level = LevelBlock()

    class Meta:
        required = False
        max_num = 3


class ExampleBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200, label=_("Project"))
    year = blocks.IntegerBlock(required=False, min_value=1980, max_value=2100, label=_("Year"))
    territory = TerritoryChooserBlock(required=False, label=_("Territory"))
    text = blocks.TextBlock(required=False, label=_("In a few words"))

    class Meta:
        icon = "pick"
        label = _("Example of a project")


class ExamplesBlock(blocks.StreamBlock):
    example = ExampleBlock()

    class Meta:
        required = False


class CriterionBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=300, label=_("Criterion"))
    weight = blocks.IntegerBlock(required=False, min_value=0, max_value=100, label=_("Weight (%)"))

    class Meta:
        icon = "tasks"
        label = _("Criterion")


class CriteriaBlock(blocks.StreamBlock):
    criterion = CriterionBlock()

    class Meta:
        required = False


class LaureateBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=200, label=_("Laureate"))
    territory = TerritoryChooserBlock(required=False, label=_("Territory"))
    note = blocks.CharBlock(required=False, max_length=300, label=_("Project"))

    class Meta:
        icon = "success"
        label = _("Laureate")


class LaureatesBlock(blocks.StreamBlock):
    laureate = LaureateBlock()

    class Meta:
        required = False


class SpeakerBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=200, label=_("Name"))
    role = blocks.CharBlock(required=False, max_length=200, label=_("Role"))
    organisation = blocks.CharBlock(required=False, max_length=200, label=_("Organisation"))

    class Meta:
        icon = "user"
        label = _("Speaker")


class SpeakersBlock(blocks.StreamBlock):
    speaker = SpeakerBlock()

    class Meta:
        required = False


class _PageSelectionBlock(blocks.StructBlock):
    """A title over a choice of pages, for a newsletter."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    pages = blocks.ListBlock(related_page(label=_("Page")), label=_("Pages"))


class FeaturedBlock(_PageSelectionBlock):
    class Meta:
        icon = "pick"
        label = _("Featured")


class AidsBlock(_PageSelectionBlock):
    class Meta:
        icon = "date"
        label = _("Aids and calls closing soon")


class AgendaBlock(_PageSelectionBlock):
    class Meta:
        icon = "calendar-alt"
        label = _("Agenda")


class TrainingsBlock(_PageSelectionBlock):
    class Meta:
        icon = "group"
        label = _("Training")


class PartnerFocusBlock(blocks.StructBlock):
    partner = blocks.PageChooserBlock(page_type="cms_pages.PartnerSpacePage", label=_("Partner"))
    text = plain_rich_text(label=_("Text"))

    class Meta:
        icon = "user"
        label = _("Focus on a partner")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=300, label=_("Question"))
    answer = plain_rich_text(label=_("Answer"))


class QuestionsBlock(blocks.StructBlock):
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions and answers"))

    class Meta:
        icon = "help"
        label = _("Your questions, our answers")


class NewsletterSectionsBlock(blocks.StreamBlock):
    featured = FeaturedBlock()
    aids = AidsBlock()
    agenda = AgendaBlock()
    trainings = TrainingsBlock()
    partner_focus = PartnerFocusBlock()
    questions = QuestionsBlock()

    class Meta:
        required = False


class HomeSlotBlock(CheckedStructBlock):
    """What the home page puts forward, for a while or for good."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    starts_at = blocks.DateTimeBlock(required=False, label=_("Shown from"))
    ends_at = blocks.DateTimeBlock(required=False, label=_("Shown until"))
    text = plain_rich_text(required=False, label=_("Text"))
    pages = blocks.ListBlock(related_page(label=_("Page")), default=[], label=_("Pages"))
    link = blocks.URLBlock(required=False, label=_("External address"))

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if not ordered(value.get("starts_at"), value.get("ends_at")):
            return {"ends_at": _("The end comes before the start.")}
        return {}

    class Meta:
        icon = "home"
        label = _("Highlight")


class HomeSlotsBlock(blocks.StreamBlock):
    slot = HomeSlotBlock()

    class Meta:
        required = False


class MenuChildBlock(LinkStructBlock):
    class Meta:
        icon = "link"
        label = _("Link")


class MenuEntryBlock(LinkStructBlock):
    """A menu entry; one with entries below it may lead nowhere itself."""

    children = blocks.ListBlock(MenuChildBlock(), default=[], label=_("Entries below"))

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if value.get("children") and not value.get("page") and not value.get("url"):
            return {}
        return super().problems(value)

    class Meta:
        icon = "list-ul"
        label = _("Menu entry")


class MenuBlock(blocks.StreamBlock):
    entry = MenuEntryBlock()

    class Meta:
        required = False


class SocialLinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=60, label=_("Network"))
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Social network")


class SocialLinksBlock(blocks.StreamBlock):
    link = SocialLinkBlock()

    class Meta:
        required = False
