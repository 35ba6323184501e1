"""The facets, declared once: validation, queries, counts, labels and documentation read this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.territories import vocabularies
from cms_pages.choices import Modality
from cms_pages.kinds import KINDS
from search.query import AnyOf, Clause, ClausesCount, Either, FacetCount, TermsCount
from search.status import STATUSES, status_clauses

if TYPE_CHECKING:
    from search.moment import Moment
    from search.replica import State

__all__ = ["COMMUNE_TYPE", "FACETS", "STATUSES", "Facet", "FacetKind", "Value", "facets_of"]

COMMUNE_TYPE = "commune_type"
FUNDING = ("aid", "call")
WITH_CALENDAR = (*FUNDING, "event")
WITH_AUDIENCE = ("offer", "event", "programme", "article", "guide")


class FacetKind(StrEnum):
    TERMS = "terms"
    TREE = "tree"
    STATUS = "status"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Value:
    """A value a facet may take, with the label people read."""

    code: str
    label: str
    parent: str | None = None


Values = Callable[["State", "Moment"], Iterable[Value]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet. ``closed``: every value of its vocabulary is shown, those that count zero too.

    ``kinds`` are the kinds of pages that have it; none means all.
    """

    name: str
    label: str | Promise
    values: Values
    kind: FacetKind = FacetKind.TERMS
    group: str | None = None
    closed: bool = True
    kinds: tuple[str, ...] = ()
    pattern: str | None = None
    """What a code looks like, for a facet whose values are not listed beforehand."""

    @property
    def field(self) -> str:
        return self.name

    def clause(self, values: Iterable[str], moment: Moment) -> Clause:
        """Items that have at least one of the values."""
        if self.kind is FacetKind.STATUS:
            clauses = status_clauses(moment)
            return Either(tuple(clauses[value] for value in values if value in clauses))
        return AnyOf(self.field, tuple(values))

    def count(self, moment: Moment) -> FacetCount:
        if self.kind is FacetKind.STATUS:
            return ClausesCount(self.name, status_clauses(moment))
        return TermsCount(self.name, self.field)

    def applies_to(self, kinds: Iterable[str]) -> bool:
        """Whether one of these kinds has it; no kind stands for all of them."""
        wanted = set(kinds)
        return not self.kinds or not wanted or not wanted.isdisjoint(self.kinds)


def _fixed(labels: Callable[[], Iterable[tuple[str, Any]]]) -> Values:
    """Values that no database holds: their labels are looked up once a language."""

    @cache
    def labelled(language: str | None) -> tuple[Value, ...]:
        return tuple(Value(code, str(label)) for code, label in labels())

    def values(state: State, moment: Moment) -> Iterable[Value]:
        return labelled(get_language())

    return values


def _vocabulary(entries: Mapping[str, Any]) -> Values:
    return _fixed(lambda: [(code, getattr(e, "label", e)) for code, e in entries.items()])


def _terms(vocabulary: str) -> Values:
    def values(state: State, moment: Moment) -> Iterable[Value]:
        terms = state.taxonomy.get("terms", {}).get(vocabulary, ())
        return [Value(term["code"], term["label"]) for term in terms]

    return values


_kinds = _fixed(lambda: [(kind.code, kind.label_plural) for kind in KINDS.values()])


def _domains(state: State, moment: Moment) -> Iterable[Value]:
    domains = state.taxonomy.get("domains", ())
    return [Value(domain["code"], domain["label"], domain["parent"]) for domain in domains]


def _partners(state: State, moment: Moment) -> Iterable[Value]:
    shown = (entry for entry in state.partners if entry.is_visible(moment.seconds))
    return [Value(*entry.partner) for entry in shown if entry.partner]


def _months(state: State, moment: Moment) -> Iterable[Value]:
    return ()


_DECLARED = (
    Facet("kind", _("Kind of content"), _kinds),
    Facet("domain", _("Domain"), _domains, FacetKind.TREE),
    Facet("partner", _("Partner"), _partners),
    Facet("nature", _("Legal nature"), _vocabulary(vocabularies.NATURES),
          FacetKind.PROFILE, COMMUNE_TYPE),
    Facet("population", _("Population"), _vocabulary(vocabularies.POPULATION_BANDS),
          FacetKind.PROFILE, COMMUNE_TYPE),
    Facet("rurality", _("Rurality"), _vocabulary(vocabularies.RURALITIES),
          FacetKind.PROFILE, COMMUNE_TYPE),
    Facet("zoning", _("Zoning"), _vocabulary(vocabularies.ZONINGS),
          FacetKind.PROFILE, COMMUNE_TYPE),
    Facet("phase", _("Project phase"), _terms("phase"), kinds=("offer", "aid")),
    Facet("help", _("Kind of help"), _terms("help"), kinds=("offer",)),
    Facet("aid_type", _("Type of aid"), _terms("aid_type"), kinds=FUNDING),
    Facet("access", _("Access conditions"), _terms("access"), kinds=("offer",)),
    Facet("status", _("Status"), _vocabulary(STATUSES), FacetKind.STATUS, kinds=WITH_CALENDAR),
    Facet("event_kind", _("Kind of event"), _terms("event_kind"), kinds=("event",)),
    Facet("modality", _("Modality"), _vocabulary(dict(Modality.choices)), kinds=("event",)),
    Facet("audience", _("Audience"), _terms("audience"), kinds=WITH_AUDIENCE),
    Facet("month", _("Month"), _months, closed=False, kinds=("event", "newsletter"),
          pattern=r"[0-9]{4}-(?:0[1-9]|1[0-2])"),
)  # fmt: skip

FACETS: Mapping[str, Facet] = MappingProxyType({facet.name: facet for facet in _DECLARED})


def facets_of(kinds: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of the facets that apply to these kinds, in order."""
    wanted = tuple(kinds)
    return tuple(name for name, facet in FACETS.items() if facet.applies_to(wanted))
