"""Words, cleaning and sort keys."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.analysis import exacts, field_text, stems, word_terms
from search.text.french import clean, fold, sort_key, tidy, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'école de la Drôme", "école de la drôme"),
        ("aujourd'hui, jusqu’au soir", "aujourd'hui au soir"),
        ("C.A.U.E. de la Drôme", "caue de la drôme"),
        ("les élu·e·s et adjoint(e)s", "les élus et adjoints"),
        ("élu.e.s, agent·e, acteur·rice·s", "élus agent acteurs"),
        ("conseiller·ère·s", "conseillers"),
        ("120 m², 3,5 km", "120 m2 3,5 km"),
        ("E\u0301tat", "état"),
        ("assai\u00adnis\u200bsement", "assainissement"),
        ("www.ladrome.fr", "www.ladrome.fr"),
        ("fin de phrase.Suite", "fin de phrase.suite"),
        ("CAUE-26", "caue 26"),
        ("Co-voiturage, multi-services", "covoiturage multiservices"),
        ("co-26, décolleté-court, éco-", "co 26 décolleté court éco"),
        ("İzmir", "izmir"),
        ("", ""),
        ("…?!", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert words(clean(text)) == expected


@given(st.text(max_size=60))
def test_words_are_the_words_of_words(text: str) -> None:
    """A plan keeps words that engines cut again: cutting must change nothing more."""
    once = words(clean(text))
    assert words(clean(once)).split() == once.split() or "'" in once or "’" in once


@given(st.text(max_size=80))
def test_any_text_is_analysed(text: str) -> None:
    assert len(stems(text)) == len(exacts(text))
    tidy(text), fold(text), word_terms(text)
    assert "\0" not in sort_key(text)


def test_stop_words_leave_holes() -> None:
    assert stems("plan de financement") == [(0, "plan"), (2, "financ")]
    assert exacts("le plan") == [(1, "plan")]
    assert word_terms("de") is None
    assert word_terms("Écoles") == ("ecol", "ecoles")


def test_values_of_a_list_stand_apart() -> None:
    (first, _), (second, _) = stems(field_text(["groupe de", "la scolaire"]))
    assert second - first > 5
    assert field_text(None) == field_text([]) == field_text("") == ""


def test_sort_keys() -> None:
    titles = ["Lettre n° 10", "Lettre n° 9", "Éclairage", "eau", "Œuvre", "« Zones »", "Été"]
    assert sorted(titles, key=sort_key) == [
        "eau", "Éclairage", "Été", "Lettre n° 9", "Lettre n° 10", "Œuvre", "« Zones »",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a", "é·", "a.", "a(", "a'", "1.", "é "])
def test_long_texts_cost_their_length(text: str) -> None:
    started = time.process_time()
    stems(text * 50_000)
    sort_key(text * 50_000)
    assert time.process_time() - started < 5
