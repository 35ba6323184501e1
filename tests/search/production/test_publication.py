"""From a page to an answer of the API through Elasticsearch, and through its outages."""

from __future__ import annotations

import time
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from search.catalogue import SearchRequest, snapshot
from search.drain import drain
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.failover import FailoverEngine
from search.models import CatalogueEntry, Counter
from search.replica import Replica, replica
from search.sync import catch_up
from tests.search import world as w
from tests.search.production.asking import ask, run, titles, wait
from tests.search.production.conftest import World

pytestmark = pytest.mark.elasticsearch


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(world: World) -> None:
    page = w.make_page(world.space, title="Rénover la toiture de l'école")
    found = ask("toitures")
    assert titles(found) == ["Rénover la toiture de l'école"]
    assert (found["meta"]["engine"], found["meta"]["degraded"]) == ("elasticsearch", False)
    page.title = "Entretenir les chemins"
    w.publish(page)
    assert titles(ask("toiture")) == []
    assert titles(ask("chemin")) == ["Entretenir les chemins"]
    page.unpublish()
    assert titles(ask("chemin")) == []
    assert run("search_check")[0] == 0


def test_one_request_a_search(world: World) -> None:
    w.make_page(world.space, title="Toiture")
    ask("toiture")
    with mock.patch.object(
        world.main.engine, "_ask", side_effect=world.main.engine._ask
    ) as requests:
        snapshot().search(SearchRequest(q="toiture"), timezone.now())
    assert requests.call_count == 1


def test_a_reload_keeps_the_cluster_and_what_is_known_of_it(world: World) -> None:
    snapshot()
    engine = replica().engine
    assert isinstance(engine, FailoverEngine)
    world.main.breaker.failed(OSError("down"))
    replica()._reload()
    after = replica().engine
    assert isinstance(after, FailoverEngine)
    assert after.safety is not engine.safety
    assert (after.main, after.breaker) == (engine.main, engine.breaker)
    assert after.degraded


def test_without_the_setting_the_embedded_engine_answers_alone() -> None:
    assert isinstance(Replica().engine, EmbeddedEngine)
    for command in ("search_sync",):
        assert run(command)[0] == 0
    assert run("search_rebuild")[0] == 1


@pytest.mark.parametrize("mode", [503, "silent", "cut"])
def test_an_outage_fails_nothing_and_repairs_itself(world: World, mode: str | int) -> None:
    told = {**settings.ELASTICSEARCH, "timeout": 0.5}
    with override_settings(ELASTICSEARCH=told):
        replica().forget()
        world.front.mode = mode
        world.front.break_connections()
        started = time.monotonic()
        w.make_page(world.space, title="Pendant la panne")
        assert time.monotonic() - started < 3
        found = ask("panne")
        assert titles(found) == ["Pendant la panne"]
        assert found["meta"]["degraded"]
        assert Client().get("/health/ready").json()["checks"]["elasticsearch"] == "degraded"
        started = time.monotonic()
        assert all(run(name)[0] == 1 for name in ("search_status", "search_sync", "search_check"))
        # Each looks first, for a few seconds at most, whether somebody answers.
        assert time.monotonic() - started < 15
        world.start()
        wait(lambda: not ask("panne")["meta"]["degraded"])
        # Back means up to date: what was missed was sent first.
        assert titles(ask("panne")) == ["Pendant la panne"]
        assert run("search_check")[0] == 0
        assert run("search_status")[0] == 0


def test_what_was_never_pushed_is_sent_by_one_pass(world: World) -> None:
    snapshot()
    with mock.patch("search.sync.push"):
        pages = [w.make_page(world.space, title=f"Perdue {n}") for n in range(3)]
        drain()
    assert titles(ask("perdue")) == []
    code, said = run("search_check")
    assert code == 1
    assert all(f": {page.pk}\n" in said for page in pages)
    assert run("search_status")[0] == 1
    assert run("search_sync")[0] == 0
    assert len(titles(ask("perdue"))) == 3
    assert run("search_check")[0] == run("search_status")[0] == 0


def test_drift_is_named_and_repaired(world: World) -> None:
    lost, changed = (w.make_page(world.space, title=f"Page {n}") for n in "ab")
    index, writing = world.main.engine.checkpoint().index, world.main.engine.writing
    writing.delete(index=index, id=str(lost.pk))
    writing.update(index=index, id=str(changed.pk), doc={"title": "Faux"})
    writing.index(index=index, id="987654", document={"id": 987654, "version": 1, "removed": False})
    code, said = run("search_check")
    assert code == 1
    assert all(str(pk) in said for pk in (lost.pk, changed.pk, 987654))
    assert run("search_check", "--fix")[0] == 0
    assert run("search_check")[0] == 0
    assert titles(ask("faux")) == []


def test_late_writes_of_another_process_change_nothing(world: World) -> None:
    page = w.make_page(world.space, title="Première")
    early = list(CatalogueEntry.objects.filter(page_id=page.pk).values())
    page.title = "Seconde"
    w.publish(page)
    index = world.main.engine.checkpoint().index
    document = {"id": page.pk, "title": "Première"}
    world.main.engine.write([(page.pk, early[0]["version"], document)], index)
    page.unpublish()
    world.main.engine.write([(page.pk, early[0]["version"], document)], index)
    assert run("search_check")[0] == 0


def test_a_backup_put_back_makes_a_new_index(world: World) -> None:
    rows = list(CatalogueEntry.objects.all())
    version = Counter.objects.get().version
    w.make_page(world.space, title="Perdue")
    assert titles(ask("perdue")) == ["Perdue"]
    CatalogueEntry.objects.all().delete()
    CatalogueEntry.objects.bulk_create(rows)
    Counter.objects.update(version=version)
    assert run("search_check")[0] == 1
    assert run("search_sync")[0] == 0
    assert run("search_status")[0] == 0
    world.main.breaker.answered()
    assert titles(ask("perdue")) == []
    drain()
    assert catch_up(world.main.engine) == 0
