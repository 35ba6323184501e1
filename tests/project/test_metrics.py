"""What Prometheus reads: requests and searches counted, for who may read it, and no text."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client, override_settings

from search import collector
from search.drain import MAX_ATTEMPTS, drain
from search.models import CatalogueEntry, Mark
from search.replica import replica
from tests.contract.outages import front
from tests.project.metrics import Values, scrape
from tests.search.world import make_home, make_page, make_space
from tests.servers import ROOT, answers, own_environment
from tests.services import free_port

REQUESTS = "bouquet_http_requests_total"
SEARCHES = "bouquet_searches_total"
UP = "bouquet_search_engine_up"


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    """One page, in the memory of no process."""
    with override_settings(SEARCH_DRAIN_WHEN_DUE=False):
        replica().forget()
        make_page(make_space(make_home()), title="Toiture")
        drain()
        yield
    replica().forget()


@pytest.mark.usefixtures("catalogue")
class TestCounts:
    def test_each_request_counts_by_view_method_and_status(self, client: Client) -> None:
        before = scrape()
        for _ in range(3):
            assert client.get("/api/v1/search/").status_code == 200
        assert client.get("/api/v1/search/?page=99").status_code == 400
        assert client.get("/api/v1/offers/999999/").status_code == 404
        after = scrape()
        told = {"endpoint": "api:search", "method": "GET"}
        for status, number in (("200", 3), ("400", 1)):
            labels = {**told, "status": status}
            assert after(REQUESTS, **labels) - before(REQUESTS, **labels) == number
        assert after(REQUESTS, endpoint="api:offers-detail", status="404") >= 1
        durations = "bouquet_http_request_duration_seconds"
        assert after(f"{durations}_count", **told) - before(f"{durations}_count", **told) == 4
        assert after(f"{durations}_sum", **told) > before(f"{durations}_sum", **told)

    def test_each_search_counts_by_engine(self, client: Client) -> None:
        before = scrape()
        client.get("/api/v1/search/", {"q": "toiture"})
        labels = {"engine": "embedded", "degraded": "false"}
        assert scrape()(SEARCHES, **labels) - before(SEARCHES, **labels) == 1

    def test_what_strangers_invent_shares_one_label(self, client: Client) -> None:
        before = scrape()
        for number in range(20):
            client.get(f"/nowhere-{number}/")
            client.get(f"/api/v1/nowhere-{number}/")
            client.generic(f"BREW{number}", "/")
        after = scrape()
        assert after(REQUESTS, endpoint="other") - before(REQUESTS, endpoint="other") == 20
        assert after(REQUESTS, method="other") - before(REQUESTS, method="other") == 20
        new = {
            (label, value)
            for label in ("endpoint", "method")
            for value in after.labels(REQUESTS, label) - before.labels(REQUESTS, label)
        }
        assert new <= {
            ("endpoint", "other"),
            ("endpoint", "home"),
            ("endpoint", "api:unknown"),
            ("method", "other"),
        }

    def test_no_text_of_anyone_shows(self, client: Client) -> None:
        client.get("/api/v1/search/", {"q": "mairie@example.org"})
        client.get("/api/v1/suggest/", {"q": "confidentiel"})
        client.get("/api/v1/offers/fiche-confidentielle/")
        client.post("/admin/login/", {"username": "mairie@example.org", "password": "secret"})
        text = scrape().text
        for word in ("@", "confidentiel", "secret", "mairie", "Toiture", str(ROOT)):
            assert word not in text

    def test_the_catalogue_and_its_marks(self) -> None:
        page = Mark.Subject.PAGE
        for attempts in (0, 1, MAX_ATTEMPTS):
            Mark.objects.create(subject=page, object_id="1", attempts=attempts)
        found = scrape()
        last = CatalogueEntry.objects.order_by("-version").first()
        assert last is not None
        assert found("bouquet_catalogue_version") == last.version
        assert found("bouquet_marks", state="waiting") == 2
        assert found("bouquet_marks", state="failed") == 1

    def test_without_the_database_the_rest_is_answered(self, client: Client) -> None:
        with mock.patch.object(collector, "_counts", side_effect=DatabaseError("password of db-7")):
            found = scrape()
        assert "bouquet_http_requests" in found.names()
        assert "bouquet_catalogue_version" not in found.names()
        assert "db-7" not in found.text


@contextlib.contextmanager
def elasticsearch_at(url: str) -> Iterator[None]:
    told = {**settings.ELASTICSEARCH, "hosts": (url,), "timeout": 0.5}
    with override_settings(ELASTICSEARCH=told):
        replica().forget()
        yield


@pytest.mark.parametrize("mode", [503, "silent"])
def test_an_outage_shows(catalogue: None, client: Client, mode: str | int) -> None:
    before = scrape()
    with front() as broken, elasticsearch_at(broken.url):
        broken.mode = mode
        assert client.get("/api/v1/search/").json()["meta"]["degraded"]
        found = scrape()
        assert found(UP, engine="elasticsearch") == 0
        labels = {"engine": "embedded", "degraded": "true"}
        assert found(SEARCHES, **labels) - before(SEARCHES, **labels) == 1
        assert client.get("/health/live").json() == {"status": "ok"}
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["checks"]["elasticsearch"]) == (200, "degraded")


def test_a_server_that_says_nothing_holds_no_scrape(catalogue: None) -> None:
    with front() as broken, elasticsearch_at(broken.url):
        broken.mode = "drip"
        started = time.monotonic()
        assert "bouquet_catalogue_version" in scrape().names()
        assert time.monotonic() - started < 5


class TestAccess:
    """The token of the settings, or this machine; nothing in between."""

    def read(self, token: str = "", **request: Any) -> int:
        with override_settings(METRICS_TOKEN=token):
            return Client().get("/metrics", **request).status_code

    @pytest.mark.usefixtures("db")
    def test_this_machine_reads_without_a_token(self) -> None:
        for address in ("127.0.0.1", "127.1.2.3", "::1"):
            assert self.read(REMOTE_ADDR=address) == 200
        assert Client().head("/metrics").status_code == 200
        # Like a probe, Prometheus comes by address.
        assert self.read(headers={"host": "10.0.0.7:8000"}) == 200

    @pytest.mark.parametrize("address", ["10.0.0.7", "192.0.2.1", "2001:db8::1", "", "unix:"])
    def test_nobody_else_does(self, address: str) -> None:
        assert self.read(REMOTE_ADDR=address) == 404

    @pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded"])
    def test_nor_whoever_comes_through_a_proxy(self, header: str) -> None:
        assert self.read(headers={header: "127.0.0.1"}) == 404

    @pytest.mark.usefixtures("db")
    def test_the_token_reads_from_anywhere(self) -> None:
        for scheme in ("Bearer", "bearer"):
            headers = {"authorization": f"{scheme} clé-1", "x-forwarded-for": "192.0.2.1"}
            assert self.read("clé-1", headers=headers, REMOTE_ADDR="192.0.2.1") == 200

    @pytest.mark.parametrize(
        "given", ["", "Bearer", "Bearer ", "Bearer clé", "Bearer clé-12", "Basic clé-1", "clé-1"]
    )
    def test_nothing_but_the_token_does(self, given: str) -> None:
        assert self.read("clé-1", headers={"authorization": given}) == 404
        assert Client().get("/metrics/", REMOTE_ADDR="192.0.2.1").content == b""

    def test_it_is_only_read(self) -> None:
        assert Client().post("/metrics").status_code == 405
        assert Client().post("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404

    @pytest.mark.usefixtures("db")
    def test_it_speaks_the_formats_of_prometheus(self, client: Client) -> None:
        answer = client.get("/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["Cache-Control"] == "no-store"
        newer = client.get("/metrics", headers={"accept": "application/openmetrics-text"})
        assert newer.headers["Content-Type"].startswith("application/openmetrics-text")
        assert newer.content.endswith(b"# EOF\n")


class Server:
    """Two real workers on an empty folder: what is asked of them here needs no table."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, folder: Path) -> None:
        self.process, self.url, self.folder = process, url, folder

    def workers(self) -> set[int]:
        """The processes that gunicorn started."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=False
        )
        return {int(word) for word in found.stdout.split()}

    def values(self) -> Values:
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=30) as answer:
            return Values(answer.read().decode())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    url = f"http://127.0.0.1:{(port := free_port())}"
    counts = tmp_path / "counts"
    counts.mkdir()
    told = {"PORT": str(port), "WEB_CONCURRENCY": "2", "TMPDIR": str(counts)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "backend.wsgi:application"],
        cwd=ROOT,
        env=own_environment(tmp_path / "var", {**told, "FRONTEND_URL": "http://127.0.0.1:1"}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    running = Server(process, url, counts)
    try:
        wait(lambda: answers(f"{url}/health/live") and len(running.workers()) == 2)
        yield running
    finally:
        process.terminate()
        process.wait(60)


def wait(reached: Any) -> None:
    limit = time.monotonic() + 120
    while not reached():
        assert time.monotonic() < limit
        time.sleep(0.1)


def ask(url: str) -> None:
    """One answer, on a connection of its own: any worker may give it."""
    request = urllib.request.Request(url, method="HEAD")
    opener = urllib.request.build_opener(NoRedirect())
    with contextlib.suppress(urllib.error.HTTPError):
        opener.open(request, timeout=60)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def test_the_counts_of_all_processes_are_summed_and_outlive_them(server: Server) -> None:
    asked = 0

    def files() -> set[str]:
        return {path.name for path in server.folder.glob("bouquet-metrics-*/counter_*.db")}

    # Until both workers have counted something.
    while asked < 40 or len(files()) < 2:
        ask(f"{server.url}/")
        asked += 1
        assert asked < 5_000
    homes = {"endpoint": "home", "method": "HEAD", "status": "302"}
    # Whoever answers, it is the sum.
    assert {server.values()(REQUESTS, **homes) for _ in range(10)} == {asked}
    before = server.workers()
    os.kill(min(before), signal.SIGKILL)
    wait(lambda: len(server.workers()) == 2 and server.workers() != before)
    assert server.values()(REQUESTS, **homes) == asked
    server.process.terminate()
    server.process.wait(60)
    assert list(server.folder.glob("bouquet-metrics-*")) == []
