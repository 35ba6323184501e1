"""The four axes of the commune type: which values a page's rules leave possible.

A rule silent on an axis leaves every value possible: an offer open to all is counted beside each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend.territories import vocabularies
from search.eligibility import Rules, population_fits

COMMUNES = ("com", "com-nouvelle")
RURAL_MOST = 5000
"""No commune above it is rural by law (article D.3334-8-1)."""
IMPLIED = {"frr_plus": "frr"}
"""A commune of the first zoning is in the second one too."""
AXES = ("nature", "population", "rurality", "zoning")


def axis_values(rules: Rules) -> dict[str, list[str]]:
    """The values of each axis that at least one case leaves possible, in vocabulary order."""
    cases: Sequence[Mapping[str, Any]] = rules.get("cases") or ({},)
    return {
        "nature": _union(vocabularies.NATURES, (_natures(case) for case in cases)),
        "population": _union(vocabularies.POPULATION_BANDS, (_bands(case) for case in cases)),
        "rurality": _union(vocabularies.RURALITIES, (case.get("rurality") for case in cases)),
        "zoning": _union(vocabularies.ZONINGS, (_zonings(case) for case in cases)),
    }


def _union(vocabulary: Mapping[str, Any], found: Iterable[Iterable[str] | None]) -> list[str]:
    """None is a silent case: every value."""
    wanted: set[str] = set()
    for values in found:
        wanted.update(vocabulary if values is None else values)
    return [code for code in vocabulary if code in wanted]


def _natures(case: Mapping[str, Any]) -> Iterable[str] | None:
    natures = set(case.get("natures") or vocabularies.NATURES)
    if "com" in natures:
        natures.add("com-nouvelle")
    if case.get("rural_by_law"):
        natures &= set(COMMUNES)
    return natures


def _bands(case: Mapping[str, Any]) -> Iterable[str] | None:
    rule = case.get("population") or {}
    most = RURAL_MOST if case.get("rural_by_law") else None
    return [
        code
        for code, band in vocabularies.POPULATION_BANDS.items()
        if _overlaps(rule, band.minimum, band.maximum, most)
    ]


def _overlaps(rule: Mapping[str, Any], low: int, high: int | None, most: int | None) -> bool:
    """Whether some whole number of [low, high[ fits: the nearest to each bound is enough."""
    last = None if high is None else high - 1
    if most is not None:
        last = most if last is None else min(last, most)
        if last < low:
            return False
    first = low
    if (least := rule.get("min")) is not None:
        first = max(low, least if rule.get("min_included", True) else least + 1)
    return (last is None or first <= last) and population_fits(rule, first)


def _zonings(case: Mapping[str, Any]) -> Iterable[str] | None:
    wanted, excluded = set(case.get("zonings") or ()), set(case.get("excluded_zonings") or ())
    found = wanted or set(vocabularies.ZONINGS)
    found |= {code for code, implied in IMPLIED.items() if implied in found}
    excluded |= {code for code, implied in IMPLIED.items() if implied in excluded}
    return found - excluded
