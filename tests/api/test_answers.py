"""Every endpoint answers as the contract says, over a catalogue with every kind."""

from __future__ import annotations

import pytest

from cms_pages.kinds import KINDS, Kind
from tests.api.catalogue import Catalogue
from tests.api.conftest import Api
from tests.api.places import OLD, SMALL, TOWN

EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def test_the_root_leads_to_every_entry_point(api: Api) -> None:
    links = api.get("")
    assert {"search", "offers", "territories", "docs"} <= links.keys()
    for name, url in links.items():
        if name not in {"suggest", "resolve", "territories", "docs", "redoc", "contract"}:
            api.get(url)


def test_a_search_gives_items_and_facets(api: Api, world: Catalogue) -> None:
    found = api.get("search/", page_size=100)
    assert found["count"] == len(found["results"]) == sum(map(len, world.public.values()))
    assert found["facets"]["kind"]["values"][0]["count"] == len(world.public["offer"])
    assert found["meta"]["engine"] == "embedded"


@EVERY_KIND
def test_each_collection_lists_its_kind_only(api: Api, world: Catalogue, kind: Kind) -> None:
    found = api.get(f"{kind.collection}/", page_size=100)
    assert {item["id"] for item in found["results"]} == {
        page.pk for page in world.public[kind.code]
    }


@EVERY_KIND
def test_an_item_reads_by_number_and_by_slug(api: Api, world: Catalogue, kind: Kind) -> None:
    page = world.first(kind.code)
    by_number = api.get(f"{kind.collection}/{page.pk}/")
    assert by_number == api.get(f"{kind.collection}/{page.slug}/")
    assert by_number["title"] == page.title
    assert by_number["url"] == f"http://testserver/api/v1/{kind.collection}/{page.pk}/"
    assert api.get(by_number["url"]) == by_number


@EVERY_KIND
def test_close_items_are_others(api: Api, world: Catalogue, kind: Kind) -> None:
    page = world.first(kind.code)
    found = api.get(f"{kind.collection}/{page.slug}/similar/", limit=3)
    assert len(found["results"]) <= 3
    assert page.pk not in {item["id"] for item in found["results"]}


def test_fields_narrow_items_down(api: Api) -> None:
    (item,) = api.get("offers/", fields="title,url", page_size=1)["results"]
    assert list(item) == ["id", "kind", "title", "url"]


def test_no_item_is_sent_when_only_counts_are_wanted(api: Api) -> None:
    found = api.get("search/", page_size=0)
    assert (found["results"], found["pages"], found["next"]) == ([], 0, None)
    assert found["count"] > 0


def test_facets_are_those_asked_for(api: Api) -> None:
    assert list(api.get("search/", facets="phase,kind")["facets"]) == ["kind", "phase"]
    assert api.get("search/", facets="")["facets"] == {}
    assert "event_kind" not in api.get("offers/")["facets"]


def test_status_comes_from_the_day(api: Api) -> None:
    statuses = {
        item["slug"]: item["status"]["code"] for item in api.get("aids/", page_size=100)["results"]
    }
    assert statuses["aider-1"] == "clos"
    assert statuses["aider-2"] == statuses["aider-4"] == "cloture-proche"
    assert statuses["aider-5"] == "ouvert"
    assert statuses["aider-6"] == "a-venir"
    open_now = {item["slug"] for item in api.get("aids/", status="ouvert")["results"]}
    assert {"aider-2", "aider-5"} <= open_now


def test_a_small_commune_sees_what_it_can_use_and_why(api: Api) -> None:
    found = api.get("offers/", insee=SMALL, page_size=100)
    assert found["meta"]["territory"]["name"] == "Rochefourchat"
    assert {item["eligibility"]["answer"] for item in found["results"]} == {"eligible"}
    town = api.get("offers/", insee=TOWN, page_size=100)
    assert town["count"] < found["count"]
    refused = api.get("offers/", insee=TOWN, eligibility="not_eligible", page_size=100)
    assert town["count"] + refused["count"] == found["count"]
    reason = refused["results"][0]["eligibility"]["reasons"][-1]
    assert reason["result"] == "ko"
    assert reason["fact"]["value"] == 4844


def test_an_old_code_stands_for_its_successor(api: Api) -> None:
    territory = api.get("search/", insee=OLD)["meta"]["territory"]
    assert territory == {"code": "26289", "name": "Saillans", "requested": OLD}
    profile = api.get(f"territories/{OLD}/")
    assert profile["code"] == "26289"
    assert [step["successor"] for step in profile["steps"]] == ["26289"]


def test_a_commune_is_found_by_name_and_by_postal_code(api: Api) -> None:
    assert api.get("territories/", q="rochefourchat")["results"][0]["code"] == SMALL
    codes = {match["code"] for match in api.get("territories/", q="26340")["results"]}
    assert SMALL in codes
    assert api.get("territories/DEP-26/")["name"] == "Drôme"


def test_completions(api: Api) -> None:
    types = {match["type"] for match in api.get("suggest/", q="eau")["results"]}
    assert {"item", "domain"} <= types
    assert api.get("suggest/", q="caue")["results"][-1]["code"] == "caue-26"


def test_domains_make_a_tree_whose_branches_count_their_leaves(api: Api) -> None:
    (water,) = [d for d in api.get("domains/")["domains"] if d["code"] == "eau-assainissement"]
    assert [child["code"] for child in water["children"]] == ["assainissement", "eau-potable"]
    assert water["count"] == api.get("search/", domain="eau-assainissement")["count"]


def test_the_site_shows_its_menus_without_what_is_not_public(api: Api) -> None:
    site = api.get("site/")
    assert site["name"] == "Guichet d'essai"
    assert [entry["label"] for entry in site["menus"]["main"]] == ["Démarche"]
    assert site["home"]["slots"][0]["pages"][0]["slug"] == "diagnostic-eau"


def test_a_front_end_path_leads_to_its_item(api: Api, world: Catalogue) -> None:
    found = api.get("resolve/", path="/accompagnements/diagnostic-eau/")
    assert (found["status"], found["id"]) == (200, world.first("offer").pk)
    api.refused("resolve/", 404, path="/rien/")


def test_words_are_found_whatever_their_accents_and_marked(api: Api) -> None:
    found = api.get("search/", q="chaudiere")
    assert found["count"] > 0
    assert "<mark>" in found["results"][0]["highlights"]["title"]
    assert api.get("search/", q="chaudieere")["count"] > 0
