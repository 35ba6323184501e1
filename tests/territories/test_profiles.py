"""What is known of a territory, and what is not: facts with their source and date."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date

import pytest

from backend.territories.archive import list_rows
from backend.territories.directory import Directory, Profile, UnknownTerritory
from backend.territories.places import facts_folder
from backend.territories.vocabularies import (
    COMPETENCES,
    NATURES,
    POPULATION_BANDS,
    RURALITIES,
    ZONINGS,
    population_band,
)
from tests.territories.conftest import DATA, rows_of

pytestmark = pytest.mark.django_db


def drome(france: Directory) -> list[Profile]:
    return [france.profile(code) for code in france.codes("commune", "26")]


def test_the_number_of_communes_follows_the_date(france: Directory) -> None:
    assert len(france.codes("commune", "26")) == 362
    assert len(france.codes("commune")) == 34_875 + 94
    assert len(france.codes("departement")) == 109
    assert len(france.codes("region")) == 26
    natures = Counter(france.profile(code).nature for code in france.codes("epci"))
    assert natures == {"cc": 989, "ca": 230, "cu": 14, "metropole": 22, "ept": 11}
    assert (france.cog_as_of, france.epci_as_of) == ("2026-01-01", "2025-01-01")


def test_every_commune_of_the_drome_has_the_published_populations(france: Directory) -> None:
    rows = rows_of("drome_populations.csv")
    # A figure of before a merger is of another perimeter in that file.
    merged = {row["successeur"] for row in rows}
    for row in rows:
        if row["insee"] in merged:
            continue
        for column, text in row.items():
            kind = {"pmun": "municipale", "ptot": "totale"}.get(column[:4])
            if kind is None or not text:
                continue
            census = int(column[4:])
            # In force from the third year on: the code may mean something else before.
            on = date(census + 3, 6, 1)
            try:
                profile = france.profile(row["insee"], on)
            except UnknownTerritory:
                continue
            if profile.code != row["insee"]:
                continue
            fact = profile.populations[kind]
            assert fact.as_of == column[4:], (row["insee"], column)
            assert fact.value == int(text), (row["insee"], column)


def test_the_last_epci_and_siren_of_each_commune_of_the_drome(france: Directory) -> None:
    for row in rows_of("drome_populations.csv"):
        if not row["successeur"]:
            profile = france.profile(row["insee"])
            assert (profile.code, profile.epci) == (row["insee"], row["epci"])
            if row["siren"]:
                assert profile.siren == row["siren"]
        else:
            assert france.resolve(row["insee"]).code == row["successeur"]


def test_bands_are_those_of_the_drome_counted_elsewhere(france: Directory) -> None:
    bands = Counter(profile.population_band for profile in drome(france))
    assert [bands.get(slug, 0) for slug in POPULATION_BANDS] == [
        78, 117, 60, 60, 19, 9, 13, 3, 0, 3,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("population", "band"),
    [(0, "moins-100"), (99, "moins-100"), (100, "100-499"), (499, "100-499"), (500, "500-999"),
     (1999, "1000-1999"), (2000, "2000-3499"), (3500, "3500-4999"), (5000, "5000-9999"),
     (24_999, "20000-24999"), (25_000, "25000-plus"), (2_000_000, "25000-plus"), (None, None)],
)  # fmt: skip
def test_bounds_of_bands(population: int | None, band: str | None) -> None:
    assert population_band(population) == band


def test_a_commune_may_cross_a_line_with_the_years_and_the_kind(france: Directory) -> None:
    now, then = france.profile("26058"), france.profile("26058", date(2020, 6, 1))
    assert (now.populations["municipale"].value, now.population_band) == (19_992, "10000-19999")
    assert (then.populations["municipale"].value, then.population_band) == (20_078, "20000-24999")
    assert now.populations["totale"].value == 20_333
    assert now.populations["totale"].as_of == "2022"
    assert "dgf" not in now.populations


def test_rural_communes_by_law_are_the_computed_ones(france: Directory) -> None:
    expected = {row["insee"]: row["rurale"] for row in rows_of(
        "drome_communes_rurales_d3334-8-1.csv")}  # fmt: skip
    found = {}
    for profile in drome(france):
        assert profile.rural is not None
        found[profile.code] = "oui" if profile.rural.value else "non"
    assert found == expected
    assert Counter(found.values()) == {"oui": 328, "non": 34}


def test_rural_by_law_is_unknown_overseas_and_for_groups(france: Directory) -> None:
    for code in ("97611", "97416", "98818", "97701", "200068781", "DEP-26"):
        assert france.profile(code).rural is None


def test_rurality_and_massif_of_the_drome(france: Directory) -> None:
    profiles = drome(france)
    ruralities = Counter(profile.rurality.value for profile in profiles if profile.rurality)
    assert ruralities == {
        "rural_tres_disperse": 131, "rural_disperse": 139, "bourg_rural": 65,
        "intermediaire": 25, "dense": 2,
    }  # fmt: skip
    massif = [p for p in profiles if p.zonings["massif_alpes"].value]
    assert len(massif) == 198
    assert not any(p.zonings["massif_central"].value for p in profiles)
    assert france.profile("75056").rurality.value == "dense"  # type: ignore[union-attr]


def test_zonings_of_the_drome_are_the_lists_themselves(france: Directory) -> None:
    frr = {r["insee"]: r["frr"] for r in list_rows(facts_folder(), "frr_2025-07-10")}
    listed = {
        key: {row["insee"] for row in list_rows(facts_folder(), name)}
        for key, name in (("pvd", "pvd_2024-09"), ("acv", "acv_2024-09"), ("qpv", "qpv_2024"),
                          ("villages_avenir", "villages_avenir_2024-09"))
    }  # fmt: skip
    counts: Counter[str] = Counter()
    for profile in drome(france):
        zonings = profile.zonings
        for key, codes in listed.items():
            assert zonings[key].value is (profile.code in codes), (profile.code, key)
            counts[key] += profile.code in codes
        status = frr.get(profile.code, "")
        assert zonings["frr"].value is (status in ("frr", "frr_plus"))
        assert zonings["frr_plus"].value is (status == "frr_plus")
        assert zonings["frr_beneficiaire"].value is (status == "frr_beneficiaire")
    assert counts == {"pvd": 12, "acv": 4, "villages_avenir": 25, "qpv": 6}


def test_a_partial_zoning_is_neither_yes_nor_no(france: Directory) -> None:
    partial = [r["insee"] for r in list_rows(facts_folder(), "frr_2025-07-10")
               if r["frr"] == "frr_partiel"]  # fmt: skip
    assert len(partial) == 20
    for code in partial:
        profile = france.profile(code)
        assert "frr" not in profile.zonings
        assert profile.partial_zonings["frr"].value == "partial"


def test_unknown_is_never_no(france: Directory) -> None:
    commune, epci, syndicat = (france.profile(c) for c in ("26001", "242600534", "252600192"))
    for profile in (commune, epci, syndicat):
        assert "montagne" not in profile.zonings
        assert "dgf" not in profile.populations
    assert commune.competences is None
    assert epci.zonings == {}
    assert syndicat.zonings == {}
    assert epci.rurality is None
    assert syndicat.members == ()
    abroad = france.profile("98818")
    assert (abroad.zonings, abroad.rurality) == ({}, None)
    assert "frr" not in abroad.zonings
    empty = france.profile("98411")
    assert (empty.populations, empty.population_band) == ({}, None)
    assert "totale" not in france.profile("85113").populations


def test_a_commune_that_left_one_on_a_list_is_not_on_it_nor_off_it(france: Directory) -> None:
    pvd = {row["insee"] for row in list_rows(facts_folder(), "pvd_2024-09")}
    assert "15141" in pvd
    for child in ("15031", "15035", "15047", "15171"):  # they left it in 2025
        assert "pvd" not in france.profile(child).zonings
        assert france.profile(child).zonings["acv"].value is False
    assert france.profile("15141").zonings["pvd"].value is True


def test_a_commune_of_which_only_a_part_was_on_a_list(france: Directory) -> None:
    listed = {row["insee"] for row in list_rows(facts_folder(), "villages_avenir_2024-09")}
    for heir in ("25390", "46172"):
        assert heir not in listed
        assert "villages_avenir" not in france.profile(heir).zonings
    # Listed under its own code as well as under that of a commune merged into it.
    assert france.profile(france.resolve("86231").code).zonings["villages_avenir"].value is True


def test_facts_of_the_past_are_those_known_then(france: Directory) -> None:
    before = france.profile("26289", date(2024, 6, 1))
    assert before.zonings.keys() == {"zrr", "qpv"}
    assert before.rurality is None
    assert before.rural is None
    after = france.profile("26289", date(2024, 10, 1))
    assert after.zonings["villages_avenir"].value is True
    assert "frr" not in after.zonings


def test_every_fact_says_where_it_comes_from(france: Directory) -> None:
    profile = france.profile("26113")
    facts = [*profile.populations.values(), *profile.zonings.values(), profile.rurality,
             profile.rural, france.profile("242600534").competences_fact]  # fmt: skip
    assert len(facts) > 15
    for fact in facts:
        assert fact is not None
        assert fact.source
        assert fact.as_of[:4].isdigit()


def test_where_a_territory_lies(france: Directory) -> None:
    assert france.profile("26001").within == {"26001", "242600534", "DEP-26", "REG-84"}
    assert france.profile("242600534").within == {"242600534", "DEP-26", "REG-84"}
    arche = france.profile("200073096")
    assert {"DEP-26", "DEP-07", "REG-84"} <= arche.within
    assert len(arche.members) == 41
    assert france.profile("75056").within == {"75056", "200054781", "DEP-75", "REG-11"}
    plaine = france.profile("93066")
    assert {"200054781", "200057867"} <= plaine.within
    assert "93066" in france.profile("200057867").members
    assert france.profile("DEP-26").within == {"DEP-26", "REG-84"}
    assert france.profile("REG-84").within == {"REG-84"}
    assert france.profile("22016").epci is None


def test_natures(france: Directory) -> None:
    for code, nature, level in (
        ("26362", "com", "commune"), ("200068781", "ca", "epci"), ("242600534", "cc", "epci"),
        ("200046977", "metropole", "epci"), ("252600192", "smo", "syndicat"),
        ("704930550", "sivom", "syndicat"), ("DEP-26", "departement", "departement"),
    ):  # fmt: skip
        profile = france.profile(code)
        assert (profile.nature, profile.level) == (nature, level)
    assert france.profile("26086").is_new_commune
    assert not france.profile("26113").is_new_commune


def test_competences_of_a_group_are_dated(france: Directory) -> None:
    diois = france.profile("242600534")
    assert diois.competences is not None
    assert {"gemapi", "dechets"} <= diois.competences
    assert "eau" not in diois.competences
    assert diois.competences_fact is not None
    assert diois.competences_fact.as_of == "2022-01-01"
    assert france.profile("704930550").competences is None


def test_a_profile_is_immutable_and_shared(france: Directory) -> None:
    profile = france.profile("26001")
    assert france.profile("26001") is profile
    with pytest.raises(AttributeError):
        profile.name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        profile.zonings["frr"] = None  # type: ignore[index]


@pytest.mark.parametrize(
    "code",
    [
        "99999",
        "",
        "abc",
        "26",
        "１２３４５",
        "0" * 10_000,
        "DEP-99",
        "REG-",
        "123456789",
        "'; DROP",
        "26 001 9",
        "\x00",
    ],
)
def test_unknown_codes_say_what_is_allowed(france: Directory, code: str) -> None:
    with pytest.raises(UnknownTerritory) as refusal:
        france.profile(code)
    assert "DEP-26" in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_a_postal_code_is_never_guessed(france: Directory) -> None:
    assert france.profile("26200").name == "Montfroc"
    with pytest.raises(UnknownTerritory) as refusal:
        france.profile("26400")
    assert "26108" in refusal.value.postal
    assert "26108" in str(refusal.value)


def test_codes_are_taken_as_people_write_them(france: Directory) -> None:
    assert france.profile(" 26 001 ").code == "26001"
    assert france.profile("242 600 534").code == "242600534"
    assert france.profile("2a004").code == "2A004"
    assert france.profile("dep-26").code == "DEP-26"


def test_every_code_in_force_has_a_profile(france: Directory) -> None:
    for code in france.codes():
        profile = france.profile(code)
        assert profile.code == code
        assert code in profile.within
        assert profile.nature in NATURES or profile.level in ("departement", "region")
        assert profile.zonings.keys() <= ZONINGS.keys()
        assert profile.rurality is None or profile.rurality.value in RURALITIES
        assert profile.competences is None or profile.competences <= COMPETENCES.keys()
        assert len(json.dumps([profile.name, list(profile.members)])) > 2


def test_expected_files_are_complete() -> None:
    with (DATA / "requetes_pieges.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 40
