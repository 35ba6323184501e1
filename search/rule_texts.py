"""A case of the rules in plain words, for anyone: what is asked, with no collectivité in mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from backend.territories import vocabularies
from search.eligibility import _listed, _population_kind, label, population_bounds


def describe(case: Mapping[str, Any]) -> list[str]:
    """One sentence a condition, in the order they are judged."""
    return list(_sentences(case))


def _sentences(case: Mapping[str, Any]) -> Iterator[str]:
    if natures := case.get("natures"):
        yield _("For: %(wanted)s") % {"wanted": _listed(vocabularies.NATURES, natures)}
    if population := case.get("population"):
        yield _("%(kind)s: %(bounds)s inhabitants") % {
            "kind": _population_kind(population.get("kind") or "municipale"),
            "bounds": population_bounds(population),
        }
    if case.get("rural_by_law"):
        yield _("Rural communes by law (article D.3334-8-1 of the CGCT)")
    if rurality := case.get("rurality"):
        yield _("Density: %(wanted)s") % {"wanted": _listed(vocabularies.RURALITIES, rurality)}
    if zonings := case.get("zonings"):
        yield _("Zoning: %(wanted)s") % {"wanted": _listed(vocabularies.ZONINGS, zonings)}
    if excluded := case.get("excluded_zonings"):
        yield _("Outside these zonings: %(wanted)s") % {
            "wanted": _listed(vocabularies.ZONINGS, excluded)
        }
    for code in case.get("competences", ()):
        yield _("Holds the competence: %(value)s") % {
            "value": label(vocabularies.COMPETENCES, code)
        }
    if case.get("territories"):
        yield _("In the territories named")
    yield from case.get("conditions", ())
