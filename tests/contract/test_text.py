"""French text as people type it, with the pages each engine must find."""

from __future__ import annotations

import pytest

from search.engines.base import Engine
from search.query import All, AnyOf, SearchQuery, SearchResult
from search.text.plan import plan
from tests.contract.conftest import MakeEngine
from tests.contract.corpus import CORPUS, SYNONYMS, sheet


@pytest.fixture(scope="module")
def engine(make_engine: MakeEngine) -> Engine:
    return make_engine(CORPUS)


def ask(engine: Engine, text: str, **asked: object) -> SearchResult:
    return engine.search(SearchQuery(text=plan(text, SYNONYMS), **asked))  # type: ignore[arg-type]


def ids(result: SearchResult) -> set[int]:
    return {page_id for page_id, _ in result.hits}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("école", {1, 2}),
        ("ECOLES", {1, 2}),
        ("l'ecole", {1, 2}),
        ("l’école", {1, 2}),
        ("groupes scolaires", {1, 2}),
        ("caue", {3, 4}),
        ("C.A.U.E.", {3, 4}),
        ("CAUE Drome", {3}),
        ("conseil architecture urbanisme environnement", {3, 4}),
        ("amo", {2, 5}),
        ("assistance maîtrise ouvrage", {2, 5}),
        ("SPANC", {7}),
        ("élu", {8}),
        ("élus", {8}),
        ("elu", {8}),
        ("adjoints", {8}),
        ("eligibilite", {9}),
        ("dotation équipement territoires ruraux", {9}),
        ("plan financement", {6, 10}),
        ("comment rénover une école ?", {1}),
        ("renovation", {1}),
        ("voirie l'", {5}),
    ],
)
def test_found_as_typed(engine: Engine, text: str, expected: set[int]) -> None:
    result = ask(engine, text)
    assert (ids(result) if not result.relaxed else set()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("assainisement", {7}),
        ("assainissment non colectif", {7}),
        ("voiirie", {5}),
        ("sauvegrade", {10}),
        ("elegibilité", {9}),
        ("maîtrise ouvrage voirie xylophone", {5}),
        # Every word is known, together they are not: half of them is enough.
        ("voirie sauvegarde", {5, 10}),
        # « voirie » is known: only « sauvegrade » may be close to another word.
        ("voirie sauvegrade", {5, 10}),
    ],
)
def test_close_spellings_only_when_nothing_else(
    engine: Engine, text: str, expected: set[int]
) -> None:
    result = ask(engine, text)
    assert result.relaxed
    assert ids(result) == expected


@pytest.mark.parametrize("text", ["xylophone", "xylophone zébulon", "zz yy xx ww vv"])
def test_nothing_is_found(engine: Engine, text: str) -> None:
    result = ask(engine, text)
    assert (result.total, result.hits, result.relaxed) == (0, (), False)


def test_a_phrase_ranks_first(engine: Engine) -> None:
    assert [page_id for page_id, _ in ask(engine, "plan de financement").hits] == [6, 10]


def test_a_phrase_does_not_cross_two_values(make_engine: MakeEngine) -> None:
    engine = make_engine(
        [
            sheet(1, "Apart", keywords=["groupe", "scolaire", "maison"]),
            sheet(2, "Together", keywords=["maison", "groupe scolaire"]),
            sheet(3, "Holes", keywords=["groupe de", "la scolaire"]),
        ]
    )
    found = engine.search(SearchQuery(text=plan("école", SYNONYMS)))
    assert ids(found) == {2}


def test_every_page_is_first_for_its_own_title(engine: Engine) -> None:
    for document in CORPUS:
        assert ask(engine, document["title"]).hits[0][0] == document["id"]


def test_relaxing_is_decided_without_the_selected_filters(engine: Engine) -> None:
    eau = {"domain": AnyOf("domain", ("eau",))}
    # « voirie » as typed is found elsewhere: no close spelling is tried under the filter.
    assert ask(engine, "voirie", selected=eau).total == 0
    # « assainisement » is found nowhere: its close spelling is, under the filter too.
    assert ids(ask(engine, "assainisement", selected=eau)) == {7}
    # ``base`` is all there is to see: there, « voirie » does not exist.
    hidden = ask(engine, "voirie", base=AnyOf("domain", ("eau",)))
    assert (hidden.total, hidden.relaxed) == (0, False)


HOSTILE = [
    "", " ", "'", "’’’", "l'", "de la", "?!…", "\0", "\ud7ff\ufffd", "a" * 100_000, "é " * 50_000,
    "title:x OR body:[* TO *]", '"', '"unclosed', "((", "+-&&||", "école~2", "*", "?*", "\\", "{}",
    "<script>alert(1)</script>", "e\u0301cole", "𝒆𝒄𝒐𝒍𝒆", "学校", "مدرسة", "🏫", "a.b.c.d.e",
    "1,5", "x'y'z", "é·e·s", "·", "\u200b\u00ad", "\u0301", "ß" * 500, "İ" * 300,
    "le la les un une", "C.A.U.E",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_odd_input_never_fails(engine: Engine, text: str) -> None:
    for query in (text, f"école {text}", f"{text} {text}"):
        result = ask(engine, query)
        assert result.total == len(result.hits)


def test_a_text_without_words_filters_nothing(engine: Engine) -> None:
    assert plan("de la !?") is None
    assert ask(engine, "de la !?").total == len(CORPUS)


def test_odd_documents_are_held(make_engine: MakeEngine) -> None:
    held = [sheet(n, text, body=text * 3) for n, text in enumerate(HOSTILE, 1)]
    assert make_engine(held).search(SearchQuery(limit=0)).total == len(held)


def test_decomposed_accents_are_the_same(make_engine: MakeEngine) -> None:
    engine = make_engine([sheet(1, "E\u0301cole de\u0301partementale"), sheet(2, "École")])
    assert ids(ask(engine, "école")) == {1, 2}
    assert ids(ask(engine, "départementale")) == {1}


def test_similar_pages(engine: Engine) -> None:
    close = engine.similar(CORPUS[0], All(), 3)
    assert 1 not in close
    assert close[0] == 2
    assert engine.similar(CORPUS[0], AnyOf("domain", ("voirie",)), 3) == ()
    assert engine.similar(CORPUS[0], All(), 0) == ()
    assert engine.similar({"id": 99}, All(), 5) == ()
    assert len(engine.similar({"id": 99, "title": "plan"}, All(), 5)) == 2
