"""The rules of a page, in the canonical form that is judged, filtered on and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search.axes import axis_values
from search.documents import streams
from search.documents.base import Draft
from search.documents.context import Context, Json
from search.eligibility import rules_key

POPULATION = ("min", "min_included", "max", "max_included", "kind")


def add_rules(context: Context, page: Any, draft: Draft) -> None:
    """Rules of a page that has an eligibility tab, with the axes they leave open."""
    draft.rules = rules_of(context, page)
    draft.detail["perimeter"] = _perimeter_json(context, page, draft.rules)
    draft.detail["beneficiaries"] = [_case_json(case) for case in draft.rules["cases"]]
    draft.texts += [text for case in draft.rules["cases"] for text in case.get("conditions", ())]


def index_rules(draft: Draft) -> None:
    """What engines know of the rules: the axes they leave open, and the key of the whole."""
    draft.index.update(axis_values(draft.rules))
    draft.index["rules"] = [rules_key(draft.rules)]


def rules_of(context: Context, page: Any) -> Json:
    cases = (_case(context, raw) for raw in streams.structs(page.beneficiaries))
    return {"perimeter": _perimeter(context, page), "cases": list(cases)}


def _perimeter(context: Context, page: Any) -> Json | None:
    if page.perimeter_kind == "departement":
        return {"kind": "departement", "code": f"DEP-{context.departement}"}
    if page.perimeter_kind == "territories":
        codes = _codes(context, streams.values(page.perimeter))
        return {"kind": "territories", "codes": codes} if codes else None
    return None


def _codes(context: Context, ids: Iterable[Any]) -> list[str]:
    found = {place["code"] for pk in ids if (place := context.territory(pk))}
    return sorted(found)


def _case(context: Context, raw: Mapping[str, Any]) -> Json:
    """The conditions that ask for something, and only those."""
    case = {
        "natures": sorted(raw.get("natures") or ()),
        "population": _population(raw),
        "rural_by_law": bool(raw.get("rural_by_law")),
        "rurality": sorted(raw.get("rurality") or ()),
        "zonings": sorted(raw.get("zonings") or ()),
        "excluded_zonings": sorted(raw.get("excluded_zonings") or ()),
        "competences": sorted(raw.get("competences") or ()),
        "territories": _codes(context, streams.items(raw.get("territories"))),
        "conditions": [text for text in streams.items(raw.get("conditions")) if text],
        "legal_basis": raw.get("legal_basis") or "",
    }
    return {name: value for name, value in case.items() if value}


def _population(raw: Mapping[str, Any]) -> Json | None:
    low, high = raw.get("population_min"), raw.get("population_max")
    if low is None and high is None:
        return None
    rule: Json = {"kind": raw.get("population_kind") or "municipale"}
    if low is not None:
        rule["min"], rule["min_included"] = low, raw.get("population_min_included", True) is True
    if high is not None:
        rule["max"], rule["max_included"] = high, raw.get("population_max_included", False) is True
    return rule


def _perimeter_json(context: Context, page: Any, rules: Json) -> Json | None:
    perimeter = rules["perimeter"]
    if perimeter is None:
        return None
    if perimeter["kind"] == "departement":
        return {"kind": "departement", "territories": [{"code": perimeter["code"], "label": ""}]}
    places = [context.territory(pk) for pk in streams.values(page.perimeter)]
    return {"kind": "territories", "territories": [place for place in places if place]}


def _case_json(case: Json) -> Json:
    from search.rule_texts import describe

    return {**case, "sentences": describe(case)}
