"""The admin: syndicats entered by the team, and the chooser that pages use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from backend.territories.choosers import TerritoryChooserBlock, TerritoryChooserWidget
from backend.territories.directory import current_directory
from backend.territories.loading import load
from backend.territories.models import Territory
from tests.territories.country import EPCI, commune, make_lists, make_pack
from tests.territories.france import quiet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache", "country")]
SIREN = "200040459"


@pytest.fixture
def country(tmp_path: Path) -> None:
    extra = [commune(f"260{n:02}", f"Village {n}") for n in range(10, 60)]
    load(make_pack(tmp_path / "pack.zip", extra), make_lists(tmp_path / "facts"), quiet)


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chef", "chef@example.org", "x"))
    return client


@pytest.fixture
def partner() -> Client:
    user = User.objects.create_user("partenaire", "p@example.org", "x")
    group = Group.objects.create(name="Partenaires d'essai")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "code": SIREN, "nature": "sivu", "name": "SIVU des eaux de la Véore", "departement": "26",
        "other_names": "SIGMA\nSyndicat de la Véore", "member_list": "26001 Villeneuve\n26003",
        "population": "3500", "population_year": "2022", "competences_known": "on",
        "competences": ["eau", "gemapi"], "until": "",
    } | changes  # fmt: skip


def add(client: Client, **changes: Any) -> Any:
    return client.post(reverse("collectivities:add"), answers(**changes))


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def test_a_syndicat_is_added(staff: Client) -> None:
    assert staff.get(reverse("collectivities:add")).status_code == 200
    assert add(staff, code="200 040 459").status_code == 302
    syndicat = Territory.objects.get(code=SIREN)
    assert (syndicat.level, syndicat.siren, syndicat.origin) == ("syndicat", SIREN, "local")
    profile = current_directory().profile(SIREN)
    assert profile.members == ("26001", "26003")
    assert profile.competences == {"eau", "gemapi"}
    assert profile.populations["totale"].value == 3500
    assert profile.populations["totale"].as_of == "2022"
    assert {"DEP-26", "REG-84"} <= profile.within
    assert SIREN in current_directory().profile("26001").within
    for query in ("sigma", "syndicat de la véore", "eaux veore", SIREN):
        assert current_directory().search(query)[0].code == SIREN


def test_it_is_edited_and_shows_what_was_saved(staff: Client) -> None:
    add(staff)
    address = reverse("collectivities:edit", args=[Territory.objects.get(code=SIREN).pk])
    form = staff.get(address).context["form"]
    assert form["member_list"].value() == "26001 Villeneuve\n26003 Lonely"
    assert form["other_names"].value() == "SIGMA\nSyndicat de la Véore"
    assert (form["population"].value(), form["population_year"].value()) == (3500, 2022)
    changed = answers(
        code="242600534", name="SIVU renommé", member_list="CC du Diois", other_names="",
        population="", population_year="", competences_known="", competences=[],
    )  # fmt: skip
    response = staff.post(address, changed)
    assert response.status_code == 302, errors(response)
    profile = current_directory().profile(SIREN)
    assert (profile.name, profile.competences, profile.populations) == ("SIVU renommé", None, {})
    assert len(profile.members) == 52  # those of the EPCI, which is the member
    assert SIREN in current_directory().profile(EPCI).within
    assert current_directory().search("sigma") == []
    assert staff.post(address, changed | {"competences_known": "on"}).status_code == 302
    assert current_directory().profile(SIREN).competences == frozenset()


def test_a_dissolved_one_is_no_longer_chosen(staff: Client) -> None:
    add(staff)
    address = reverse("collectivities:edit", args=[Territory.objects.get(code=SIREN).pk])
    assert staff.post(address, answers(until="2025-01-01")).status_code == 302
    assert current_directory().search(SIREN) == []
    assert SIREN not in current_directory().profile("26001").within


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "200040458"}, "code"), ({"code": "26001"}, "code"), ({"code": ""}, "code"),
        ({"code": "252600192"}, "code"), ({"code": "x" * 500}, "code"), ({"name": ""}, "name"),
        ({"nature": "com"}, "nature"), ({"nature": "zzz"}, "nature"),
        ({"departement": "99"}, "departement"), ({"population": "-1"}, "population"),
        ({"population": "beaucoup"}, "population"), ({"population_year": ""}, "population_year"),
        ({"population_year": "2099"}, "population_year"), ({"competences": ["x"]}, "competences"),
        ({"member_list": "26999"}, "member_list"), ({"member_list": "Nulle-Part"}, "member_list"),
        ({"member_list": SIREN}, "member_list"), ({"member_list": "\x00"}, "member_list"),
        ({"member_list": "26001\n" * 2001}, "member_list"), ({"until": "demain"}, "until"),
        ({"name": "é" * 256}, "name"),
    ],
)  # fmt: skip
def test_mistakes_are_shown_on_their_field(
    staff: Client, changes: dict[str, Any], field: str
) -> None:
    assert field in errors(add(staff, **changes))
    assert not Territory.objects.filter(code=SIREN).exists()


def test_reference_data_is_out_of_reach(staff: Client) -> None:
    for code in ("26001", EPCI, "DEP-26"):
        key = Territory.objects.get(code=code).pk
        for view in ("edit", "delete"):
            address = reverse(f"collectivities:{view}", args=[key])
            assert staff.get(address).status_code == 404
            assert staff.post(address, answers()).status_code == 404
    packed = Territory.objects.get(code="252600192")
    assert staff.get(reverse("collectivities:edit", args=[packed.pk])).status_code == 200
    refused = staff.post(reverse("collectivities:delete", args=[packed.pk]))
    assert refused.status_code in (302, 403)
    assert Territory.objects.filter(code="252600192").exists()


def test_what_was_entered_can_be_deleted(staff: Client) -> None:
    add(staff)
    address = reverse("collectivities:delete", args=[Territory.objects.get(code=SIREN).pk])
    assert staff.get(address).status_code == 200
    assert staff.post(address).status_code == 302
    assert current_directory().search(SIREN) == []


def test_the_list_and_its_search(staff: Client) -> None:
    add(staff)
    address = reverse("collectivities:index")
    page = staff.get(address).content.decode()
    assert "SIVU des eaux de la Véore" in page
    assert "Villeneuve" not in page
    for query, shown in (
        ("veore", True),
        ("sivu des eaux de la véorre", True),
        ("parc", False),
    ):
        assert ("SIVU des eaux" in staff.get(address, {"q": query}).content.decode()) is shown


def test_partners_do_not_edit_territories_but_choose_them(staff: Client, partner: Client) -> None:
    add(staff)
    key = Territory.objects.get(code=SIREN).pk
    for name, args in (("index", []), ("add", []), ("edit", [key]), ("delete", [key])):
        assert partner.get(reverse(f"collectivities:{name}", args=args)).status_code in (302, 403)
    assert partner.get(reverse("territory_chooser:choose")).status_code == 200


def choices(client: Client, **parameters: Any) -> list[str]:
    response = client.get(reverse("territory_chooser:choose_results"), parameters)
    assert response.status_code == 200
    return [territory.code for territory in response.context["results"]]


def test_the_chooser_searches_like_the_directory(partner: Client) -> None:
    assert choices(partner, q="villneuve") == ["26001"]
    assert choices(partner, q="26002")[0] == "26001"
    assert choices(partner, q="Vieilleville") == ["26001"]
    assert choices(partner, q="Village 12")[0] == "26012"
    assert "26003" in choices(partner, q="26150")
    for query in ("", "xyz", "\x00", "%", "'", "é" * 5000, "9" * 500):
        choices(partner, q=query)


def test_the_chooser_starts_with_the_own_departement(partner: Client, settings: Any) -> None:
    settings.DEPARTEMENT = "26"
    assert choices(partner)
    settings.DEPARTEMENT = "07"
    assert choices(partner) == []
    assert choices(partner, q="villeneuve") == ["26001"]


def test_a_choice_is_the_key_of_the_row(partner: Client) -> None:
    territory = Territory.objects.get(code="26001")
    chosen = partner.get(reverse("territory_chooser:chosen", args=[territory.pk])).json()
    assert chosen["result"]["id"] == str(territory.pk)
    assert chosen["result"]["title"] == "Villeneuve (26)"
    assert not chosen["result"].get("edit_url")


def test_the_block_keeps_its_path_and_its_model() -> None:
    block = TerritoryChooserBlock()
    assert block.model_class is Territory
    assert isinstance(block.widget, TerritoryChooserWidget)
    path = block.deconstruct()[0]
    assert path == "backend.territories.choosers.TerritoryChooserBlock"
