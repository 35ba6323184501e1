"""The look-up by name, code and postal code: traps, hostile strings, order."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.territories.directory import Directory, reset_directory
from backend.territories.names import fold, plain, without_article
from backend.territories.queries import parse
from tests.territories.conftest import rows_of

pytestmark = pytest.mark.django_db
TRAPS = rows_of("requetes_pieges.csv")
# Without a département to prefer, a namesake or a nearer name elsewhere is the better answer.
NEED_THEIR_DEPARTEMENT = {"Saint Valier", "Livron", "La Begude"}


def codes(
    france: Directory, query: str, departement: str | None = None, limit: int = 10
) -> list[str]:
    return [match.code for match in france.search(query, departement, limit)]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["requete"])
def test_the_forty_traps(france: Directory, trap: dict[str, str]) -> None:
    expected = trap["insee_attendu"].split()
    assert codes(france, trap["requete"], "26")[: len(expected)] == expected
    if trap["requete"] not in NEED_THEIR_DEPARTEMENT:
        assert codes(france, trap["requete"])[: len(expected)] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("26000 Valence", "26362"), ("Valence 26000", "26362"), ("Valence (26)", "26362"),
        ("Valence 26", "26362"), ("valence, 26", "26362"), ("VALENCE", "26362"),
        ("26362", "26362"), ("26 362", "26362"), ("2a004", "2A004"), ("2A004 Ajaccio", "2A004"),
        ("242600534", "242600534"), ("242 600 534", "242600534"), ("24260053400017", "242600534"),
        ("212602890", "26289"), ("DEP-26", "DEP-26"), ("dep-26", "DEP-26"), ("Drôme", "DEP-26"),
        ("26", "DEP-26"), ("Diois", "242600534"), ("CC du Diois", "242600534"),
        ("communauté de communes du Diois", "242600534"),
        ("communauté d'agglomération valence romans", "200068781"),
        ("herbasse donat", "26301"), ("royans saint jean", "26307"), ("dieu", "26114"),
        ("Paris 12", "75056"), ("Marseille 3e arrondissement", "13055"), ("Lyon", "69123"),
        ("saint-étienne", "42218"), ("St-Étienne", "42218"), ("ST ETIENNE", "42218"),
        ("œuilly", "51410"), ("L’Haÿ‑les‑Roses", "94038"), ("Les Trois Lacs (27058)", "27676"),
        ("Aix les bain", "73008"), ("Vassieux", "26364"), ("st nazaire le desert", "26321"),
    ],
)  # fmt: skip
def test_what_people_type(france: Directory, query: str, expected: str) -> None:
    own = "26" if expected.startswith(("26", "242600534", "DEP-26")) else None
    assert codes(france, query, own)[0] == expected


def test_one_code_of_several_meanings_gives_them_all(france: Directory) -> None:
    assert codes(france, "26200")[:3] == ["26198", "26008", "26200"]
    assert codes(france, "75001") == ["75056", "94002"]
    assert codes(france, "60054 (2022)") == ["60054", "60694"]
    assert codes(france, "200067510") == codes(france, "200067510")
    assert len(codes(france, "200067510")) == 3


def test_the_old_name_that_matched_is_told(france: Directory) -> None:
    [match] = france.search("Mureils", limit=1)
    assert (match.name, match.matched_name) == ("Saint-Jean-de-Galaure", "Mureils")
    assert (match.level, match.departement) == ("commune", "26")


def test_own_departement_comes_first_and_parentheses_restrict(france: Directory) -> None:
    assert codes(france, "Sainte-Colombe", "26")[0]
    everywhere = france.search("Valence", limit=50)
    assert {match.departement for match in everywhere} > {"26", "82"}
    assert {match.departement for match in france.search("Valence (82)", limit=50)} == {"82"}
    assert codes(france, "Valence", "82")[0] == "82186"


def test_levels_limit_what_is_found(france: Directory) -> None:
    assert {m.level for m in france.search("Drôme", limit=50, levels=["epci"])} == {"epci"}
    assert france.search("Valence", levels=[]) == []
    assert {m.level for m in france.search("26", levels=("commune",))} == {"commune"}


def test_limits(france: Directory) -> None:
    assert len(france.search("saint", limit=7)) == 7
    assert france.search("saint", limit=0) == []
    assert france.search("saint", limit=-3) == []
    assert len(france.search("saint", limit=10**9)) == 200


def test_digits_complete_while_typing(france: Directory) -> None:
    assert codes(france, "2636", "26")[0] == "26362"
    assert set(codes(france, "264", "26", 200)) >= {"26108"}
    assert codes(france, "9999") == []


def test_prefixes_come_with_the_first_letters(france: Directory) -> None:
    for length in range(3, len("Montélimar") + 1):
        assert "26198" in codes(france, "Montélimar"[:length], "26", 10)
    assert [m.code for m in france.suggest("rochefou", "26", 1)] == ["26274"]


@pytest.mark.parametrize(
    "query",
    ["", " ", "\n", "(", ")", "()", "(26", "((26))", "''", '"', "%", "_", "\\", "\x00", "-", "–",
     "…", "日本", "مدينة", "🏔️", "a" * 100_000, "saint " * 5000, "9" * 50_000, "(" * 3000,
     "26200" * 40, "𝟚𝟞𝟘𝟘𝟘", "２６２００", "٢٦٢٠٠", "²⁶", "<script>", "é" * 300, "ﬁ", "İ",
     "dep-", "DEP-ZZ", "(1800)", "(0000)", "(9999)", "2A", "(2a)", "1 1 1 1", "s", "st", "l'",
     "la", "le la les"],
)  # fmt: skip
def test_hostile_queries_never_fail(france: Directory, query: str) -> None:
    for own in (None, "26", "ZZ", ""):
        matches = france.search(query, own)
        assert len(matches) <= 10
        assert all(match.code in france for match in matches)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60))
def test_any_text_is_a_query(france: Directory, text: str) -> None:
    matches = france.search(text, "26", 5)
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert matches == france.search(text, "26", 5)


def test_every_commune_is_found_by_its_own_name(france: Directory) -> None:
    for code in france.codes("commune", "26"):
        name = france.profile(code).name
        for text in (name, name.upper(), plain(name), name.replace("Saint", "St")):
            assert codes(france, text, "26", 1) == [code], text


def test_one_error_is_forgiven(france: Directory) -> None:
    chance = random.Random(26)
    communes = [france.profile(code).name for code in france.codes("commune", "26")]
    long = [name for name in communes if len(name) >= 9]
    found = 0
    for name in long:
        place = chance.randrange(2, len(name) - 2)
        spoilt = name[:place] + chance.choice(string.ascii_lowercase) + name[place + 1 :]
        matches = france.search(spoilt, "26", 3)
        found += any(match.name == name for match in matches)
    assert found >= 0.97 * len(long)


def test_nothing_resembles_a_short_name(france: Directory) -> None:
    assert codes(france, "Dei")[:1] != ["26113"]
    assert codes(france, "xqzkw") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("L'Haÿ-les-Roses", "l hay les roses"), ("Œuilly", "oeuilly"), ("St-Donat s/ l'Herbasse",
     "saint donat sur l herbasse"), ("Ste Colombe", "sainte colombe"), ("3 Châteaux",
     "trois chateaux"), ("", ""), ("  ", ""), ("Saoû", "saou"), ("s", "s"), ("Oô", "oo")],
)  # fmt: skip
def test_folding(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert fold(fold(text)) == expected


def test_articles() -> None:
    assert without_article("la begude de mazenc") == "begude de mazenc"
    assert without_article("l ile d yeu") == "ile d yeu"
    assert without_article("la") == "la"
    assert without_article("lachapelle") == "lachapelle"


def test_parsing() -> None:
    assert parse("Miribel (26)").departement == "26"
    assert parse("Miribel (1)").departement == "01"
    assert parse("60054 (2022)").code == "60054"
    assert parse("St Paul 3 Chateaux").words == "saint paul trois chateaux"
    assert parse("Valence 26000").code == "26000"
    assert parse("2640").digits == "2640"


def test_reading_costs_no_query(
    shown_france: Directory, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    from backend.territories.directory import directory

    with django_assert_num_queries(0):  # type: ignore[operator]
        directory().profile("26001")
        directory().search("Valense", "26")
        directory().resolve("26371")
    reset_directory()
