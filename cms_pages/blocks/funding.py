"""Money: the shapes of amounts, the funders, the pieces of an application and its legal basis."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms_pages.blocks.base import CheckedStructBlock, euros, ordered, percent
from cms_pages.choices import AmountBase, FunderLevel


class AmountBlock(CheckedStructBlock):
    """What every shape of amount may say; the shapes add their own numbers before it."""

    floor = euros(required=False, label=_("Floor"), help_text=_("Least aid paid, in euros."))
    ceiling = euros(required=False, label=_("Ceiling"), help_text=_("Most aid paid, in euros."))
    base = blocks.ChoiceBlock(
        choices=AmountBase.choices, required=False, label=_("Amounts are"),
    )  # fmt: skip
    public_aid_cap = percent(
        required=False, default=Decimal(80), label=_("Cap of all public aid (%)"),
        help_text=_("80 unless a text says otherwise: the owner keeps 20% to pay."),
    )  # fmt: skip
    illustrative = blocks.BooleanBlock(
        required=False, label=_("Given as an example"),
        help_text=_("Tick when the numbers show an order of magnitude and are not the rule."),
    )  # fmt: skip
    note = blocks.TextBlock(required=False, rows=2, label=_("Remark"))

    # The two bounds of the shape, when it has some.
    bounds: tuple[str, str] | None = None

    def get_form_layout(self) -> blocks.BlockGroup:
        """The numbers proper to the shape first; what all shapes share is grouped below them."""
        shared = list(AmountBlock.base_blocks)
        own = [name for name in self.child_blocks if name not in shared]
        limits = blocks.BlockGroup(children=shared, heading=_("Limits and remark"))
        return blocks.BlockGroup(children=[*own, limits])

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        problems: dict[str, Any] = {}
        if not ordered(value.get("floor"), value.get("ceiling")):
            problems["ceiling"] = _("The ceiling is below the floor.")
        if self.bounds and not ordered(value.get(self.bounds[0]), value.get(self.bounds[1])):
            problems[self.bounds[1]] = _("The highest value is below the lowest one.")
        return problems


class FixedRateBlock(AmountBlock):
    rate = percent(label=_("Rate (%)"))

    class Meta:
        label = _("Fixed rate")


class RateRangeBlock(AmountBlock):
    rate_min = percent(label=_("Lowest rate (%)"))
    rate_max = percent(label=_("Highest rate (%)"))
    bounds = ("rate_min", "rate_max")

    class Meta:
        label = _("Rate between two bounds")


class PopulationStepBlock(blocks.StructBlock):
    population_max = blocks.IntegerBlock(
        required=False, min_value=1, label=_("Population below"),
        help_text=_("Leave empty on the last line: everyone above."),
    )  # fmt: skip
    rate = percent(label=_("Rate (%)"))


class PopulationScaleBlock(AmountBlock):
    rows = blocks.ListBlock(PopulationStepBlock(), min_num=1, label=_("Steps"))

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        problems = super().problems(value)
        bounds = [row.get("population_max") for row in value.get("rows") or ()]
        if any(bound is None for bound in bounds[:-1]) or not self._increasing(bounds):
            problems["note"] = _(
                "Steps go from the smallest population to the largest; only the last has no bound."
            )
        return problems

    @staticmethod
    def _increasing(bounds: list[int | None]) -> bool:
        known = [bound for bound in bounds if bound is not None]
        return all(low < high for low, high in pairwise(known))

    class Meta:
        label = _("Rate by population")


class FinancialPotentialBlock(AmountBlock):
    rate_min = percent(required=False, label=_("Lowest rate (%)"))
    rate_max = percent(required=False, label=_("Highest rate (%)"))
    bounds = ("rate_min", "rate_max")

    class Meta:
        label = _("Rate by financial potential")


class StaffShareBlock(AmountBlock):
    amount_per_fte = euros(label=_("Amount per full-time post"))
    salary_rate = percent(required=False, label=_("Share of the salary (%)"))

    class Meta:
        label = _("Contribution to a post")


class LumpSumBlock(AmountBlock):
    amount_min = euros(label=_("Lowest amount"))
    amount_max = euros(label=_("Highest amount"))
    bounds = ("amount_min", "amount_max")

    class Meta:
        label = _("Lump sum between two amounts")


class FixedAmountBlock(AmountBlock):
    amount = euros(label=_("Amount"))

    class Meta:
        label = _("Fixed amount")


class CaseByCaseBlock(AmountBlock):
    class Meta:
        label = _("Case by case")


class AmountsBlock(blocks.StreamBlock):
    fixed_rate = FixedRateBlock()
    rate_range = RateRangeBlock()
    population_scale = PopulationScaleBlock()
    financial_potential = FinancialPotentialBlock()
    staff_share = StaffShareBlock()
    lump_sum = LumpSumBlock()
    fixed_amount = FixedAmountBlock()
    case_by_case = CaseByCaseBlock()

    class Meta:
        required = False


class FunderBlock(CheckedStructBlock):
    name = blocks.CharBlock(required=False, max_length=200, label=_("Name"))
    partner = blocks.PageChooserBlock(
        page_type="cms_pages.PartnerSpacePage", required=False, label=_("Or a partner"),
    )  # fmt: skip
    level = blocks.ChoiceBlock(choices=FunderLevel.choices, label=_("Level"))

    def problems(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if not value.get("name") and not value.get("partner"):
            return {"name": _("Name the funder or choose a partner.")}
        return {}

    class Meta:
        icon = "pick"
        label = _("Funder")


class FundersBlock(blocks.StreamBlock):
    funder = FunderBlock()

    class Meta:
        required = False


class PieceBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=300, label=_("Document asked for"))
    mandatory = blocks.BooleanBlock(required=False, default=True, label=_("Mandatory"))
    note = blocks.CharBlock(required=False, max_length=300, label=_("Remark"))

    class Meta:
        icon = "doc-empty"
        label = _("Document asked for")


class PiecesBlock(blocks.StreamBlock):
    piece = PieceBlock()

    class Meta:
        required = False


class LegalBasisBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=300, label=_("Title"))
    date = blocks.DateBlock(required=False, label=_("Date"))
    url = blocks.URLBlock(required=False, label=_("Address"))
    document = DocumentChooserBlock(required=False, label=_("Document"))

    class Meta:
        icon = "form"
        label = _("Regulation")


class LegalBasesBlock(blocks.StreamBlock):
    text = LegalBasisBlock()

    class Meta:
        required = False
