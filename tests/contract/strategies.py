"""Random documents and queries, small enough that they meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from search.engines.fields import SORTABLE
from search.query import (
    All,
    AnyOf,
    Between,
    Clause,
    ClausesCount,
    Either,
    FacetCount,
    Ids,
    Not,
    SearchQuery,
    SortKey,
    TermsCount,
)
from search.text.plan import SynonymIndex, plan

WORDS = (
    "école écoles groupe scolaire CAUE C.A.U.E. conseil architecture urbanisme eau eaux "
    "assainissement assainisement voirie l'eau d'école plan de financement à la rénovation "
    "renovation énergétique énergétiques élu·e·s adjoint(e)s m² 26200 d’Étoile aujourd'hui"
).split()
SYNONYMS = SynonymIndex(
    [
        ["CAUE", "conseil d'architecture et d'urbanisme"],
        ["école", "groupe scolaire"],
        ["élu", "élus", "élue"],
        ["plan de financement", "budget", "voirie"],
    ]
)
VALUES = {
    "kind": ("offer", "aid", "call"),
    "domain": ("eau", "eau/potable", "voirie", "école", ""),
    "rules": ("", "3f2a", "9c1e"),
}
INTEGERS = ("live_from", "published", "closes", "deadline", "date", "annual_to")
NUMBERS = st.sampled_from([-1, 0, 1, 5, 739_000, 739_001, 9_999_999, 9_999_999_999])
BOUNDS = st.none() | NUMBERS | st.sampled_from([-(2**70), 2**70])

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@st.composite
def documents(draw: st.DrawFn, most: int = 12) -> list[dict[str, Any]]:
    ids = draw(st.lists(st.integers(1, 60), unique=True, max_size=most))
    return [draw(document(page_id)) for page_id in ids]


@st.composite
def document(draw: st.DrawFn, page_id: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": page_id,
        "title": draw(texts),
        "keywords": draw(st.lists(texts, max_size=3)),
        "summary": draw(texts),
        "body": draw(texts),
    }
    for field, known in VALUES.items():
        made[field] = draw(st.lists(st.sampled_from(known), max_size=3, unique=True))
    for field in INTEGERS:
        value = draw(st.none() | NUMBERS)
        if value is not None:
            made[field] = value
    title = draw(st.none() | st.sampled_from(["", "a", "ab", "b", "ecole 00000009", "éé"]))
    if title is not None:
        made["sort_title"] = title
    return made


any_of = st.builds(
    lambda field, values: AnyOf(field, tuple(values[field])),
    st.sampled_from(sorted(VALUES)),
    st.fixed_dictionaries(
        {field: st.lists(st.sampled_from((*known, "?")), max_size=3)
         for field, known in VALUES.items()}
    ),
)  # fmt: skip
between = st.builds(Between, st.sampled_from(("id", *INTEGERS)), BOUNDS, BOUNDS)
leaves = any_of | between | st.lists(st.integers(-1, 60), max_size=4).map(tuple).map(Ids)
clauses: st.SearchStrategy[Clause] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple).map(All)
        | st.lists(inner, max_size=3).map(tuple).map(Either)
        | inner.map(Not)
    ),
    max_leaves=4,
)
FACETS: tuple[FacetCount, ...] = (
    TermsCount("kind", "kind"),
    TermsCount("domain", "domain"),
    ClausesCount(
        "status",
        {"open": Between("closes", 5), "closed": Not(Between("closes", 5)), "none": Either()},
    ),
)
sort_keys = st.builds(
    SortKey, st.sampled_from([field for field in SORTABLE if field != "updated"]), st.booleans()
)
plans = texts.map(lambda text: plan(text, SYNONYMS))


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    names = draw(st.lists(st.sampled_from(["kind", "domain", "status", "own"]), unique=True))
    return SearchQuery(
        text=draw(st.none() | plans),
        base=draw(st.just(All()) | clauses),
        selected={name: draw(clauses) for name in names},
        facets=draw(
            st.sets(st.integers(0, 2)).map(lambda ns: tuple(FACETS[n] for n in sorted(ns)))
        ),
        first=draw(st.none() | clauses),
        sort=draw(st.lists(sort_keys, min_size=1, max_size=3).map(tuple)),
        limit=100,
    )
