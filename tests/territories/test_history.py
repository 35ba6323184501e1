"""Codes that merged, moved, came back, split or changed meaning."""

from __future__ import annotations

from datetime import date

import pytest

from backend.territories.directory import Directory, UnknownTerritory
from tests.territories.conftest import rows_of

pytestmark = pytest.mark.django_db
EVENTS = rows_of("evenements_2019_2026.csv")


def day(year: int, month: int = 6) -> date:
    return date(year, month, 15)


def chain(france: Directory, code: str, on: date | None = None) -> list[tuple[str, str]]:
    return [(step.code, step.successor) for step in france.resolve(code, on).steps]


def test_a_merged_commune_leads_to_its_successor_and_keeps_its_past(france: Directory) -> None:
    found = france.resolve("26371")
    assert (found.code, found.requested, found.moved) == ("26289", "26371", True)
    [step] = found.steps
    assert (step.code, step.name, step.successor, step.successor_name) == (
        "26371", "Véronne", "26289", "Saillans",
    )  # fmt: skip
    assert step.on == date(2025, 1, 1)
    before = france.profile("26371", day(2024))
    assert (before.code, before.name, before.in_force) == ("26371", "Véronne", False)
    assert before.populations["municipale"].value == 41
    assert before.successors == ("26289",)
    assert france.profile("26371", day(2025)).code == "26289"
    assert france.profile("26371").name == "Saillans"


def test_the_day_of_a_merger_belongs_to_the_new_state(france: Directory) -> None:
    assert france.profile("26371", date(2024, 12, 31)).code == "26371"
    assert france.profile("26371", date(2025, 1, 1)).code == "26289"


def test_a_commune_changes_epci(france: Directory) -> None:
    assert france.profile("26258", day(2020)).epci == "242600252"
    assert france.profile("26258", day(2021)).epci == "200040459"
    assert france.profile("26258").epci == "200040459"
    assert "26258" in france.profile("242600252", day(2020)).members
    assert "26258" not in france.profile("242600252").members
    assert "26258" in france.profile("200040459").members
    assert "242600252" not in france.profile("26258").within


def test_a_merger_with_a_new_name(france: Directory) -> None:
    assert france.profile("26219").name == "Saint-Jean-de-Galaure"
    assert france.profile("26219").is_new_commune
    assert france.profile("26216", day(2021)).name == "La Motte-de-Galaure"
    assert not france.profile("26216", day(2021)).is_new_commune


def test_a_code_that_left_and_came_back(france: Directory) -> None:
    assert chain(france, "27676") == []
    assert chain(france, "27058") == [("27058", "27676")]
    for year, code in ((2019, "27676"), (2020, "27676"), (2021, "27058"), (2022, "27058"),
                       (2023, "27676"), (2026, "27676")):  # fmt: skip
        for asked in ("27676", "27058"):
            profile = france.profile(asked, day(year))
            assert (profile.code, profile.name) == (code, "Les Trois Lacs"), (asked, year)
    assert france.resolve("27676", day(2020)).code == "27676"
    assert chain(france, "27676", day(2020)) == [("27676", "27058"), ("27058", "27676")]


def test_a_code_that_changed_meaning(france: Directory) -> None:
    assert france.profile("60054").name == "Beaumont-les-Nonains"
    before = france.profile("60054", day(2023))
    assert (before.name, before.populations["municipale"].value) == ("Les Hauts-Talican", 873)
    assert france.resolve("60054", day(2023)).code == "60694"
    assert france.resolve("60054", day(2024)).code == "60054"
    assert france.resolve("60054").code == "60054"
    assert france.profile("60694").name == "Les Hauts-Talican"


