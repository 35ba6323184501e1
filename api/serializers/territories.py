"""Collectivities: what a look-up gives, and the profile that eligibility is judged on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import Shape, a_day, code_among, declared, flag, string, strings
from api.serializers.common import CodeLabel
from backend.territories import vocabularies

LEVELS = list(vocabularies.LEVELS)


class TerritoryMatch(Shape):
    """A collectivity that answers a look-up."""

    code = string(_("INSEE code of a commune, SIREN, DEP-26 or REG-84."))
    name = string()
    level = code_among(LEVELS)
    departement = string(_("Code of the département; empty when there are several."))
    matched_name = string(_("The name or number that matched: an old name, a postal code…"))
    url = string(_("Its profile."))


class TerritoryMatches(Shape):
    """Collectivities, the closest first."""

    as_of = string(_("Day of the list of communes."))
    results = TerritoryMatch(many=True)


class Fact(Shape):
    """A value with its source and date."""

    value = declared({"type": ["string", "number", "boolean", "null"]})
    source = string()
    as_of = string(_("Year, month or day."))


class Populations(Shape):
    """The populations known, each with its year. One that is absent is unknown."""

    municipale = Fact(required=False)
    totale = Fact(required=False)
    dgf = Fact(required=False)


class CodedFact(CodeLabel):
    """A fact about a code of a vocabulary."""

    value = declared({"type": ["string", "number", "boolean", "null"]})
    source = string()
    as_of = string()


class OtherName(Shape):
    """Another name or code that leads here."""

    kind = string()
    code = string()
    name = string()
    since = a_day()
    until = a_day()


class Period(Shape):
    """What the code was between two days."""

    name = string()
    nature = CodeLabel()
    departement = string()
    epci = string()
    since = a_day(_("Null: as far as the sources reach."))
    until = a_day(_("The day after its last one; null: in force."))
    successors = strings()


class Step(Shape):
    """One link between the code asked for and the one in force."""

    code = string()
    name = string()
    successor = string()
    successor_name = string()
    on = a_day()
    reason = string()


class Territory(Shape):
    """A collectivity: a fact that is absent is unknown, never “no”."""

    requested = string(_("The code asked for."))
    steps = Step(many=True, help_text=_("How the code asked for leads here; empty: directly."))
    code = string()
    name = string()
    level = code_among(LEVELS)
    nature = CodeLabel()
    in_force = flag()
    is_new_commune = flag(_("Born of a merger."))
    since = a_day()
    until = a_day()
    siren = string(allow_null=True)
    departement = string(allow_null=True)
    region = string(allow_null=True)
    epci = CodeLabel(allow_null=True)
    postal_codes = strings()
    population_band = CodeLabel(allow_null=True)
    populations = Populations()
    rurality = CodedFact(allow_null=True)
    rural_by_law = Fact(
        allow_null=True, help_text=_("Rural commune by article D.3334-8-1 of the CGCT.")
    )
    zonings = CodedFact(many=True)
    competences = CodeLabel(many=True, allow_null=True, help_text=_("Null: unknown."))
    members = CodeLabel(many=True)
    other_names = OtherName(many=True)
    history = Period(many=True)
    successors = strings(_("Codes that follow it, when it is no more in force."))
    url = serializers.CharField()
