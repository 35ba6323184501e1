"""What a newcomer sees: one command prepares and serves the catalogue; the next is short."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.servers import Catalogue, answers, served

pytestmark = pytest.mark.e2e


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        content: bytes = answer.read()
        return content


def test_the_welcome_names_addresses_that_answer(catalogue: Catalogue) -> None:
    addresses = re.findall(
        r"^ +(administration|API|documentation) +(http\S+)$", catalogue.output, re.MULTILINE
    )
    assert [name for name, _ in addresses] == ["administration", "API", "documentation"]
    for _, address in addresses:
        assert address.startswith(catalogue.url)
        assert answers(address)


def test_each_account_of_the_welcome_opens_the_admin(catalogue: Catalogue) -> None:
    password = re.search(r"mot de passe : ([^)]+)\)", catalogue.output)
    assert password is not None
    accounts = catalogue.output.split("Comptes de démonstration (")[1].splitlines()[1:-1]
    names = [line.split()[0] for line in accounts if line.startswith("  ")]
    assert len(names) >= 4
    for name in names:
        assert log_in(catalogue.url, name, password[1]) == "/admin/", name
        assert log_in(catalogue.url, name, "wrong") != "/admin/"


def log_in(base: str, name: str, password: str) -> str:
    """Where one ends after sending the login form."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(f"{base}/admin/login/", timeout=30) as form:
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.read())
    assert token is not None
    fields = {"csrfmiddlewaretoken": token[1].decode(), "username": name, "password": password}
    body = urllib.parse.urlencode({**fields, "next": "/admin/"}).encode()
    with opener.open(f"{base}/admin/login/", data=body, timeout=60) as answer:
        return urllib.parse.urlsplit(answer.url).path


def test_the_catalogue_holds_every_kind(catalogue: Catalogue) -> None:
    found = json.loads(get(f"{catalogue.url}/api/v1/search/?page_size=0&facets=kind"))
    counts = {value["code"]: value["count"] for value in found["facets"]["kind"]["values"]}
    assert counts
    assert all(counts.values()), counts
    assert found["count"] == sum(counts.values())


def test_images_and_static_files_are_served(catalogue: Catalogue) -> None:
    found = json.loads(get(f"{catalogue.url}/api/v1/search/?page_size=100"))
    addresses = {
        rendition["url"]
        for item in found["results"]
        if item.get("image")
        for rendition in item["image"]["renditions"].values()
    }
    assert addresses
    for address in sorted(addresses)[:10]:
        assert len(get(address)) > 500
    page = get(f"{catalogue.url}/admin/login/").decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert answers(catalogue.url + address), address


def test_a_second_start_prepares_nothing_and_ends_cleanly(catalogue: Catalogue) -> None:
    before = json.loads(get(f"{catalogue.url}/api/v1/search/?page_size=0"))
    with served(catalogue.var) as again:
        assert "Chargement" not in again.output
        assert "est servi" in again.output
        after = json.loads(get(f"{again.url}/api/v1/search/?page_size=0"))
        assert after["count"] == before["count"]
        assert after["meta"]["version"] == before["meta"]["version"]
        children = family(again.pid)
        assert len(children) >= 3, "two web processes and the clock"
        os.kill(again.pid, signal.SIGINT)  # what Ctrl+C sends
        end = time.monotonic() + 30
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            assert time.monotonic() < end, "a process outlived the server"
            time.sleep(0.2)
    assert "Traceback" not in catalogue.output


def family(pid: int) -> list[int]:
    shown = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return [int(line) for line in shown.stdout.split()]


def test_the_clock_publishes_what_is_due(catalogue: Catalogue) -> None:
    code = (
        "from datetime import timedelta; from django.utils import timezone;"
        "from cms_pages.models import ArticlePage; now = timezone.now();"
        "page = ArticlePage.objects.live().first(); slug = page.slug + '-a-venir';"
        "new = page.copy(recursive=False, update_attrs={'slug': slug, 'title': 'Plus tard'},"
        " copy_revisions=False, keep_live=False);"
        "new.go_live_at = now + timedelta(seconds=2); new.save_revision().publish();"
        "print(slug)"
    )
    slug = catalogue.manage("shell", "--no-imports", "-c", code).stdout.split()[-1]
    address = f"{catalogue.url}/api/v1/articles/{slug}/"
    assert not answers(address)
    try:
        end = time.monotonic() + 90  # the clock ticks once a minute
        while not answers(address):
            assert time.monotonic() < end, catalogue.output[-2000:]
            time.sleep(1)
    finally:
        remove = f"from wagtail.models import Page; Page.objects.get(slug={slug!r}).delete()"
        catalogue.manage("shell", "--no-imports", "-c", remove)


@pytest.mark.postgres
def test_the_same_catalogue_is_served_from_postgresql(
    catalogue: Catalogue, postgres_url: str, tmp_path: Path
) -> None:
    with served(tmp_path / "var", DATABASE_URL=postgres_url) as other:
        ready = json.loads(get(f"{other.url}/health/ready"))
        assert ready["checks"] == {"database": "ok", "migrations": "ok"}
        address = "/api/v1/search/?page_size=100&sort=title&kind=offer,aid&facets=domain,partner"
        here, there = (json.loads(get(server.url + address)) for server in (catalogue, other))
        assert [item["title"] for item in there["results"]] == [
            item["title"] for item in here["results"]
        ]
        assert there["facets"] == here["facets"]
        assert not (tmp_path / "var" / "bouquet.sqlite3").exists()
