"""Collectivities as JSON: codes with labels, facts with their source and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from backend.territories import vocabularies
from backend.territories.directory import Directory, Fact, Match, Period, Profile, Resolution

Json = dict[str, Any]
ALL_NATURES = {**vocabularies.NATURES, **vocabularies.WIDER_NATURES}


def match_json(match: Match, base: str) -> Json:
    return {
        "code": match.code,
        "name": match.name,
        "level": _coded(vocabularies.LEVELS, match.level),
        "departement": match.departement,
        "matched_name": match.matched_name,
        "url": territory_url(match.code, base),
    }


def territory_url(code: str, base: str) -> str:
    return base + reverse("api:territory", args=[code])


def territory_json(
    profile: Profile, resolution: Resolution | None, requested: str, book: Directory, base: str
) -> Json:
    return {
        "requested": requested,
        "steps": [_step(step) for step in resolution.steps] if resolution else [],
        "code": profile.code,
        "name": profile.name,
        "level": _coded(vocabularies.LEVELS, profile.level),
        "nature": _coded(ALL_NATURES, profile.nature),
        "in_force": profile.in_force,
        "is_new_commune": profile.is_new_commune,
        "since": _day(profile.since),
        "until": _day(profile.until),
        "siren": profile.siren,
        "departement": profile.departement,
        "region": profile.region,
        "epci": _named([profile.epci], book)[0] if profile.epci else None,
        "postal_codes": list(profile.postal_codes),
        **_facts(profile),
        "members": _named(profile.members, book),
        "other_names": [
            {
                "kind": other.kind,
                "code": other.code,
                "name": other.name,
                "since": _day(other.since),
                "until": _day(other.until),
            }
            for other in profile.other_names
        ],
        "history": [_period(period) for period in profile.history],
        "successors": list(profile.successors),
        "url": territory_url(profile.code, base),
    }


def _facts(profile: Profile) -> Json:
    band, rurality, held = profile.population_band, profile.rurality, profile.competences
    return {
        "population_band": _coded(vocabularies.POPULATION_BANDS, band) if band else None,
        "populations": {kind: _fact(fact) for kind, fact in profile.populations.items()},
        "rurality": _coded_fact(vocabularies.RURALITIES, str(rurality.value), rurality)
        if rurality
        else None,
        "rural_by_law": _fact(profile.rural) if profile.rural else None,
        "zonings": [
            _coded_fact(vocabularies.ZONINGS, code, profile.zonings[code])
            for code in vocabularies.ZONINGS
            if code in profile.zonings
        ],
        "competences": None
        if held is None
        else [
            _coded(vocabularies.COMPETENCES, code)
            for code in vocabularies.COMPETENCES
            if code in held
        ],
    }


def _coded(vocabulary: Mapping[str, Any], code: str) -> Json:
    entry = vocabulary.get(code)
    return {"code": code, "label": str(entry.label) if entry else code}


def _fact(fact: Fact) -> Json:
    return {"value": fact.value, "source": fact.source, "as_of": fact.as_of}


def _coded_fact(vocabulary: Mapping[str, Any], code: str, fact: Fact) -> Json:
    return {**_coded(vocabulary, code), **_fact(fact)}


def _named(codes: Iterable[str], book: Directory) -> list[Json]:
    """Codes with the names they bear; a code that nothing knows stands for itself."""
    found = []
    for code in codes:
        other = book.exact(code)
        found.append({"code": code, "label": other.name if other else code})
    return found


def _period(period: Period) -> Json:
    return {
        "name": period.name,
        "nature": _coded(ALL_NATURES, period.nature),
        "departement": period.departement,
        "epci": period.epci,
        "since": _day(period.since),
        "until": _day(period.until),
        "successors": list(period.successors),
    }


def _step(step: Any) -> Json:
    return {
        "code": step.code,
        "name": step.name,
        "successor": step.successor,
        "successor_name": step.successor_name,
        "on": _day(step.on),
        "reason": step.reason,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
