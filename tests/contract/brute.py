"""What an engine must find, computed the slow and plain way over the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz.distance import OSA

from search.engines.fields import values
from search.query import All, AnyOf, Between, Clause, Either, Ids, Not, SearchQuery, TermsCount
from search.text.analysis import exacts, field_text, stems
from search.text.plan import FIELD_WEIGHTS, Alternative, TextClause, TextPlan, typo_distance

Document = Mapping[str, Any]


def matches(document: Document, clause: Clause) -> bool:
    match clause:
        case AnyOf(field, wanted):
            return bool(set(values(document, field)) & set(wanted))
        case Ids(ids):
            return document["id"] in ids
        case Between(field, low, high):
            value = document.get(field)
            return (
                value is not None
                and (low is None or value >= low)
                and (high is None or value <= high)
            )
        case All(clauses):
            return all(matches(document, inner) for inner in clauses)
        case Either(clauses):
            return any(matches(document, inner) for inner in clauses)
        case Not(inner):
            return not matches(document, inner)


class Words:
    """The analysed words of one document."""

    def __init__(self, document: Document) -> None:
        texts = [field_text(document.get(field)) for field in FIELD_WEIGHTS]
        self.fields = [set(stems(text)) for text in texts]
        self.stems = {term for field in self.fields for _, term in field}
        self.exacts = {term for text in texts for _, term in exacts(text)}

    def says(self, plan: TextPlan) -> bool:
        enough = len(plan.clauses) if plan.enough is None else plan.enough
        return sum(self.holds(clause) for clause in plan.clauses) >= enough

    def holds(self, clause: TextClause) -> bool:
        if any(self._alternative(alternative) for alternative in clause.alternatives):
            return True
        return clause.close and all(self._near(term) for _, term in exacts(clause.typed))

    def _alternative(self, alternative: Alternative) -> bool:
        phrase = stems(alternative.raw)
        if alternative.phrase and len(phrase) > 1:
            return any(self._in_order(field, phrase) for field in self.fields)
        return all(self._word(word) for word in alternative.raw.split() if stems(word))

    def _word(self, word: str) -> bool:
        return stems(word)[0][1] in self.stems or exacts(word)[0][1] in self.exacts

    def _near(self, typed: str) -> bool:
        return any(OSA.distance(typed, term) <= typo_distance(typed) for term in self.exacts)

    @staticmethod
    def _in_order(field: set[tuple[int, str]], phrase: list[tuple[int, str]]) -> bool:
        (origin, head), *rest = phrase
        return any(
            all((start + position - origin, term) in field for position, term in rest)
            for start, found in field
            if found == head
        )


def reading(documents: Sequence[Document], query: SearchQuery) -> TextPlan | None:
    """How the text is read: decided under the base alone."""
    text = query.text
    if text is None:
        return None
    seen = [Words(document) for document in documents if matches(document, query.base)]
    known = [any(words.holds(clause) for words in seen) for clause in text.clauses]
    for plan in (text, *text.relaxed(known)):
        if any(words.says(plan) for words in seen):
            return plan
    return text


def found(documents: Sequence[Document], query: SearchQuery, but: str = "") -> list[Document]:
    """The documents that match, in no order, without the filter of the facet ``but``."""
    text = reading(documents, query)
    clauses = [clause for name, clause in query.selected.items() if name != but]
    return [
        document
        for document in documents
        if matches(document, All((query.base, *clauses)))
        and (text is None or Words(document).says(text))
    ]


def ordered(documents: Sequence[Document], query: SearchQuery) -> list[int]:
    """The ids of the hits, in order, of a query that does not sort by score."""
    rows = sorted(found(documents, query), key=lambda document: document["id"])
    for key in reversed([key for key in query.sort if key.field != "score"]):
        present = [row for row in rows if row.get(key.field) is not None]
        present.sort(key=lambda row: row[key.field], reverse=key.descending)
        rows = present + [row for row in rows if row.get(key.field) is None]
    if query.first is not None:
        first = query.first
        rows.sort(key=lambda row: not matches(row, first))
    return [row["id"] for row in rows]


def counts(documents: Sequence[Document], query: SearchQuery) -> dict[str, dict[str, int]]:
    """The counts above zero of every facet, each without its own filter."""
    result: dict[str, dict[str, int]] = {}
    for facet in query.facets:
        seen = found(documents, query, but=facet.name)
        if isinstance(facet, TermsCount):
            tally: dict[str, int] = {}
            for document in seen:
                for value in values(document, facet.field):
                    tally[value] = tally.get(value, 0) + 1
        else:
            tally = {
                name: sum(matches(document, clause) for document in seen)
                for name, clause in facet.clauses.items()
            }
        result[facet.name] = {value: number for value, number in tally.items() if number}
    return result
