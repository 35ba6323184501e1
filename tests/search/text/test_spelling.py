"""Suggested spellings and completions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.spelling import Speller

VOCABULARY = {
    "assainissement": 5, "éligibilité": 3, "école": 4, "ecole": 1, "communes": 9, "commun": 1,
    "voirie": 3, "detr": 2, "énergie": 2, "énergétique": 7,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("assainisement", "assainissement"),
        ("Assainisement de l'ecolle", "assainissement de l'école"),
        ("eligibilte DETR", "éligibilité DETR"),
        ("vorie", "voirie"),
        ("voiire", "voirie"),
        ("école", None),
        ("ECOLE", None),
        ("commune", None),
        ("écoles", None),
        ("xylophone", None),
        ("26200", None),
        ("de la", None),
        ("", None),
        ("eau", None),
    ],
)
def test_suggestions(text: str, expected: str | None) -> None:
    assert Speller(VOCABULARY).suggest(text) == expected


def test_completions() -> None:
    speller = Speller(VOCABULARY)
    assert speller.complete("éne") == speller.complete("ENE") == ["énergétique", "énergie"]
    assert speller.complete("eco") == ["école"]
    assert speller.complete("é", limit=1) == ["énergétique"]
    assert speller.complete("") == speller.complete("zz") == []


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    for speller in (Speller(VOCABULARY), Speller({})):
        suggested = speller.suggest(text)
        assert suggested is None or suggested != text
        speller.complete(text)
