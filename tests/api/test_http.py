"""What caches, browsers and other origins see: validators, lifetimes, CORS, no state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from api import caching
from tests.api.conftest import Api
from tests.api.endpoints import ENDPOINTS

EVERY_ENDPOINT = pytest.mark.parametrize("path", ENDPOINTS)


@EVERY_ENDPOINT
def test_a_second_read_costs_no_answer(api: Api, path: str) -> None:
    first = api.answer(path)
    tag = first["ETag"]
    assert tag.startswith('W/"')
    assert first["Cache-Control"] == "public, max-age=60"
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = api.answer(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert (again["ETag"], again["Cache-Control"]) == (tag, first["Cache-Control"])
    for given in ('"other"', "*", "nonsense", '"'):
        assert api.answer(path, headers={"If-None-Match": given}).status_code == 200


@EVERY_ENDPOINT
def test_reads_have_no_state(api: Api, path: str) -> None:
    response = Client(headers={"Cookie": "sessionid=abc; csrftoken=def"}).get(path)
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@EVERY_ENDPOINT
def test_a_head_has_the_headers_of_a_get(api: Api, path: str) -> None:
    client = Client()
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control"):
        assert head[name] == whole[name]


@EVERY_ENDPOINT
def test_any_origin_may_read(api: Api, path: str) -> None:
    origin = {"Origin": "https://ailleurs.example.org"}
    response = Client(headers=origin).get(path)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]
    preflight = Client(headers={**origin, "Access-Control-Request-Method": "GET"}).options(path)
    assert preflight.status_code == 200
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


def test_other_origins_read_nothing_else(api: Api) -> None:
    response = Client(headers={"Origin": "https://ailleurs.example.org"}).get("/admin/login/")
    assert "Access-Control-Allow-Origin" not in response


def test_plain_options_tell_the_methods(api: Api) -> None:
    response = Client().options("/api/v1/search/")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_refusals_are_not_kept(api: Api) -> None:
    for path in ("/api/v1/search/?x=1", "/api/v1/offers/inconnu/"):
        response = api.answer(path)
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response


def test_two_questions_have_two_validators(api: Api) -> None:
    tags = {
        api.answer(path)["ETag"]
        for path in ("search/", "search/?page_size=1", "search/?q=eau", "offers/")
    }
    assert len(tags) == 4


def test_addresses_are_those_of_the_host(api: Api) -> None:
    own = Client(headers={"Host": "localhost:8000"}).get("/api/v1/search/?page_size=1").json()
    assert own["next"].startswith("http://localhost:8000/api/v1/search/?")
    assert own["results"][0]["url"].startswith("http://localhost:8000/api/v1/")
    with override_settings(PUBLIC_BASE_URL="https://guichet.example.org"):
        own = api.answer("search/?page_size=1")
        assert b"https://guichet.example.org/api/v1/" in own.content
        assert b"testserver" not in own.content
        assert b"base.invalid" not in own.content


def test_a_forged_host_is_refused(api: Api) -> None:
    response = Client(headers={"Host": "evil.example.org"}).get("/api/v1/search/")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_the_language_is_the_instances_own(api: Api) -> None:
    response = Client(headers={"Accept-Language": "en"}).get("/api/v1/search/?x=1")
    assert response.json()["title"] == "Paramètres incorrects"
    assert "accept-language" not in response.get("Vary", "").lower()


def test_an_answer_lives_no_longer_than_what_it_says() -> None:
    from django.http import HttpResponse

    def lifetime(seconds: float | None) -> str:
        return caching.make_cacheable(HttpResponse(), 'W/"x"', seconds)["Cache-Control"]

    assert lifetime(None) == lifetime(3600) == "public, max-age=60"
    assert lifetime(12.7) == "public, max-age=12"
    assert lifetime(-3) == "public, max-age=0"


def test_an_expiry_changes_the_validator(
    api: Api, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written when a page expires: the answers change all the same."""
    page = world.first("offer")
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(minutes=1))
    page.refresh_from_db()
    page.save()
    from search.drain import drain

    drain()
    before = api.answer("offers/")
    assert int(before["Cache-Control"].rpartition("=")[2]) <= 60
    later = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    after = api.answer("offers/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["count"] == before.json()["count"] - 1
    assert api.refused(f"offers/{page.pk}/", 410)
