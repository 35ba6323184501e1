"""Who may benefit: structured cases that a machine can judge for a given collectivité."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from backend.territories.choosers import TerritoryChooserBlock
from cms_pages import choices
from cms_pages.blocks.base import CheckedStructBlock
from cms_pages.choices import PopulationKind
from cms_pages.widgets import TickBoxes


def _any_of(codes: Any, label: Any, help_text: Any = None) -> blocks.MultipleChoiceBlock:
    return blocks.MultipleChoiceBlock(
        choices=codes,
        required=False,
        label=label,
        help_text=help_text,
        widget=TickBoxes,
    )


class BeneficiaryBlock(CheckedStructBlock):
    """One case: every condition given must hold. Several cases are alternatives."""

    natures = _any_of(
        choices.natures, _("Legal nature"), _("Nothing ticked: whatever the kind of collectivité.")
    )
    population_min = blocks.IntegerBlock(
        required=False, min_value=0, label=_("Population, at least")
    )
    population_min_included = blocks.BooleanBlock(
        required=False, default=True, label=_("This number itself is accepted")
    )
    population_max = blocks.IntegerBlock(
        required=False, min_value=0, label=_("Population, at most")
    )
    population_max_included = blocks.BooleanBlock(
        required=False, default=False, label=_("This number itself is accepted"),
        help_text=_('"Does not exceed 2,000": tick. "Fewer than 2,000": leave unticked.'),
    )  # fmt: skip
    population_kind = blocks.ChoiceBlock(
        choices=PopulationKind.choices, default=PopulationKind.MUNICIPALE,
        label=_("Which population"),
        help_text=_("The regulation names it. In doubt, keep the municipal population."),
    )  # fmt: skip
    rural_by_law = blocks.BooleanBlock(
        required=False, label=_("Rural communes by law"),
        help_text=_("Rural commune as defined by article D.3334-8-1 of the CGCT."),
    )  # fmt: skip
    rurality = _any_of(
        choices.ruralities, _("Density level (INSEE)"), _("Nothing ticked: whatever the density.")
    )
    zonings = _any_of(
        choices.zonings,
        _("In at least one of these zonings"),
        _("Nothing ticked: no zoning required."),
    )
    excluded_zonings = _any_of(choices.zonings, _("In none of these zonings"))
    competences = _any_of(choices.competences, _("Holds all these competences"))
    territories = blocks.ListBlock(
        TerritoryChooserBlock(), default=[], label=_("Lies in one of these territories")
    )
    conditions = blocks.ListBlock(
        blocks.CharBlock(max_length=300), default=[], label=_("Conditions to check by hand"),
        help_text=_("What no data can tell. The answer becomes: to be checked with a person."),
    )  # fmt: skip
    legal_basis = blocks.CharBlock(
        required=False, max_length=300, label=_("Legal basis"),
        help_text=_("The article or decision this case comes from."),
    )  # fmt: skip

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        problems: dict[str, Any] = {}
        low, high = value.get("population_min"), value.get("population_max")
        if low is not None and high is not None:
            closed = value.get("population_min_included") and value.get("population_max_included")
            if low > high or (low == high and not closed):
                problems["population_max"] = _("No population fits between these two numbers.")
        both = set(value.get("zonings") or ()) & set(value.get("excluded_zonings") or ())
        if both:
            problems["excluded_zonings"] = _("A zoning is both required and excluded.")
        return problems

    class Meta:
        icon = "group"
        label = _("Case")
        form_layout = [
            "natures",
            blocks.BlockGroup(
                children=[
                    "population_min",
                    "population_min_included",
                    "population_max",
                    "population_max_included",
                    "population_kind",
                ],
                heading=_("Population"),
            ),
            blocks.BlockGroup(
                children=["rural_by_law", "rurality", "zonings", "excluded_zonings"],
                heading=_("Rurality and zonings"),
            ),
            blocks.BlockGroup(
                children=["competences", "territories", "conditions", "legal_basis"],
                heading=_("Other conditions"),
            ),
        ]


class PerimeterBlock(blocks.StreamBlock):
    territory = TerritoryChooserBlock(label=_("Territory"), icon="site")

    class Meta:
        required = False


class BeneficiariesBlock(blocks.StreamBlock):
    case = BeneficiaryBlock()

    class Meta:
        required = False
