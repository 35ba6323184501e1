"""The server and the web process are killed, as by a power cut, in the middle of everything.

PUBLICATIONS=200 in the environment makes it shorter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.elasticsearch_node import Node
from tests.search.production.cluster import (
    Catalogue,
    catalogue,
    result,
    running_nodes,
    wait_for,
)

pytestmark = pytest.mark.elasticsearch

PUBLICATIONS = int(os.environ.get("PUBLICATIONS", "1000"))
PAGES, TOGETHER = 100, 10
SEARCHES = 1_000


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with running_nodes() as (one,):
        yield one


@pytest.fixture(scope="module")
def site(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with catalogue(tmp_path_factory.mktemp("site"), [node], PAGES) as made:
        yield made


def test_publications_and_searches_go_on_through_a_rebuild_and_an_outage(
    site: Catalogue, node: Node, tmp_path: Path
) -> None:
    searches = site.child("search", tmp_path / "stop", SEARCHES)
    publications = site.child("publish", PUBLICATIONS, TOGETHER)
    wait_for(publications, str(TOGETHER))
    assert site.manage("search_rebuild") == [0]
    wait_for(publications, str(PUBLICATIONS // 2))
    node.kill()
    assert publications.poll() is None  # both came in the middle
    # What the editors see: every publication succeeds, and every search finds.
    result(publications)
    wait_for(searches, "degraded")
    node.start()
    assert site.manage("search_sync", "search_check", "search_status") == [0, 0, 0]
    (tmp_path / "stop").touch()
    seen = result(searches)
    assert seen["faults"] == []
    assert seen["degraded"] >= SEARCHES
    assert seen["back"] > 0


def test_the_server_is_killed_in_the_middle_of_a_rebuild(
    site: Catalogue, node: Node, tmp_path: Path
) -> None:
    searches = site.child("search", tmp_path / "stop", 1)
    rebuild = site.start("manage.py", "search_rebuild")
    wait_for(rebuild, "doc/s")
    node.kill()
    said, _ = rebuild.communicate()
    # Unless the last of its requests had just been answered.
    assert rebuild.returncode == 0 or "CommandError: Elasticsearch: " in said, said
    wait_for(searches, "degraded")
    node.start()
    # The index of before, whole, is still the one that is shown; and it can be built again.
    commands = ("search_sync", "search_check", "search_rebuild", "search_check")
    assert site.manage(*commands) == [0, 0, 0, 0]
    (tmp_path / "stop").touch()
    assert result(searches)["faults"] == []


@pytest.mark.parametrize("moment", ["before", "within"])
def test_a_web_process_is_killed_between_commit_and_push(site: Catalogue, moment: str) -> None:
    killed = site.child("crash", moment)
    killed.communicate()
    assert killed.returncode == -9
    # The documents of a push may have arrived without its checkpoint: it lags, and is no drift.
    missed = 1 if moment == "before" else 0
    commands = ("search_check", "search_status", "search_sync", "search_check", "search_status")
    assert site.manage(*commands) == [missed, 1, 0, 0, 0]
