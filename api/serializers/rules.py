"""Who may benefit: the rules of a page, and their answer for one collectivity."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import Shape, declared, flag, maybe_whole, string, strings
from api.serializers.common import CodeLabel


class Perimeter(Shape):
    """Where the page holds."""

    kind = serializers.ChoiceField(choices=["departement", "territories"])
    territories = CodeLabel(many=True)


class PopulationRule(Shape):
    """Bounds of population; a bound that is absent does not limit."""

    kind = serializers.ChoiceField(choices=["municipale", "totale", "dgf"])
    min = serializers.IntegerField(required=False)
    min_included = flag(required=False)
    max = serializers.IntegerField(required=False)
    max_included = flag(required=False)


class BeneficiaryCase(Shape):
    """One case: every condition it holds is asked for. Several cases are alternatives."""

    sentences = strings(_("The case in plain words."))
    natures = strings(required=False)
    population = PopulationRule(required=False)
    rural_by_law = flag(required=False)
    rurality = strings(required=False)
    zonings = strings(_("At least one of these zonings."), required=False)
    excluded_zonings = strings(_("None of these zonings."), required=False)
    competences = strings(_("All these competences."), required=False)
    territories = strings(_("In one of these territories."), required=False)
    conditions = strings(_("Conditions only a person can check."), required=False)
    legal_basis = string(required=False)


class FactUsed(Shape):
    """The fact a rule was judged on, with its provenance."""

    value = declared({"type": ["string", "number", "boolean", "null"]})
    source = string()
    as_of = string(_("Date or year of the fact."))


class Reason(Shape):
    """One rule applied to the collectivity."""

    code = string(_("Stable code of the rule."))
    case = maybe_whole(_("Number of the case the rule belongs to, when there are several."))
    result = serializers.ChoiceField(
        choices=["ok", "ko", "unknown"],
        help_text=_("The rule holds, does not, or is to be checked."),
    )
    text = string(_("The rule and its result, as a sentence."))
    params = serializers.DictField(child=declared({}), help_text=_("The rule, for a machine."))
    fact = FactUsed(allow_null=True)


class Eligibility(Shape):
    """The answer for the collectivity of ``insee`` or ``siren``, with each reason."""

    answer = serializers.ChoiceField(choices=["eligible", "to_check", "not_eligible"])
    reasons = Reason(many=True)
    missing = strings(_("Facts that would decide, when the answer is to be checked."))
