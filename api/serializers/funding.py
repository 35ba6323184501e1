"""Money and dates: what aids and calls tell of their amounts, funders and calendar."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import (
    Shape,
    a_day,
    address,
    declared,
    flag,
    markup,
    maybe_real,
    maybe_whole,
    string,
)
from api.serializers.common import CodeLabel, File, PageRef

AMOUNT_KINDS = [
    "fixed_rate",
    "rate_range",
    "population_scale",
    "financial_potential",
    "staff_share",
    "lump_sum",
    "fixed_amount",
    "case_by_case",
]
FUNDER_LEVELS = [
    "commune", "epci", "departement", "region", "etat", "europe", "agence", "fondation", "autre",
]  # fmt: skip


def _number_of_shape(help_text: Any) -> serializers.FloatField:
    """A number that only some shapes of amount have."""
    return serializers.FloatField(help_text=help_text, allow_null=True, required=False)


class PopulationStep(Shape):
    """One step of a scale by population."""

    population_max = maybe_whole(_("The rate holds below this population; null: above all steps."))
    rate = maybe_real(_("Percent."))


class Amount(Shape):
    """One rule of amount: ``kind`` tells its shape and which numbers it has."""

    kind = serializers.ChoiceField(choices=AMOUNT_KINDS, help_text=_("Shape of the amount."))
    text = string(_("The amount as a sentence."))
    rate = _number_of_shape(_("Percent."))
    rate_min = _number_of_shape(_("Percent."))
    rate_max = _number_of_shape(_("Percent."))
    salary_rate = _number_of_shape(_("Percent of the salary."))
    amount = _number_of_shape(_("Euros."))
    amount_min = _number_of_shape(_("Euros."))
    amount_max = _number_of_shape(_("Euros."))
    amount_per_fte = _number_of_shape(_("Euros per full-time post."))
    rows = PopulationStep(many=True, required=False)
    floor = maybe_real(_("Least aid paid, in euros."))
    ceiling = maybe_real(_("Most aid paid, in euros."))
    public_aid_cap = maybe_real(_("Cap of all public aid, in percent."))
    base = declared(
        {
            "type": ["string", "null"],
            "enum": ["HT", "TTC", None],
            "description": _("Excluding (HT) or including (TTC) tax."),
        }
    )
    illustrative = flag(_("An order of magnitude, not the rule."))
    note = string()


class Funder(Shape):
    """Who pays."""

    name = string()
    level = serializers.ChoiceField(choices=FUNDER_LEVELS)
    partner = PageRef(allow_null=True)


class Calendar(Shape):
    """When one may apply. Whether it is open is told by ``status``, from today's date."""

    kind = serializers.ChoiceField(choices=["permanent", "annual", "window", "closed"])
    opens_on = a_day(_("First day to apply."))
    predeposit_on = a_day(_("Last day of the pre-application."))
    closes_on = a_day(_("Last day to apply; it counts until midnight."))
    annual_opens = string(_("First day to apply each year, MM-DD."), allow_null=True)
    annual_closes = string(_("Last day to apply each year, MM-DD."), allow_null=True)
    annual_year_offset = maybe_whole(_("Years between the application and the money."))
    note = string()


class Piece(Shape):
    """A document to provide with an application."""

    label = string()
    mandatory = flag()
    note = string()


class LegalBasis(Shape):
    """A text the aid rests on."""

    title = string()
    date = a_day()
    url = address()
    document = File(allow_null=True)


class FundingItem(Shape):
    """What aids and calls show in a list."""

    aid_types = CodeLabel(many=True)
    funders = Funder(many=True)
    amounts = Amount(many=True)
    calendar = Calendar()


class FundingDetail(Shape):
    """What aids and calls add in full."""

    in_house_name = string(_("Name used inside the organisation."))
    objectives_html = markup()
    eligible_operations_html = markup()
    exclusions_html = markup()
    eligible_expenses_html = markup()
    payment_terms_html = markup()
    cumulation_html = markup(_("Combination with other aids."))
    instructor = string(_("Service in charge of applications."))
    deposit_url = address(_("Where to apply online."))
    deposit_platform = string()
    deposit_procedure = string(_("Name of the procedure on the platform."))
    pieces = Piece(many=True)
    legal_basis = LegalBasis(many=True)
