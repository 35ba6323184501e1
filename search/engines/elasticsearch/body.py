"""From a ``SearchQuery`` to the body of one search request. Pure: plain values, no server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.engines.elasticsearch.schema import ALL_TEXT, exact
from search.engines.fields import INTEGERS, KEYWORDS, SORTABLE, known
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
from search.text.analysis import exacts, word_terms
from search.text.plan import (
    FIELD_WEIGHTS,
    LIKE_DOMAIN_SCORE,
    LIKE_KEYWORD_WEIGHT,
    LIKE_TITLE_WEIGHT,
    PHRASE_WEIGHTS,
    TIE_BREAKER,
    TYPO_SCORE,
    Alternative,
    LikePlan,
    TextClause,
    TextPlan,
    typo_distance,
)

Json = dict[str, Any]

_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1
# More distinct values than any facet has; without it the ten most frequent come alone.
_ALL_VALUES = 10_000
# Spellings of one word; the default, 50, forgets some.
_SPELLINGS = 1_000

# Aggregations that are no facet: all unselected facets, and what the base alone matches.
REST, SEEN = "#rest", "#seen"


def search_body(query: SearchQuery) -> Json:
    """One request for hits, total and all counts."""
    selected = {name: clause_query(clause) for name, clause in query.selected.items()}
    keys = sort_keys(query)
    scored = query.text is not None and any(key.field == "score" for key in keys)
    body: Json = {
        "query": _matched(query, scored, by_first=query.first is not None and not scored),
        "track_total_hits": True,
        "_source": False,
        "from": query.offset,
        "size": query.limit,
        "sort": _sort(query, keys, scored),
        "aggs": {SEEN: {"filter": {"match_all": {}}}, **_facets(query.facets, selected)},
    }
    if selected:
        body["post_filter"] = _all(selected.values())
    return body


def sort_keys(query: SearchQuery) -> tuple[SortKey, ...]:
    """Without a text all scores are equal; without keys the best hits come first."""
    if query.text is None:
        return tuple(key for key in query.sort if key.field != "score")
    return query.sort or (SortKey("score", descending=True),)


def like_body(plan: LikePlan, base: Clause, limit: int) -> Json | None:
    """The closest documents; None when there is nothing to be close to."""
    parts = [
        _boosted(query, weight)
        for words, weight in (
            (plan.title, LIKE_TITLE_WEIGHT),
            (plan.keywords, LIKE_KEYWORD_WEIGHT),
        )
        for word in words
        if (query := _word(word))
    ]
    parts += [
        {"constant_score": {"filter": {"term": {"domain": slug}}, "boost": LIKE_DOMAIN_SCORE}}
        for slug in plan.domains
    ]
    if not parts:
        return None
    return {
        "query": {
            "bool": {"must": [_some(parts, 1)], "filter": [clause_query(base), _not_removed()]}
        },
        "_source": False,
        "size": limit,
        "sort": [{"_score": "desc"}, {"id": "asc"}],
    }


def clause_query(clause: Clause) -> Json:
    """The documents that match a clause, whatever their score."""
    match clause:
        case AnyOf(field, wanted):
            known(field, KEYWORDS)
            return {"terms": {field: list(wanted)}} if wanted else _nothing()
        case Ids(ids):
            kept = [number for number in ids if _LONG_MIN <= number <= _LONG_MAX]
            return {"terms": {"id": kept}} if kept else _nothing()
        case Between():
            return _between(clause)
        case All(clauses):
            return _all(clause_query(inner) for inner in clauses)
        case Either(clauses):
            return _any(clause_query(inner) for inner in clauses)
        case Not(inner):
            return {"bool": {"must_not": [clause_query(inner)]}}


def known_body(plan: TextPlan, base: Clause) -> Json:
    """How many documents each clause of a text matches by itself."""
    clauses = {str(number): _matching_clause(each) for number, each in enumerate(plan.clauses)}
    return {
        "query": {"bool": {"filter": [clause_query(base), _not_removed()]}},
        "size": 0,
        "aggs": {SEEN: {"filters": {"filters": clauses}}},
    }


def text_query(plan: TextPlan) -> Json:
    """The clauses of the plan, all or enough of them, and the phrase on top."""
    clauses = [_text_clause(clause) for clause in plan.clauses]
    query: Json = {"must": clauses}
    if plan.enough is not None:
        query = {"must": [_some(clauses, plan.enough)]}
    if plan.phrase:
        query["should"] = [_best(_phrases(plan.phrase, PHRASE_WEIGHTS), TIE_BREAKER)]
    return {"bool": query}


def matching_query(plan: TextPlan) -> Json:
    """The documents of ``text_query``, without their scores: cheaper."""
    clauses = [_matching_clause(clause) for clause in plan.clauses]
    return _all(clauses) if plan.enough is None else _some(clauses, plan.enough)


def _matched(query: SearchQuery, scored: bool, by_first: bool) -> Json:
    filters = [clause_query(query.base), _not_removed()]
    matched: Json = {"filter": filters}
    if query.text is not None and scored:
        matched["must"] = [text_query(query.text)]
    elif query.text is not None:
        filters.append(matching_query(query.text))
    if by_first and query.first is not None:
        # The only score: one for the hits that come first.
        first = {"constant_score": {"filter": clause_query(query.first), "boost": 1.0}}
        matched["should"] = [first]
        matched["minimum_should_match"] = 0
    return {"bool": matched}


def _sort(query: SearchQuery, keys: Sequence[SortKey], scored: bool) -> list[Json]:
    sort: list[Json] = []
    if query.first is not None and not scored:
        sort.append({"_score": "desc"})
    for key in keys:
        order = "desc" if key.descending else "asc"
        if key.field == "score":
            sort.append({"_score": order})
        else:
            field = known(key.field, SORTABLE)
            sort.append({field: {"order": order, "missing": "_last"}})
    return [*sort, {"id": "asc"}]


def _facets(facets: Iterable[FacetCount], selected: Mapping[str, Json]) -> Json:
    """All unselected facets under all filters; each selected one under those of the others."""
    aggs: Json = {}
    for facet in facets:
        own = facet.name if facet.name in selected else REST
        others = [query for name, query in selected.items() if name != facet.name]
        group = aggs.setdefault(own, {"filter": _all(others), "aggs": {}})
        group["aggs"][facet.name] = _facet(facet)
    return aggs


def _facet(facet: FacetCount) -> Json:
    match facet:
        case TermsCount(field=field):
            return {"terms": {"field": known(field, KEYWORDS), "size": _ALL_VALUES}}
        case ClausesCount(clauses=clauses):
            filters = {name: clause_query(clause) for name, clause in clauses.items()}
            return {"filters": {"filters": filters}}


def _text_clause(clause: TextClause) -> Json:
    found = [
        _boosted(query, alternative.weight)
        for alternative in clause.alternatives
        if (query := _alternative(alternative))
    ]
    if clause.close:
        found.append(_typos(clause.typed, FIELD_WEIGHTS))
    return _best(found, 0.0)


def _alternative(alternative: Alternative) -> Json | None:
    terms = [word for word in alternative.raw.split() if word_terms(word)]
    if alternative.phrase and len(terms) > 1:
        return _best(_phrases(alternative.raw, FIELD_WEIGHTS), TIE_BREAKER)
    words = [query for word in terms if (query := _word(word))]
    if len(words) > 1:
        return {"bool": {"must": words}}
    return words[0] if words else None


def _word(word: str) -> Json | None:
    """One word, stemmed or as written, in its best field. None for a stop word."""
    if word_terms(word) is None:
        return None
    return _best(
        [
            _match(name, word, weight)
            for field, weight in FIELD_WEIGHTS.items()
            for name in (field, exact(field))
        ],
        TIE_BREAKER,
    )


def _match(field: str, word: str, weight: float) -> Json:
    return {"match": {field: {"query": word, "operator": "and", "boost": weight}}}


def _phrases(raw: str, weights: Mapping[str, float]) -> list[Json]:
    return [
        {"match_phrase": {field: {"query": raw, "boost": weight}}}
        for field, weight in weights.items()
    ]


def _matching_clause(clause: TextClause) -> Json:
    found = [_matching_alternative(alternative) for alternative in clause.alternatives]
    if clause.close:
        found.append(_typos(clause.typed, {ALL_TEXT: 1.0}))
    return _any(found)


def _matching_alternative(alternative: Alternative) -> Json:
    words = [word for word in alternative.raw.split() if word_terms(word)]
    if alternative.phrase and len(words) > 1:
        return _any(_phrases(alternative.raw, FIELD_WEIGHTS))
    if not words:
        return _nothing()
    return _all(
        _any(_match(name, word, 1.0) for name in (ALL_TEXT, exact(ALL_TEXT))) for word in words
    )


def _typos(raw: str, weights: Mapping[str, float]) -> Json:
    """Every word of the text, or close spellings of it; the score tells the best field only."""
    words = [
        _best(
            [
                {"constant_score": {"filter": _near(exact(field), term), "boost": score}}
                for field, weight in weights.items()
                for score in (TYPO_SCORE * weight,)
            ],
            0.0,
        )
        for _, term in exacts(raw)
    ]
    return {"bool": {"must": words}} if words else _nothing()


def _near(field: str, term: str) -> Json:
    distance = typo_distance(term)
    if not distance:
        return {"term": {field: term}}
    asked = {"value": term, "fuzziness": distance, "max_expansions": _SPELLINGS}
    return {"fuzzy": {field: asked}}


def _between(clause: Between) -> Json:
    field = known(clause.field, ("id", *INTEGERS))
    low, high = clause.at_least, clause.at_most
    if (low is not None and low > _LONG_MAX) or (high is not None and high < _LONG_MIN):
        return _nothing()
    bounds: Json = {}
    if low is not None:
        bounds["gte"] = max(low, _LONG_MIN)
    if high is not None:
        bounds["lte"] = min(high, _LONG_MAX)
    return {"range": {field: bounds}} if bounds else {"exists": {"field": field}}


def _boosted(query: Json, weight: float) -> Json:
    return query if weight == 1.0 else {"bool": {"must": [query], "boost": weight}}


def _best(queries: Sequence[Json], tie_breaker: float) -> Json:
    if not queries:
        return _nothing()
    if len(queries) == 1:
        return queries[0]
    return {"dis_max": {"queries": list(queries), "tie_breaker": tie_breaker}}


def _all(queries: Iterable[Json]) -> Json:
    parts = list(queries)
    return {"bool": {"filter": parts}} if parts else {"match_all": {}}


def _any(queries: Iterable[Json]) -> Json:
    parts = list(queries)
    return _some(parts, 1) if parts else _nothing()


def _some(queries: Sequence[Json], enough: int) -> Json:
    return {"bool": {"should": list(queries), "minimum_should_match": enough}}


def _not_removed() -> Json:
    return {"term": {"removed": False}}


def _nothing() -> Json:
    return {"match_none": {}}
