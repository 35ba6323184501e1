"""Strict and honest: what is unknown or malformed is refused by name, with what is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from search.catalogue import Snapshot
from search.engines.base import EngineUnavailable
from tests.api.conftest import Api
from tests.api.places import DIOIS, TOWN


def faults(problem: Any) -> dict[str, dict[str, Any]]:
    return {error["parameter"]: error for error in problem["errors"]}


def test_an_unknown_parameter_is_named_with_what_is_allowed(api: Api) -> None:
    fault = faults(api.refused("search/", domaine="eau-potable"))["domaine"]
    assert fault["code"] == "unknown_parameter"
    assert "domain" in fault["message"]
    assert {"q", "domain", "insee", "page_size", "facets"} <= set(fault["allowed"])


def test_an_unknown_value_is_named_with_what_is_allowed(api: Api) -> None:
    fault = faults(api.refused("offers/", domain="eau-potable,feu"))["domain"]
    assert "feu" in fault["message"]
    assert "eau-assainissement" in fault["allowed"]
    fault = faults(api.refused("search/", status="fermé"))["status"]
    assert fault["allowed"] == ["a-venir", "ouvert", "cloture-proche", "clos"]
    assert faults(api.refused("search/", partner="nobody"))["partner"]["allowed"] == [
        "caue-26",
        "sded",
    ]


def test_every_fault_is_told_at_once(api: Api) -> None:
    problem = api.refused("search/?page=0&sort=alpha&month=2026-13&q=a&q=b&x=1&kind=film")
    assert set(faults(problem)) == {"page", "sort", "month", "q", "x", "kind"}


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=", "page=1.5", "page=two", "page=%D9%A1", "page=1&page=2",
        "page=99999999999999999999", "page_size=101", "page_size=-1", "page_size=",
        "page=2&page_size=0", "page=5001&page_size=20", "page=9000",
    ],
)  # fmt: skip
def test_a_bad_page_is_refused(api: Api, query: str) -> None:
    problem = api.refused(f"search/?{query}")
    assert faults(problem).keys() <= {"page", "page_size"}


def test_too_deep_a_page_names_the_export(api: Api) -> None:
    fault = faults(api.refused("search/", page=5001))["page"]
    assert "export/" in fault["message"]
    assert fault["allowed"] == ["1..5000"]


def test_a_postal_code_is_not_an_insee_code(api: Api) -> None:
    fault = faults(api.refused("search/", insee="26200"))["insee"]
    assert "26198" in fault["message"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"insee": "99999"}, "insee"),
        ({"insee": "2611"}, "insee"),
        ({"insee": ""}, "insee"),
        ({"insee": DIOIS}, "insee"),
        ({"siren": TOWN}, "siren"),
        ({"siren": "123456789"}, "siren"),
        ({"siren": DIOIS, "insee": TOWN}, "siren"),
        ({"eligibility": "eligible"}, "eligibility"),
        ({"eligibility": "peut-être", "insee": TOWN}, "eligibility"),
        ({"id": "0"}, "id"),
        ({"id": "x"}, "id"),
        ({"fields": "titre"}, "fields"),
        ({"facets": "domaine"}, "facets"),
        ({"q": "x" * 501}, "q"),
        ({"sort": "title,newest"}, "sort"),
    ],
)
def test_the_fault_is_where_it_is(api: Api, query: dict[str, str], parameter: str) -> None:
    assert parameter in faults(api.refused("search/", **query))


@pytest.mark.parametrize(
    "path",
    ["", "facets/", "domains/", "site/", "offers/diagnostic-eau/", "openapi.json"],
)
def test_an_endpoint_without_parameters_takes_none(api: Api, path: str) -> None:
    response = Client().get(f"/api/v1/{path}?x=1")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert faults(response.json()).keys() == {"x"}


@pytest.mark.parametrize("path", ["suggest/", "territories/", "resolve/"])
def test_a_needed_parameter_is_asked_for(api: Api, path: str) -> None:
    (error,) = api.refused(path)["errors"]
    assert error["code"] == "required"


@pytest.mark.parametrize(
    "path",
    [
        "nothing/", "offers/inconnu/", "offers/999999/", "offers/0/",
        "offers/99999999999999999999/",
        "offers/%00/", "offers/é/", "offers/..%2f/", "territories/00000/", "territories/%00/",
        "offers/inconnu/similar/", "nothing", "offers/a/b/c/",
    ],
)  # fmt: skip
def test_nothing_is_a_404_problem(api: Api, path: str) -> None:
    problem = api.refused(path, 404)
    assert problem["errors"] == []
    assert problem["title"] == "Introuvable"


def test_an_item_of_another_kind_is_not_there(api: Api, world: Any) -> None:
    api.refused(f"aids/{world.first('offer').pk}/", 404)


def test_a_missing_slash_is_added(api: Api) -> None:
    response = api.answer("search?q=eau")
    assert response.status_code == 301
    assert response["Location"] == "/api/v1/search/?q=eau"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["search/", "offers/diagnostic-eau/", "site/", "openapi.json"])
def test_only_reads_are_served(api: Api, method: str, path: str) -> None:
    response = getattr(Client(), method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


def test_only_json_is_served(api: Api) -> None:
    problem = api.refused("search/", 406, headers={"Accept": "application/xml"})
    assert "application/json" in problem["detail"]
    for accepted in ("*/*", "application/*", "text/html,*/*;q=0.1", "application/json;q=0.5"):
        assert api.answer("search/", headers={"Accept": accepted}).status_code == 200


def test_a_crowd_of_parameters_is_refused(api: Api) -> None:
    crowd = "&".join(f"p{number}=1" for number in range(12_000))
    response = Client().get(f"/api/v1/search/?{crowd}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("fault", [EngineUnavailable("silent"), OperationalError("locked")])
def test_a_passing_failure_says_when_to_come_back(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    def fail(*args: Any) -> Any:
        raise fault

    monkeypatch.setattr(Snapshot, "search", fail)
    response = api.answer("search/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "no-store"
    assert "silent" not in response.content.decode()
    assert "cannot answer" in caplog.text
