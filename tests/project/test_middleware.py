"""A write is one transaction; what surrounds each answer fits its part of the site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from backend import views
from backend.urls import urlpatterns as project_urls

after_commit: list[str] = []


def write(request: HttpRequest) -> HttpResponse:
    """Write a row, then end as told: well, with an error answer, or with an exception."""
    Group.objects.create(name="written")
    transaction.on_commit(lambda: after_commit.append("done"))
    request.session["seen"] = True
    if request.GET.get("end") == "raise":
        raise ValueError("as told")
    return HttpResponse(status=int(request.GET.get("end", "200")))


def in_transaction(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(connection.in_atomic_block))


urlpatterns = [
    path("write/", write),
    path("state/", in_transaction),
    path("api/state/", in_transaction),
    path("", include(project_urls)),
]
handler404, handler500 = views.not_found, views.server_error


@pytest.fixture
def web() -> Client:
    after_commit.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.usefixtures("committed_db")
class TestTransactions:
    def test_a_good_write_commits_then_runs_what_waited(self, web: Client) -> None:
        assert web.post("/write/").status_code == 200
        assert Group.objects.filter(name="written").count() == 1
        assert after_commit == ["done"]
        assert web.session["seen"] is True

    @pytest.mark.parametrize("end", ["raise", "500", "503"])
    def test_a_failed_write_leaves_nothing(self, web: Client, end: str) -> None:
        assert web.post(f"/write/?end={end}").status_code == (500 if end == "raise" else int(end))
        assert not Group.objects.filter(name="written").exists()
        assert after_commit == []

    @pytest.mark.parametrize("end", ["302", "400", "404"])
    def test_a_refusal_keeps_what_was_written(self, web: Client, end: str) -> None:
        # A form shown again, or a redirect, is an answer like any other.
        web.post(f"/write/?end={end}")
        assert Group.objects.filter(name="written").exists()

    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_a_read_opens_no_transaction(self, web: Client, method: str) -> None:
        answer = web.generic(method, "/state/")
        assert answer.content in {b"False", b""}

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_every_other_method_does_and_never_for_the_api(self, web: Client, method: str) -> None:
        assert web.generic(method, "/state/").content == b"True"
        assert web.generic(method, "/api/state/").content == b"False"


@pytest.mark.django_db
class TestHeaders:
    def test_the_admin_may_be_framed_by_itself_only(self, client: Client) -> None:
        answer = client.get("/admin/login/")
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"

    def test_the_api_is_open_to_every_origin_for_reading(self, web: Client) -> None:
        origin = {"origin": "https://front.example.org"}
        answer = web.get("/api/state/", headers=origin)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        exposed = {
            name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")
        }
        assert {"etag", "link", "retry-after", "ratelimit-limit"} <= {n.lower() for n in exposed}
        asked = {**origin, "access-control-request-method": "PUT"}
        preflight = web.options("/api/state/", headers=asked)
        methods = {
            name.strip() for name in preflight.headers["Access-Control-Allow-Methods"].split(",")
        }
        assert methods == {"GET", "HEAD", "OPTIONS"}

    @pytest.mark.parametrize(
        "address", ["/admin/login/", "/", "/media/images/x.png", "/health/live"]
    )
    def test_nothing_else_is(self, client: Client, address: str) -> None:
        answer = client.get(address, headers={"origin": "https://front.example.org"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]

    def test_the_api_knows_no_cookie(self, web: Client) -> None:
        web.cookies["sessionid"] = "x" * 32
        answer = web.get("/api/state/")
        assert not answer.cookies
        assert "cookie" not in answer.headers.get("Vary", "").lower()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.django_db
class TestErrors:
    def test_an_unknown_address_of_the_api_is_a_problem(self, web: Client) -> None:
        answer = web.get("/api/nowhere/")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == 404

    def test_elsewhere_it_is_a_page_in_french(self, client: Client) -> None:
        answer = client.get("/nowhere/<script>/")
        assert answer.status_code == 404
        assert '<html lang="fr">' in answer.content.decode()
        assert "<script>" not in answer.content.decode()

    def test_a_failure_says_nothing_of_its_cause(self, web: Client) -> None:
        answer = web.post("/write/?end=raise")
        assert answer.status_code == 500
        assert "as told" not in answer.content.decode()

    def test_a_forged_host_is_refused(self, client: Client) -> None:
        assert client.get("/", headers={"host": "evil.example.org"}).status_code == 400

    def test_wagtail_serves_no_page(self, client: Client) -> None:
        for address in ("/accompagnements/", "/pages/", "/search/", "/django-admin/"):
            assert client.get(address).status_code == 404


class TestHome:
    def test_without_a_front_end_it_leads_to_the_documentation(self, client: Client) -> None:
        answer = client.get("/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/docs/")

    def test_with_one_it_leads_there(self, client: Client) -> None:
        with override_settings(FRONTEND_URL="https://front.example.org"):
            assert client.get("/").headers["Location"] == "https://front.example.org"

    def test_it_is_only_read(self, client: Client) -> None:
        assert client.head("/").status_code == 302


@pytest.fixture
def media_root(tmp_path: Path) -> Callable[[str, bytes], None]:
    def put(name: str, content: bytes) -> None:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    with override_settings(MEDIA_ROOT=tmp_path):
        yield put


class TestMedia:
    def test_images_are_served_to_keep(self, client: Client, media_root: Callable) -> None:
        media_root("images/a.png", b"png")
        answer = client.get("/media/images/a.png")
        assert b"".join(answer.streaming_content) == b"png"
        assert answer.headers["Content-Type"] == "image/png"
        assert "max-age" in answer.headers["Cache-Control"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "address",
        [
            "documents/secret.pdf",
            "images/../documents/secret.pdf",
            "images/%2e%2e/documents/secret.pdf",
            "images/..%2fdocuments/secret.pdf",
            "../secret_key",
            "images/",
            "images",
            "images/a%00.png",
            "/etc/passwd",
            "images//etc/passwd",
            pytest.param("images/" + "a" * 5000, id="long"),
        ],
    )
    def test_nothing_else_is(self, client: Client, media_root: Callable, address: str) -> None:
        media_root("documents/secret.pdf", b"secret")
        media_root("images/a.png", b"png")
        assert client.get(f"/media/{address}").status_code == 404