def test_communes_that_leave_a_commune_nouvelle(france: Directory) -> None:
    for code, parent, year in (
        ("85165", "85084", 2024), ("85212", "85084", 2024), ("14666", "14712", 2020),
        ("15031", "15141", 2025), ("15035", "15141", 2025), ("15047", "15141", 2025),
        ("15171", "15141", 2025),
    ):  # fmt: skip
        assert france.resolve(code).steps == ()
        assert france.profile(code).in_force
        assert france.profile(code, day(year - 1)).code == parent
        assert france.profile(code, day(year)).code == code
    assert france.profile("85084").populations["municipale"].value < 7000
    assert france.profile("85084", day(2023)).populations["municipale"].value > 9000
    assert france.profile("15141").name == "Neussargues-Moissac"
    assert france.profile("15141", day(2024)).name == "Neussargues en Pinatelle"
    assert france.profile("14712").name == "Troarn"
    assert france.profile("14712", date(2019, 2, 1)).name == "Saline"


@pytest.mark.parametrize(
    ("old", "new", "departement"),
    [("49144", "44180", "44"), ("14507", "50592", "50"), ("79224", "49099", "49"),
     ("12076", "12218", "12"), ("75001", "94002", "94"), ("20004", "2A004", "2A")],
)  # fmt: skip
def test_old_codes_even_of_another_departement(
    france: Directory, old: str, new: str, departement: str
) -> None:
    profile = france.profile(old)
    assert (profile.code, profile.departement) == (new, departement)


def test_an_epci_that_was_replaced(france: Directory) -> None:
    assert france.resolve("245900410").code == "200093201"
    assert france.profile("245900410", day(2020)).members
    assert france.profile("59350").epci == "200093201"
    for gone in ("200012060", "243900412", "243901071"):
        assert france.resolve(gone).code == "200090579"
    with pytest.raises(UnknownTerritory) as refusal:  # one of its communes went elsewhere
        france.resolve("243900719")
    assert refusal.value.candidates[0] == "200090579"


def test_an_epci_that_was_split_names_its_heirs(france: Directory) -> None:
    with pytest.raises(UnknownTerritory) as refusal:
        france.resolve("200067510")
    assert len(refusal.value.candidates) == 3
    for heir in refusal.value.candidates:
        assert heir in str(refusal.value)
        assert france.profile(heir).in_force
    assert france.profile("200067510", date(2019, 5, 1)).name == "CC Monts et Vallées Ouest Creuse"


def test_an_old_siren_of_a_commune_leads_to_it(france: Directory) -> None:
    assert france.profile("26289").siren == "938438454"
    assert france.profile("26289", day(2024)).siren == "212602890"
    for siren in ("938438454", "212602890"):
        assert france.resolve(siren).code == "26289"


def test_dates_before_the_sources_are_read_as_their_first_day(france: Directory) -> None:
    assert france.profile("26371", date(1950, 1, 1)).name == "Véronne"
    assert france.profile("26371", date(1, 1, 1)).populations == {}
    assert france.profile("26371", date.max).code == "26289"


def test_every_merger_and_change_of_code(france: Directory) -> None:
    events = [e for e in EVENTS if e["type"] in ("fusion", "changement_code")]
    assert len(events) == 109
    for event in events:
        year = int(event["annee"])
        assert france.profile(event["objet"], day(year - 1)).code == event["objet"], event
        assert france.profile(event["objet"], day(year)).code == event["vers"], event


def test_every_change_of_epci(france: Directory) -> None:
    events = [e for e in EVENTS if e["type"] == "changement_epci"]
    assert len(events) > 500
    for event in events:
        year = int(event["annee"])
        assert france.profile(event["objet"], day(year - 1)).epci == event["vers"], event
        assert france.profile(event["objet"], day(year)).epci == event["nom_vers"], event


def test_every_rename(france: Directory) -> None:
    events = [e for e in EVENTS if e["type"] == "renommage"]
    assert len(events) > 100
    for event in events:
        year = int(event["annee"])
        assert france.profile(event["objet"], day(year - 1)).name == event["nom"]
        assert france.profile(event["objet"], day(year)).name == event["nom_vers"]


def test_every_vanished_code_leads_to_a_commune_in_force(france: Directory) -> None:
    ended = {e["objet"] for e in EVENTS if e["type"] in ("fusion", "changement_code")}
    for code in ended:
        assert france.profile(france.resolve(code).code).in_force
