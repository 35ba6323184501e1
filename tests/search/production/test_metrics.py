"""What Prometheus learns of a real Elasticsearch, through an outage and after it."""

from __future__ import annotations

import time
from unittest import mock

import pytest
from django.test import Client

from search.sync import catch_up
from tests.project.metrics import scrape
from tests.search import world as w
from tests.search.production.asking import ask, wait
from tests.search.production.conftest import World

pytestmark = pytest.mark.elasticsearch

UP = "bouquet_search_engine_up"
REACHED = "bouquet_search_engine_catalogue_version"
SYNCED = "bouquet_search_engine_synced_timestamp_seconds"
SEARCHES = "bouquet_searches_total"


def ready() -> tuple[int, str]:
    answer = Client().get("/health/ready")
    return answer.status_code, answer.json()["checks"]["elasticsearch"]


def test_the_metrics_follow_an_outage_and_its_end(world: World) -> None:
    started = time.time()
    w.make_page(world.space, title="Avant")
    ask("avant")
    before = scrape()
    assert before(UP) == 1
    assert before(REACHED) == before("bouquet_catalogue_version") > 0
    assert started < before(SYNCED) <= time.time()
    assert ready() == (200, "ok")

    world.stop()
    w.make_page(world.space, title="Pendant")
    assert ask("pendant")["meta"]["degraded"]
    during = scrape()
    assert during(UP) == 0
    assert during(SEARCHES, degraded="true") - before(SEARCHES, degraded="true") == 1
    # It has stayed where it was, which a lag shows.
    assert during(REACHED) == before(REACHED) < during("bouquet_catalogue_version")
    assert during(SYNCED) == before(SYNCED)
    assert ready() == (200, "degraded")
    assert Client().get("/health/live").status_code == 200

    world.start()
    wait(lambda: not ask("pendant")["meta"]["degraded"])
    after = scrape()
    assert after(UP) == 1
    assert (
        after(REACHED) == after("bouquet_catalogue_version") == during("bouquet_catalogue_version")
    )
    assert after(SYNCED) > during(SYNCED)
    labels = {"engine": "elasticsearch", "degraded": "false"}
    assert after(SEARCHES, **labels) > during(SEARCHES, **labels)
    assert ready() == (200, "ok")


def test_a_lag_shows_until_somebody_sends_what_is_left(world: World) -> None:
    with mock.patch("search.sync.push"):
        w.make_page(world.space, title="Perdue")
    lagging = scrape()
    assert lagging(REACHED) < lagging("bouquet_catalogue_version")
    # As another process would: the version is asked of Elasticsearch, not remembered from here.
    with mock.patch("search.sync.synced"):
        catch_up(world.main.engine)
    found = scrape()
    assert found(REACHED) == found("bouquet_catalogue_version")
    assert found(SYNCED) == lagging(SYNCED)
