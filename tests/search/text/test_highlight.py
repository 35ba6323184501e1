"""Marks in titles and fragments: right words, safe HTML, readable cuts."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.french import tidy
from search.text.highlight import FRAGMENT_SIZE, Highlighter, highlights
from search.text.plan import SynonymIndex, plan

SYNONYMS = SynonymIndex([["CAUE", "conseil d'architecture"]])


def marked(asked: str, text: str, relaxed: bool = False) -> str | None:
    found = plan(asked, SYNONYMS)
    assert found is not None
    if relaxed:
        found = next(found.relaxed([False] * len(found.clauses)))
    return Highlighter(found).whole(text)


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("ecole", "L’École", "L’<mark>École</mark>"),
        ("écoles", "une école.", "une <mark>école</mark>."),
        ("caue", "Le C.A.U.E. !", "Le <mark>C.A.U.E</mark>. !"),
        ("élus", "les élu·e·s", "les <mark>élu·e·s</mark>"),
        ("plan de travail", "de plan", "de <mark>plan</mark>"),
        (
            "caue",
            "Un conseil, le conseil d'architecture et urbanisme",
            "Un conseil, le <mark>conseil</mark> d&#x27;<mark>architecture</mark> et urbanisme",
        ),
        (
            "script",
            "<script>alert('1')</script>",
            "&lt;<mark>script</mark>&gt;alert(&#x27;1&#x27;)&lt;/<mark>script</mark>&gt;",
        ),
        ("eau", "rien", None),
        ("eau", "", None),
        ("eau", "EAU & <b>", "<mark>EAU</mark> &amp; &lt;b&gt;"),
    ],
)
def test_marks(asked: str, text: str, expected: str | None) -> None:
    assert marked(asked, text) == expected


def test_close_spellings_only_when_relaxed() -> None:
    assert marked("assainisement", "Assainissement") is None
    assert marked("assainisement", "Assainissement", relaxed=True) == "<mark>Assainissement</mark>"


def test_the_best_fragment() -> None:
    found = plan("école toiture")
    assert found is not None
    filler = "Un texte sans rapport aucun. " * 30
    text = f"{filler}Une école. {filler}La toiture de l'école est refaite. {filler}"
    fragment = Highlighter(found).fragment(text)
    assert fragment is not None
    assert "La <mark>toiture</mark> de l&#x27;<mark>école</mark> est refaite." in fragment
    assert fragment.startswith("…")
    assert fragment.endswith("…")


def test_a_short_text_is_not_cut() -> None:
    found = plan("toiture")
    assert found is not None
    assert Highlighter(found).fragment("La toiture.") == "La <mark>toiture</mark>."


def test_only_fields_that_say_something() -> None:
    found = plan("eau")
    assert found is not None
    texts = {"title": "L'eau", "summary": "rien", "body": ""}
    assert highlights(found, texts) == {"title": "L&#x27;<mark>eau</mark>"}


@given(st.text(max_size=30), st.text(max_size=400), st.booleans())
def test_marks_change_nothing_else(asked: str, text: str, relaxed: bool) -> None:
    found = plan(f"eau {asked}", SYNONYMS)
    assert found is not None
    if relaxed:
        found = next(found.relaxed([False] * len(found.clauses)))
    whole = Highlighter(found).whole(f"{text} eau")
    assert whole is not None
    bare = whole.replace("<mark>", "").replace("</mark>", "")
    assert unescape(bare) == tidy(f"{text} eau") or "&" in text
    assert "<" not in bare
    fragment = Highlighter(found).fragment(f"{text} eau", 50)
    assert fragment is not None
    assert "<mark>" in fragment


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "eau " * 50_000, "é·" * 50_000, "x" * 500 + " eau"]
)
def test_huge_texts(text: str) -> None:
    found = plan("eau")
    assert found is not None
    fragment = Highlighter(found).fragment(text)
    assert fragment is None or len(fragment) < FRAGMENT_SIZE * 8
