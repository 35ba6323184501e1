"""From a request for a list to an engine's query, and from its counts to facets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format

from search.answers import FacetAnswer, FacetValue, SearchRequest
from search.facets import FACETS, Facet, Value, facets_of
from search.moment import Moment
from search.query import All, AnyOf, Between, Clause, Ids, SearchQuery, SortKey
from search.replica import State
from search.text.plan import TextPlan
from search.verdicts import Judged

SORTS: Mapping[str, SortKey] = {
    "relevance": SortKey("score", descending=True),
    "newest": SortKey("published", descending=True),
    "updated": SortKey("updated", descending=True),
    "deadline": SortKey("deadline"),
    "date": SortKey("date"),
    "title": SortKey("sort_title"),
}
COMING_FIRST = ("deadline", "date")
"""Sorted by these, what is past comes after what is to come."""

Verdicts = Mapping[str, Judged]


def visible(moment: Moment) -> All:
    """What is on line at this moment."""
    return All(
        (
            Between("live_from", at_most=moment.seconds),
            Between("live_until", at_least=moment.seconds + 1),
        )
    )


def build_query(
    request: SearchRequest, text: TextPlan | None, verdicts: Verdicts | None, moment: Moment
) -> SearchQuery:
    keys, first = _order(request.sort, text is not None, moment)
    return SearchQuery(
        text=text,
        base=visible(moment),
        selected=_selected(request, verdicts, moment),
        facets=tuple(FACETS[name].count(moment) for name in facet_names(request)),
        first=first,
        sort=keys,
        offset=max(request.page - 1, 0) * request.page_size,
        limit=request.page_size,
    )


def facet_names(request: SearchRequest) -> tuple[str, ...]:
    """The facets to compute, in the order of their declaration."""
    if request.facets is None:
        return facets_of((request.kind,) if request.kind else request.filters.get("kind", ()))
    return tuple(name for name in FACETS if name in request.facets)


def _selected(
    request: SearchRequest, verdicts: Verdicts | None, moment: Moment
) -> dict[str, Clause]:
    """What the request adds to what is visible, by name: facets, and filters that none counts.

    All of it is here, not in the base, or one more filter could make close spellings accepted and
    so add hits.
    """
    clauses: dict[str, Clause] = {}
    if request.kind:
        clauses["collection"] = AnyOf("kind", (request.kind,))
    if request.ids is not None:
        clauses["ids"] = Ids(request.ids)
    if verdicts is not None and request.eligibility:
        wanted = set(request.eligibility)
        keys = (key for key, judged in verdicts.items() if judged.verdict.answer in wanted)
        clauses["eligibility"] = AnyOf("rules", tuple(keys))
    for name, values in request.filters.items():
        if values:
            clauses[name] = FACETS[name].clause(values, moment)
    return clauses


def _order(sort: str, has_text: bool, moment: Moment) -> tuple[tuple[SortKey, ...], Clause | None]:
    reverse, name = sort.startswith("-"), sort.removeprefix("-")
    if name not in SORTS or (name == "relevance" and not has_text):
        name = "relevance" if has_text and not name else "newest"
    key = SORTS[name]
    if reverse:
        return (SortKey(key.field, not key.descending),), None
    if name in COMING_FIRST:
        return (key,), Between(key.field, at_least=moment.today.toordinal())
    return (key,), None


def facet_answers(
    state: State,
    request: SearchRequest,
    counts: Mapping[str, Mapping[str, int]],
    moment: Moment,
) -> tuple[FacetAnswer, ...]:
    return tuple(
        FacetAnswer(
            FACETS[name],
            tuple(
                facet_values(
                    state, FACETS[name], counts.get(name, {}), request.filters.get(name, ()), moment
                )
            ),
        )
        for name in facet_names(request)
    )


def facet_values(
    state: State,
    facet: Facet,
    counts: Mapping[str, int],
    selected: Iterable[str],
    moment: Moment,
) -> Iterable[FacetValue]:
    """The values in order, with labels; those of a closed vocabulary even when they count zero."""
    chosen = set(selected)
    known = list(facet.values(state, moment))
    listed = {value.code for value in known}
    others = {code for code, count in counts.items() if count} | chosen
    known += [Value(code, open_label(facet, code)) for code in sorted(others - listed)]
    for value in known:
        count, picked = counts.get(value.code, 0), value.code in chosen
        if count or picked or facet.closed:
            yield FacetValue(value.code, value.label, count, picked, value.parent)


def open_label(facet: Facet, code: str) -> str:
    """The label of a value that no vocabulary lists: a month in words, else the code."""
    if facet.name != "month":
        return code
    try:
        return date_format(date.fromisoformat(f"{code}-01"), "F Y")
    except ValueError:
        return code
