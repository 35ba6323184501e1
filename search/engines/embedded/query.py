"""From a ``SearchQuery`` to tantivy queries. Pure: the schema is all it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import tantivy
from tantivy import Occur, Query

from search.engines.embedded.schema import ALL_TEXT, exact
from search.engines.fields import INTEGERS, KEYWORDS, known
from search.query import All, AnyOf, Between, Clause, Either, Ids, Not
from search.text.analysis import exacts, stems, word_terms
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

_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1


def clause_query(schema: tantivy.Schema, clause: Clause) -> Query:
    """The documents that match a clause, whatever their score."""
    match clause:
        case AnyOf(field, values):
            known(field, KEYWORDS)
            return Query.term_set_query(schema, field, list(values)) if values else _nothing()
        case Ids(ids):
            kept = [number for number in ids if _INT_MIN <= number <= _INT_MAX]
            return Query.term_set_query(schema, "id", kept) if kept else _nothing()
        case Between():
            return _between(schema, clause)
        case All(clauses):
            return _all(clause_query(schema, inner) for inner in clauses)
        case Either(clauses):
            return _any(clause_query(schema, inner) for inner in clauses)
        case Not(inner):
            return _but(clause_query(schema, inner))


def filtered(query: Query | None, filters: Sequence[Query]) -> Query:
    """The scored query (everything when None) narrowed by filters that score nothing."""
    parts = [(Occur.Must, query or Query.const_score_query(Query.all_query(), 0.0))]
    parts += [(Occur.Must, Query.const_score_query(each, 0.0)) for each in filters]
    return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)


def text_query(schema: tantivy.Schema, plan: TextPlan) -> Query:
    """The clauses of the plan, all or enough of them, and the phrase on top."""
    words = _enough([_text_clause(schema, clause) for clause in plan.clauses], plan.enough)
    phrases = _phrases(schema, plan.phrase, PHRASE_WEIGHTS) if plan.phrase else []
    if not phrases:
        return words
    return Query.boolean_query(
        [(Occur.Must, words), (Occur.Should, Query.disjunction_max_query(phrases, TIE_BREAKER))]
    )


def matching_query(schema: tantivy.Schema, plan: TextPlan) -> Query:
    """The documents of ``text_query``, without their scores: some five times cheaper."""
    return _enough([matching_clause(schema, clause) for clause in plan.clauses], plan.enough)


def matching_clause(schema: tantivy.Schema, clause: TextClause) -> Query:
    """The documents that match one clause of a text, without scores."""
    found = [_matching_alternative(schema, alternative) for alternative in clause.alternatives]
    if clause.close:
        found.append(_typos(schema, clause.typed, {ALL_TEXT: 1.0}))
    return _any(found)


def like_query(schema: tantivy.Schema, plan: LikePlan) -> Query | None:
    """Documents that share words or domains with another; None when it has neither."""
    parts = [
        (Occur.Should, Query.boost_query(query, weight))
        for words, weight in (
            (plan.title, LIKE_TITLE_WEIGHT),
            (plan.keywords, LIKE_KEYWORD_WEIGHT),
        )
        for word in words
        if (query := _word(schema, word))
    ]
    parts += [
        (
            Occur.Should,
            Query.const_score_query(Query.term_query(schema, "domain", slug), LIKE_DOMAIN_SCORE),
        )
        for slug in plan.domains
    ]
    return Query.boolean_query(parts) if parts else None


def _text_clause(schema: tantivy.Schema, clause: TextClause) -> Query:
    found: list[Query] = []
    for alternative in clause.alternatives:
        query = _alternative(schema, alternative)
        if query:
            found.append(Query.boost_query(query, alternative.weight))
    if clause.close:
        found.append(_typos(schema, clause.typed, FIELD_WEIGHTS))
    return Query.disjunction_max_query(found, 0.0) if found else _nothing()


def _matching_alternative(schema: tantivy.Schema, alternative: Alternative) -> Query:
    if alternative.phrase and (phrases := _phrases(schema, alternative.raw, FIELD_WEIGHTS)):
        return _any(phrases)
    terms = [known for word in alternative.raw.split() if (known := word_terms(word))]
    if not terms:
        return _nothing()
    return _all(
        _any(
            [
                Query.term_query(schema, ALL_TEXT, stem),
                Query.term_query(schema, exact(ALL_TEXT), written),
            ]
        )
        for stem, written in terms
    )


def _alternative(schema: tantivy.Schema, alternative: Alternative) -> Query | None:
    if alternative.phrase:
        phrases = _phrases(schema, alternative.raw, FIELD_WEIGHTS)
        if phrases:
            return Query.disjunction_max_query(phrases, TIE_BREAKER)
    words = [query for word in alternative.raw.split() if (query := _word(schema, word))]
    if len(words) > 1:
        return Query.boolean_query([(Occur.Must, word) for word in words])
    return words[0] if words else None


def _word(schema: tantivy.Schema, word: str) -> Query | None:
    """One word, stemmed or as written, in its best field. None for a stop word."""
    terms = word_terms(word)
    if terms is None:
        return None
    stem, written = terms
    return Query.disjunction_max_query(
        [
            Query.boost_query(Query.term_query(schema, name, term), weight)
            for field, weight in FIELD_WEIGHTS.items()
            for name, term in ((field, stem), (exact(field), written))
        ],
        TIE_BREAKER,
    )


def _phrases(schema: tantivy.Schema, raw: str, weights: Mapping[str, float]) -> list[Query]:
    tokens = stems(raw)
    if len(tokens) < 2:  # tantivy panics on a phrase of one word
        return []
    return [
        Query.boost_query(Query.phrase_query(schema, field, list(tokens)), weight)
        for field, weight in weights.items()
    ]


def _typos(schema: tantivy.Schema, raw: str, weights: Mapping[str, float]) -> Query:
    """Every word of the text, or close spellings of it; the score tells the best field only."""
    words = [
        Query.disjunction_max_query(
            [
                Query.const_score_query(_near(schema, exact(field), term), TYPO_SCORE * weight)
                for field, weight in weights.items()
            ],
            0.0,
        )
        for _, term in exacts(raw)
    ]
    return Query.boolean_query([(Occur.Must, word) for word in words]) if words else _nothing()


def _near(schema: tantivy.Schema, field: str, term: str) -> Query:
    distance = typo_distance(term)
    if not distance:  # an automaton of a very long word costs tenths of a second
        return Query.term_query(schema, field, term)
    return Query.fuzzy_term_query(schema, field, term, distance)


def _between(schema: tantivy.Schema, clause: Between) -> Query:
    field = known(clause.field, ("id", *INTEGERS))
    low, high = clause.at_least, clause.at_most
    if (low is not None and low > _INT_MAX) or (high is not None and high < _INT_MIN):
        return _nothing()
    if low is not None and high is not None and low > high:
        return _nothing()
    low = None if low is None else max(low, _INT_MIN)
    high = None if high is None else min(high, _INT_MAX)
    if low is None and high is None:
        return Query.exists_query(field)
    return Query.range_query(schema, field, tantivy.FieldType.Integer, low, high)


def _enough(queries: Sequence[Query], enough: int | None) -> Query:
    if enough is None:
        return Query.boolean_query([(Occur.Must, query) for query in queries])
    return Query.boolean_query(
        [(Occur.Should, query) for query in queries], minimum_number_should_match=enough
    )


def _all(queries: Iterable[Query]) -> Query:
    parts = [(Occur.Must, query) for query in queries]
    return Query.boolean_query(parts) if parts else Query.all_query()


def _any(queries: Iterable[Query]) -> Query:
    parts = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(parts) if parts else _nothing()


def _but(query: Query) -> Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def _nothing() -> Query:
    return Query.empty_query()
