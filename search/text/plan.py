"""What a search text asks: clauses that must all match, each with its alternatives. Pure.

Synonyms are expanded here, so both engines see them and a change of a group needs no reindexing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from search.text.analysis import word_terms
from search.text.french import QUESTION_WORDS, clean, words

# One declaration of fields and weights, for both engines. Labels are what many sheets have in
# common (bearer, domains, terms): they find a sheet, its own words rank it.
FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 4.0, "keywords": 3.0, "summary": 2.0, "labels": 1.0, "body": 1.0,
}  # fmt: skip
# What the whole text, found as a phrase, adds on top.
PHRASE_WEIGHTS: Mapping[str, float] = {**FIELD_WEIGHTS, "title": 6.0}
TIE_BREAKER = 0.1
SYNONYM_WEIGHT = 0.8
# A close spelling counts this much, whatever the word's rarity.
TYPO_SCORE = 0.5

MAX_TEXT_LENGTH = 400
MAX_WORDS = 32
# Longer words are looked for as they stand only: an automaton of their spellings costs too much.
MAX_TYPO_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a clause: raw words (stop words included, so that phrases keep their holes).

    Several words are looked for side by side when ``phrase``, anywhere in the document otherwise.
    """

    raw: str
    weight: float = 1.0
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class TextClause:
    """One of the alternatives must match; the first is what was typed.

    ``close``: spellings close to what was typed match too.
    """

    alternatives: tuple[Alternative, ...]
    close: bool = False

    @property
    def typed(self) -> str:
        """The words as they were typed."""
        return self.alternatives[0].raw


@dataclass(frozen=True, slots=True)
class TextPlan:
    """Clauses that must all match, or ``enough`` of them when it is a number.

    A document that holds ``phrase`` as it stands ranks higher.
    """

    clauses: tuple[TextClause, ...]
    phrase: str | None = None
    enough: int | None = None

    def relaxed(self, known: Sequence[bool]) -> Iterator[TextPlan]:
        """What to try in turn when the plan finds nothing, given which clauses find something.

        First close spellings, only of what is not known: a close spelling of a known word is
        another word. Then half of the clauses.
        """
        clauses = tuple(
            replace(clause, close=not is_known)
            for clause, is_known in zip(self.clauses, known, strict=True)
        )
        if not all(known):
            yield replace(self, clauses=clauses)
        if len(clauses) > 1:
            yield replace(self, clauses=clauses, enough=(len(clauses) + 1) // 2)


Key = tuple[str, ...]


class SynonymIndex:
    """Groups of equivalent expressions, found by their analysed words."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._members: dict[Key, list[str]] = {}
        self.longest = 0
        for group in groups:
            self._add([raw for raw in map(_raw, group) if any(_keys(raw))])

    def _add(self, group: Sequence[str]) -> None:
        for member in group:
            keys = set(_keys(member))
            for key in keys:
                known = self._members.setdefault(key, [])
                known.extend(
                    other
                    for other in group
                    if other not in known and not keys.intersection(_keys(other))
                )
                self.longest = max(self.longest, len(key))

    def others(self, keys: Iterable[Key]) -> list[str]:
        """The other ways to say what one of the keys says, without doubles."""
        found = chain.from_iterable(self._members.get(key, ()) for key in keys)
        return list(dict.fromkeys(found))

    def __bool__(self) -> bool:
        return bool(self._members)


NO_SYNONYMS = SynonymIndex()


def plan(text: str, synonyms: SynonymIndex = NO_SYNONYMS) -> TextPlan | None:
    """The plan of a typed text; None when it holds no word to look for."""
    typed = words(clean(text[:MAX_TEXT_LENGTH])).split()[:MAX_WORDS]
    if not any(word_terms(word) for word in typed):
        return None
    asked = _without_question(typed)
    clauses = tuple(dict.fromkeys(_clauses(asked, synonyms)))
    several = sum(1 for word in asked if word_terms(word)) > 1
    # In a question, one word may be of the asker alone: « … dans la commune ? ».
    loose = len(clauses) > 2 and (asked != typed or "?" in text)
    return TextPlan(
        clauses,
        phrase=" ".join(asked) if several else None,
        enough=len(clauses) - 1 if loose else None,
    )


def _without_question(typed: list[str]) -> list[str]:
    kept = [word for word in typed if word not in QUESTION_WORDS]
    return kept if any(word_terms(word) for word in kept) else typed


def _clauses(asked: list[str], synonyms: SynonymIndex) -> Iterator[TextClause]:
    start = 0
    while start < len(asked):
        if not word_terms(asked[start]):
            start += 1
            continue
        end, others = _longest_match(asked, start, synonyms)
        own = Alternative(" ".join(asked[start:end]))
        members = tuple(Alternative(other, SYNONYM_WEIGHT, phrase=" " in other) for other in others)
        yield TextClause((own, *members))
        start = end


def _longest_match(asked: list[str], start: int, synonyms: SynonymIndex) -> tuple[int, list[str]]:
    """The end of the longest run of words that a synonym group knows, and what it says else."""
    runs: list[tuple[int, Key, Key]] = []
    stem_key: Key = ()
    exact_key: Key = ()
    for end in range(start, len(asked)):
        terms = word_terms(asked[end])
        if terms is None:
            continue
        stem_key, exact_key = (*stem_key, terms[0]), (*exact_key, terms[1])
        if len(stem_key) > max(synonyms.longest, 1):
            break
        runs.append((end + 1, stem_key, exact_key))
    for end, *keys in reversed(runs):
        if others := synonyms.others(keys):
            return end, others
    return start + 1, []


def _raw(text: str) -> str:
    return words(clean(text[:MAX_TEXT_LENGTH])).strip()


def _keys(raw: str) -> Iterator[Key]:
    terms = [terms for word in raw.split() if (terms := word_terms(word))]
    if terms:
        yield tuple(stem for stem, _ in terms)
        yield tuple(exact for _, exact in terms)


@dataclass(frozen=True, slots=True)
class LikePlan:
    """What makes a document close to another: its title's words, its keywords, its domains."""

    title: tuple[str, ...]
    keywords: tuple[str, ...]
    domains: tuple[str, ...]


LIKE_TITLE_WEIGHT = 2.0
LIKE_KEYWORD_WEIGHT = 1.0
LIKE_DOMAIN_SCORE = 3.0
MAX_LIKE_WORDS = 24


def like(document: Mapping[str, Any]) -> LikePlan:
    """The plan that finds documents close to an indexed one."""
    return LikePlan(
        _subject(document.get("title")),
        _subject(document.get("keywords")),
        tuple(sorted(document.get("domain") or ())),
    )


def _subject(value: str | Iterable[str] | None) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value or ()
    found = chain.from_iterable(words(clean(text)).split() for text in texts)
    known = dict.fromkeys(word for word in found if word_terms(word) and len(word) > 1)
    return tuple(known)[:MAX_LIKE_WORDS]


def typo_distance(term: str) -> int:
    """How many typing errors a word may hold: none under 3 letters, one under 6, else two."""
    length = len(term)
    if length < 3 or length > MAX_TYPO_LENGTH:
        return 0
    return 1 if length < 6 else 2
