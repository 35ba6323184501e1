"""From a typed text to clauses, and synonyms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.plan import (
    MAX_WORDS,
    Alternative,
    SynonymIndex,
    TextClause,
    like,
    plan,
    typo_distance,
)

SYNONYMS = SynonymIndex(
    [
        ["CAUE", "C.A.U.E.", "conseil d'architecture, d'urbanisme et de l'environnement"],
        ["école", "écoles", "groupe scolaire"],
        ["groupe scolaire", "cité scolaire"],
        ["AMO", "assistance à maîtrise d'ouvrage"],
        ["", "de la", "seul"],
    ]
)


def says(text: str) -> list[list[str]]:
    found = plan(text, SYNONYMS)
    assert found is not None
    return [[alternative.raw for alternative in clause.alternatives] for clause in found.clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("toiture", [["toiture"]]),
        ("la toiture de l'école", [["toiture"], ["école", "groupe scolaire"]]),
        ("ECOLE", [["ecole", "groupe scolaire"]]),
        ("c.a.u.e", [["caue", "conseil architecture urbanisme et de environnement"]]),
        ("groupes scolaires", [["groupes scolaires", "école", "écoles", "cité scolaire"]]),
        ("assistance maitrise ouvrage", [["assistance maitrise ouvrage", "amo"]]),
        ("assistance maîtrise ouvrage", [["assistance maîtrise ouvrage", "amo"]]),
        ("groupe", [["groupe"]]),
        ("comment faire une école", [["école", "groupe scolaire"]]),
        ("comment faire", [["comment"], ["faire"]]),
        ("eau eau eau", [["eau"]]),
        ("seul", [["seul"]]),
    ],
)
def test_clauses(text: str, expected: list[list[str]]) -> None:
    assert says(text) == expected


def test_members_of_several_words_are_phrases_and_what_was_typed_is_not() -> None:
    found = plan("caue", SYNONYMS)
    assert found is not None
    own, member = found.clauses[0].alternatives
    assert own == Alternative("caue")
    assert member.phrase
    assert member.weight < own.weight


def test_the_whole_text_is_a_phrase_with_its_stop_words() -> None:
    found = plan("Le plan de financement ?")
    assert found is not None
    assert found.phrase == "le plan de financement"
    assert plan("plan") == type(found)((TextClause((Alternative("plan"),)),), None)


@pytest.mark.parametrize("text", ["", "  ", "de la", "?", "l'", "\0"])
def test_no_word_no_plan(text: str) -> None:
    assert plan(text, SYNONYMS) is None


@given(st.text(max_size=500))
def test_any_text_has_a_plan_or_none(text: str) -> None:
    found = plan(text, SYNONYMS)
    assert found is None or 1 <= len(found.clauses) <= MAX_WORDS


def test_long_texts_are_cut() -> None:
    found = plan(" ".join(f"mot{number}" for number in range(1000)))
    assert found is not None
    assert len(found.clauses) == MAX_WORDS


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=4), st.text(max_size=40))
def test_any_group_of_synonyms(groups: list[list[str]], text: str) -> None:
    plan(text, SynonymIndex(groups))
    for member in (member for group in groups for member in group):
        plan(member, SynonymIndex(groups))


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("attirer médecin village", None),
        ("Comment attirer un médecin au village", 2),
        ("attirer un médecin au village ?", 2),
        ("bonjour, où trouver un conseiller numérique pour mes habitants", 2),
        ("Comment attirer un médecin ?", None),
        ("Pourquoi ?", None),
    ],
)
def test_in_a_question_one_word_may_be_missing(text: str, enough: int | None) -> None:
    found = plan(text)
    assert found is not None
    assert found.enough == enough


def test_close_spellings_of_unknown_words_then_half_of_them() -> None:
    found = plan("toiture ecolle village")
    assert found is not None
    spelled, half = found.relaxed([True, False, True])
    assert [clause.close for clause in spelled.clauses] == [False, True, False]
    assert (spelled.enough, half.enough) == (None, 2)
    assert half.clauses == spelled.clauses


@pytest.mark.parametrize(
    ("text", "known", "number"), [("a1", [False], 1), ("a1", [True], 0), ("a1 a2", [True] * 2, 1)]
)
def test_how_often_a_text_is_relaxed(text: str, known: list[bool], number: int) -> None:
    found = plan(text)
    assert found is not None
    assert len(list(found.relaxed(known))) == number


def test_what_makes_two_pages_alike() -> None:
    found = like({"title": "L'école de l'eau", "keywords": ["CAUE", "eau"], "domain": ["b", "a"]})
    assert found.title == ("école", "eau")
    assert found.keywords == ("caue", "eau")
    assert found.domains == ("a", "b")
    assert like({}) == like({"title": "de la", "keywords": [], "domain": None})


@pytest.mark.parametrize(
    ("term", "distance"), [("le", 0), ("eau", 1), ("voiri", 1), ("voirie", 2), ("a" * 41, 0)]
)
def test_typing_errors(term: str, distance: int) -> None:
    assert typo_distance(term) == distance
