"""The rules: their answers, their reasons, and an independent judge that must agree."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.territories import vocabularies
from backend.territories.profile import Fact, Profile
from search.axes import axis_values
from search.eligibility import Answer, judge, rules_key
from search.rule_texts import describe

DIE = "26113"


def fact(value: Any, source: str = "INSEE", as_of: str = "2023") -> Fact:
    return Fact(value, source, as_of)


def profile(**known: Any) -> Profile:
    values: dict[str, Any] = {
        "code": DIE, "level": "commune", "nature": "com", "name": "Die", "in_force": True,
        "within": frozenset({DIE, "242600534", "DEP-26", "REG-84"}),
    }  # fmt: skip
    populations = known.pop("populations", {})
    zonings = known.pop("zonings", {})
    return Profile(
        **{**values, **known},
        populations=MappingProxyType({kind: fact(n) for kind, n in populations.items()}),
        zonings=MappingProxyType({code: fact(value) for code, value in zonings.items()}),
    )


def rules(*cases: dict[str, Any], perimeter: Any = None) -> dict[str, Any]:
    return {"perimeter": perimeter, "cases": list(cases)}


def answer(found: dict[str, Any], who: Profile) -> str:
    return judge(found, who).answer.value


def population(**rule: Any) -> dict[str, Any]:
    return {"population": {"kind": "municipale", **rule}}


# -- one condition at a time ---------------------------------------------------------------------


def test_no_rule_is_open_to_all() -> None:
    verdict = judge(rules(), profile())
    assert verdict.answer is Answer.ELIGIBLE
    assert [reason.code for reason in verdict.reasons] == ["open_to_all"]
    assert rules_key(rules()) == ""


@pytest.mark.parametrize(
    ("rule", "inhabitants", "expected"),
    [
        ({"max": 2000, "max_included": False}, 1999, "eligible"),
        ({"max": 2000, "max_included": False}, 2000, "not_eligible"),
        ({"max": 2000, "max_included": True}, 2000, "eligible"),
        ({"max": 2000, "max_included": True}, 2001, "not_eligible"),
        ({"min": 500, "min_included": True}, 500, "eligible"),
        ({"min": 500, "min_included": False}, 500, "not_eligible"),
        ({"min": 500, "max": 2000}, 1000, "eligible"),
        ({"min": 0, "max": 1}, 0, "eligible"),
    ],
)
def test_bounds_are_exact(rule: dict[str, Any], inhabitants: int, expected: str) -> None:
    who = profile(populations={"municipale": inhabitants})
    assert answer(rules(population(**rule)), who) == expected


def test_the_kind_of_population_decides() -> None:
    who = profile(populations={"municipale": 4844, "totale": 5039})
    at_most = {"max": 5000, "max_included": True}
    assert answer(rules({"population": {"kind": "municipale", **at_most}}), who) == "eligible"
    assert answer(rules({"population": {"kind": "totale", **at_most}}), who) == "not_eligible"


def test_a_dgf_population_is_never_below_the_total_one() -> None:
    def dgf(who: int, **rule: Any) -> str:
        known = profile(populations={"totale": who})
        return answer(rules({"population": {"kind": "dgf", **rule}}), known)

    assert dgf(1500, max=2000, max_included=True) == "to_check"
    assert dgf(2001, max=2000, max_included=True) == "not_eligible"
    assert dgf(1500, min=1000) == "eligible"
    assert dgf(900, min=1000) == "to_check"
    assert answer(rules({"population": {"kind": "dgf", "max": 2000}}), profile()) == "to_check"


def test_what_is_not_known_is_never_a_no() -> None:
    who = profile()
    for case in (
        population(max=2000),
        {"rural_by_law": True},
        {"rurality": ["dense"]},
        {"zonings": ["pvd"]},
        {"excluded_zonings": ["acv"]},
        {"competences": ["gemapi"]},
        {"conditions": ["Avoir délibéré."]},
    ):
        verdict = judge(rules(case), who)
        assert verdict.answer is Answer.TO_CHECK, case
        assert len(verdict.missing) == 1, case


def test_one_zoning_is_enough_and_one_unknown_leaves_it_open() -> None:
    wanted = rules({"zonings": ["pvd", "frr"]})
    assert answer(wanted, profile(zonings={"pvd": True})) == "eligible"
    assert answer(wanted, profile(zonings={"pvd": False})) == "to_check"
    assert answer(wanted, profile(zonings={"pvd": False, "frr": False})) == "not_eligible"


def test_a_zoning_held_in_part_is_to_be_checked() -> None:
    part = MappingProxyType({"frr": fact(True, "DGCL", "2025-07-10")})
    who = profile(partial_zonings=part)
    verdict = judge(rules({"zonings": ["frr"]}), who)
    assert verdict.answer is Answer.TO_CHECK
    assert verdict.reasons[0].fact
    assert verdict.reasons[0].fact.source == "DGCL"


def test_an_epci_that_only_overlaps_is_to_be_checked() -> None:
    who = profile(
        code="242600534", level="epci", nature="cc", members=(DIE, "26001"),
        within=frozenset({"242600534", "DEP-26"}),
    )  # fmt: skip
    assert answer(rules(perimeter={"kind": "territories", "codes": [DIE]}), who) == "to_check"
    assert answer(rules({"territories": ["26362"]}), who) == "not_eligible"
    assert answer(rules(perimeter={"kind": "departement", "code": "DEP-26"}), who) == "eligible"
    assert answer(rules(perimeter={"kind": "departement", "code": "DEP-07"}), who) == "not_eligible"


def test_the_best_case_decides_and_cases_are_numbered() -> None:
    found = rules({"natures": ["cc"]}, {"natures": ["com"]})
    verdict = judge(found, profile())
    assert verdict.answer is Answer.ELIGIBLE
    assert [(reason.case, reason.result.value) for reason in verdict.reasons] == [(2, "ok")]
    refused = judge(rules({"natures": ["cc"]}, {"natures": ["ca"]}), profile())
    assert [reason.case for reason in refused.reasons] == [1, 2]


def test_a_commune_nouvelle_is_a_commune() -> None:
    assert answer(rules({"natures": ["com"]}), profile(is_new_commune=True)) == "eligible"


def test_sentences_are_french_and_exact() -> None:
    who = profile(populations={"municipale": 457})
    with translation.override("fr"):
        reason = judge(rules(population(max=2000)), who).reasons[0]
        assert reason.text.replace("\u00a0", " ").replace("\u202f", " ") == (
            "Population municipale 2023 : 457 habitants, moins de 2 000 : oui"
        )
        assert describe(population(min=500, max=2000)["population"] and population(max=2000))


def test_facts_come_with_their_source() -> None:
    who = profile(populations={"municipale": 457})
    found = judge(rules(population(max=2000)), who).as_json()
    assert found["reasons"][0]["fact"] == {"value": 457, "source": "INSEE", "as_of": "2023"}
    assert found["missing"] == []


# -- an independent judge ------------------------------------------------------------------------

ZONINGS = ["frr", "pvd", "acv"]
NATURES = ["com", "cc", "sivu"]
RURAL = ["dense", "bourg_rural"]
THIRD = {True: 2, None: 1, False: 0}


def three(value: bool | None) -> int:
    return THIRD[value]


def oracle(found: dict[str, Any], who: dict[str, Any]) -> int:
    """2 yes, 1 to check, 0 no: the minimum over conditions, the maximum over cases."""
    best = max((oracle_case(case, who) for case in found["cases"]), default=2)
    return min(best, 2 if found["perimeter"] is None else three(who["inside"]))


def oracle_case(case: dict[str, Any], who: dict[str, Any]) -> int:
    parts = [2]
    if case.get("natures"):
        parts.append(three(who["nature"] in case["natures"]))
    if rule := case.get("population"):
        parts.append(three(None if who["population"] is None else _fits(rule, who["population"])))
    if case.get("rurality"):
        known = who["rurality"]
        parts.append(three(None if known is None else known in case["rurality"]))
    if case.get("zonings"):
        parts.append(max(three(who["zonings"].get(code)) for code in case["zonings"]))
    if case.get("excluded_zonings"):
        parts.append(min(2 - three(who["zonings"].get(c)) for c in case["excluded_zonings"]))
    if case.get("conditions"):
        parts.append(1)
    return min(parts)


def _fits(rule: dict[str, Any], value: int) -> bool:
    return value in range(
        rule["min"] + (not rule["min_included"]), rule["max"] + rule["max_included"]
    )


def subset(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values))


@st.composite
def some_rules(draw: Any) -> dict[str, Any]:
    def case() -> dict[str, Any]:
        found = {
            "natures": draw(subset(NATURES)),
            "rurality": draw(subset(RURAL)),
            "zonings": draw(subset(ZONINGS)),
            "excluded_zonings": draw(subset(ZONINGS)),
            "conditions": draw(st.sampled_from([[], ["À vérifier."]])),
        }
        if draw(st.booleans()):
            low = draw(st.integers(0, 3000))
            found["population"] = {
                "kind": "municipale",
                "min": low,
                "min_included": draw(st.booleans()),
                "max": draw(st.integers(low, 3000)),
                "max_included": draw(st.booleans()),
            }
        return {name: value for name, value in found.items() if value}

    place = {"kind": "departement", "code": "DEP-26"}
    cases = [case() for _ in range(draw(st.integers(0, 3)))]
    return {"perimeter": draw(st.sampled_from([None, place])), "cases": cases}


@st.composite
def somebody(draw: Any) -> dict[str, Any]:
    return {
        "nature": draw(st.sampled_from(NATURES)),
        "population": draw(st.none() | st.integers(0, 3000)),
        "rurality": draw(st.none() | st.sampled_from(RURAL)),
        "zonings": draw(st.dictionaries(st.sampled_from(ZONINGS), st.booleans())),
        "inside": draw(st.booleans()),
    }


def as_profile(who: dict[str, Any]) -> Profile:
    known = {} if who["population"] is None else {"municipale": who["population"]}
    return profile(
        nature=who["nature"],
        level="commune" if who["nature"] == "com" else "epci",
        populations=known,
        rurality=None if who["rurality"] is None else fact(who["rurality"]),
        zonings=who["zonings"],
        within=frozenset({"DEP-26"} if who["inside"] else {"DEP-07"}),
    )


@settings(max_examples=600, deadline=None)
@given(some_rules(), somebody())
def test_an_independent_judge_agrees(found: dict[str, Any], who: dict[str, Any]) -> None:
    expected = {2: "eligible", 1: "to_check", 0: "not_eligible"}[oracle(found, who)]
    assert answer(found, as_profile(who)) == expected


@settings(max_examples=400, deadline=None)
@given(some_rules(), somebody())
def test_the_axes_leave_out_nobody_who_may_use_the_page(
    found: dict[str, Any], who: dict[str, Any]
) -> None:
    if answer(found, as_profile(who)) == "not_eligible":
        return
    axes = axis_values(found)
    assert who["nature"] in axes["nature"]
    if who["population"] is not None:
        assert vocabularies.population_band(who["population"]) in axes["population"]
    if who["rurality"] is not None:
        assert who["rurality"] in axes["rurality"]


def test_silent_axes_hold_every_value() -> None:
    axes = axis_values(rules(population(max=1000)))
    assert axes["nature"] == list(vocabularies.NATURES)
    assert axes["zoning"] == list(vocabularies.ZONINGS)
    assert axes["population"] == ["moins-100", "100-499", "500-999"]


def test_a_bound_between_two_strata() -> None:
    assert "2000-3499" in axis_values(rules(population(max=2000, max_included=True)))["population"]
    assert "2000-3499" not in axis_values(rules(population(max=2000)))["population"]
    assert axis_values(rules(population(min=25_000)))["population"] == ["25000-plus"]


def test_rural_by_law_is_for_communes() -> None:
    axes = axis_values(rules({"rural_by_law": True}))
    assert axes["nature"] == ["com", "com-nouvelle"]
    assert "10000-19999" not in axes["population"]
    who = profile(level="epci", nature="cc")
    assert answer(rules({"rural_by_law": True}), who) == "not_eligible"


def test_frr_plus_communes_may_use_what_frr_may() -> None:
    assert "frr_plus" in axis_values(rules({"zonings": ["frr"]}))["zoning"]
    assert "frr_plus" not in axis_values(rules({"excluded_zonings": ["frr"]}))["zoning"]


@given(some_rules())
def test_equal_rules_have_one_key(found: dict[str, Any]) -> None:
    shuffled = {"cases": [dict(reversed(case.items())) for case in found["cases"]]}
    shuffled["perimeter"] = found["perimeter"]
    assert rules_key(found) == rules_key(shuffled)
