"""The API as processes serve it: the README's commands, freshness, the readers in a browser."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.servers import ROOT, Catalogue

pytestmark = pytest.mark.e2e

EXAMPLE = "http://127.0.0.1:8000"
SCREENSHOTS = ROOT / "docs" / "screenshots"


def commands() -> list[str]:
    readme = (ROOT / "README.md").read_text("utf-8")
    section = readme.partition("## L'API en quelques commandes")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [line for line in block.splitlines() if line.startswith("curl ")]


def run(command: str, catalogue: Catalogue) -> Any:
    """The command as printed, on the port of the tests."""
    words = shlex.split(command.replace(EXAMPLE, catalogue.url))
    done = subprocess.run(words, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_the_readmes_commands_work_as_printed(catalogue: Catalogue) -> None:
    domains, offers, typo, accent, places, aids, partner, refusal = (
        run(command, catalogue) for command in commands()
    )
    values = domains["facets"]["domain"]["values"]
    assert domains["results"] == []
    assert sum(value["count"] for value in values) > 0
    assert offers["count"] > 0
    chosen = {value["code"] for value in offers["facets"]["domain"]["values"] if value["selected"]}
    assert chosen == {"eau-potable", "voirie-communale"}
    assert typo["count"] > 0
    assert typo["meta"]["did_you_mean"] == "assainissement"
    assert any("école" in item["title"].lower() for item in accent["results"])
    assert places["results"][0]["code"] == "26274"
    assert aids["meta"]["territory"]["name"] == "Rochefourchat"
    assert all(item["eligibility"]["reasons"] for item in aids["results"])
    assert {item["status"]["code"] for item in aids["results"]} <= {"ouvert", "cloture-proche"}
    assert partner["code"] == "caue-26"
    assert refusal["errors"][0]["parameter"] == "domaine"
    assert "domain" in refusal["errors"][0]["allowed"]


PUBLISH = """
from cms_pages.models import ArticlePage, PartnerSpacePage
space = PartnerSpacePage.objects.get(code="caue-26")
page = space.add_child(instance=ArticlePage(
    title="Quokka au village", slug="quokka-{number}", summary="Un essai.", live=False))
page.save_revision().publish()
print(page.pk)
"""


def test_what_one_process_publishes_every_other_one_finds_at_once(catalogue: Catalogue) -> None:
    """Several connections, so that each of the server's processes is asked."""
    url = f"{catalogue.url}/api/v1/articles/?q=quokka&facets="
    before = [_count(url) for _number in range(6)]
    for number in (1, 2):
        output = catalogue.manage("shell", "-v", "0", "-c", PUBLISH.format(number=number)).stdout
        counts = {_count(url) for _number in range(12)}
        assert counts == {before[0] + number}
        page = int(output.split()[-1])
        assert _status(f"{catalogue.url}/api/v1/articles/{page}/") == 200
    remove = "from wagtail.models import Page; Page.objects.get(slug='quokka-1').delete()"
    catalogue.manage("shell", "-v", "0", "-c", remove)
    assert {_count(url) for _number in range(12)} == {before[0] + 1}
    assert _status(f"{catalogue.url}/api/v1/articles/quokka-1/") == 410


def _count(url: str) -> int:
    done = subprocess.run(["curl", "-s", url], capture_output=True, check=True, timeout=60)
    return int(json.loads(done.stdout)["count"])


def _status(url: str) -> int:
    words = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url]
    return int(subprocess.run(words, capture_output=True, check=True, timeout=60).stdout)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "shown"),
    [("docs", "#operations-search-search"), ("redoc", 'h2:has-text("Chercher partout")')],
)
def test_a_reader_shows_the_contract_and_asks_nobody_else(
    catalogue: Catalogue, browser_page: Page, path: str, shown: str
) -> None:
    hosts: set[str] = set()
    problems: list[str] = []
    browser_page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    browser_page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    browser_page.on("pageerror", lambda error: problems.append(str(error)))
    browser_page.goto(f"{catalogue.url}/api/v1/{path}/")
    browser_page.locator(shown).first.wait_for(timeout=60_000)
    assert hosts - {""} == {urlsplit(catalogue.url).netloc}
    assert problems == []
    _keep(browser_page, f"api-{path}")


@pytest.mark.browser
def test_a_request_can_be_tried_from_the_documentation(
    catalogue: Catalogue, browser_page: Page
) -> None:
    browser_page.goto(f"{catalogue.url}/api/v1/docs/#/search/search")
    operation = browser_page.locator("#operations-search-search")
    operation.locator("button.execute").wait_for(timeout=60_000)
    operation.locator("tr[data-param-name=q] input").fill("toiture")
    operation.locator("button.execute").click()
    answer = operation.locator("tr.response .response-col_status").first
    answer.wait_for(timeout=30_000)
    assert "200" in answer.inner_text()
    _keep(browser_page, "api-essai")


def _keep(page: Page, name: str) -> None:
    """A picture for docs/, when they are being made again."""
    import os

    if os.environ.get("SCREENSHOTS"):
        time.sleep(1)
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
