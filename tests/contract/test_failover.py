"""Elasticsearch fails in every way a server can: no search fails, none waits long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from search.engines.base import EngineRefused, EngineUnavailable
from search.engines.elasticsearch.client import Cluster
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indices import Indices
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.failover import Breaker, FailoverEngine
from search.query import All, SearchQuery, SearchResult
from search.text.plan import plan
from tests.contract.conftest import Server, fill
from tests.contract.corpus import CORPUS
from tests.contract.outages import Front, closed_port, front

BOUND = 0.6
SCHOOL = SearchQuery(text=plan("école"))


def failing(url: str, pause: float = 60) -> FailoverEngine:
    cluster = Cluster((url,), timeout=BOUND)
    safety = EmbeddedEngine()
    fill(safety, CORPUS)
    return FailoverEngine(ElasticsearchEngine(cluster, "nothing"), safety, Breaker(pause))


def close(engine: FailoverEngine) -> None:
    assert isinstance(engine.main, ElasticsearchEngine)
    engine.main.close()


@pytest.fixture
def broken() -> Iterator[Front]:
    with front() as opened:
        yield opened


def timed(engine: FailoverEngine) -> tuple[SearchResult, float]:
    started = time.monotonic()
    result = engine.search(SCHOOL)
    return result, time.monotonic() - started


@pytest.mark.parametrize("mode", ["silent", "drip", "cut", 429, 500, 502, 503, 401, 403, 404])
def test_the_safety_net_answers_in_time(broken: Front, mode: str | int) -> None:
    broken.mode = mode
    engine = failing(broken.url)
    result, first = timed(engine)
    assert (result.total, result.engine, result.degraded) == (1, "embedded", True)
    assert first < BOUND + 1
    # Then nobody waits any more.
    for _ in range(20):
        result, took = timed(engine)
        assert result.total == 1
        assert took < BOUND / 2
    assert engine.degraded
    assert engine.similar(CORPUS[0], All(), 3)
    close(engine)


def test_nothing_listens() -> None:
    engine = failing(f"http://127.0.0.1:{closed_port()}")
    result, took = timed(engine)
    assert (result.total, result.degraded) == (1, True)
    assert took < BOUND
    assert engine.name == "embedded"
    close(engine)


def test_many_threads_meet_the_outage_together(broken: Front) -> None:
    broken.mode = "silent"
    engine = failing(broken.url)
    started = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(lambda _: engine.search(SCHOOL), range(200)))
    assert all(result.total == 1 and result.degraded for result in results)
    assert time.monotonic() - started < 4 * BOUND + 2
    close(engine)


def test_one_request_refused_is_no_outage(broken: Front) -> None:
    broken.mode = 400
    engine = failing(broken.url)
    result, _ = timed(engine)
    assert (result.total, result.degraded) == (1, True)
    assert not engine.degraded
    assert isinstance(engine.main, ElasticsearchEngine)
    with pytest.raises(EngineRefused):
        engine.main.search(SCHOOL)
    close(engine)


def test_writes_say_that_the_server_is_away() -> None:
    cluster = Cluster((f"http://127.0.0.1:{closed_port()}",), patience=1)
    engine = ElasticsearchEngine(cluster, "nothing")
    with pytest.raises(EngineUnavailable):
        engine.apply([(1, 1, CORPUS[0])], 1)
    with pytest.raises(EngineUnavailable):
        engine.version()
    engine.close()


def opened(breaker: Breaker) -> bool:
    return breaker.is_open


def test_a_breaker_probes_once_in_the_background_and_closes() -> None:
    now = [0.0]
    breaker = Breaker(pause=2, clock=lambda: now[0])
    asked: list[float] = []
    assert not opened(breaker)
    breaker.failed(EngineUnavailable("down"))
    breaker.probe(lambda: asked.append(now[0]))
    assert opened(breaker)
    assert not asked
    now[0] = 2.5

    def still_down() -> None:
        asked.append(now[0])
        raise EngineUnavailable("down")

    breaker.probe(still_down)
    _wait(lambda: len(asked) == 1 and not breaker.probing)
    assert opened(breaker)
    now[0] = 5.0
    breaker.probe(lambda: asked.append(now[0]))
    _wait(lambda: not opened(breaker))
    assert asked == [2.5, 5.0]


def _wait(reached: object) -> None:
    assert callable(reached)
    limit = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.mark.elasticsearch
def test_recovery_is_automatic(server: Server) -> None:
    """Forward, die, come back: the engine that answers follows, and no search fails."""
    real = server.engine()
    fill(real, CORPUS)
    address = urlsplit(server.cluster.hosts[0])
    assert address.hostname is not None
    assert address.port is not None
    with front((address.hostname, address.port)) as opened:
        safety = EmbeddedEngine()
        fill(safety, CORPUS)
        main = ElasticsearchEngine(Cluster((opened.url,), timeout=5), real.alias)
        engine = FailoverEngine(main, safety, Breaker(pause=0.1))
        assert (engine.search(SCHOOL).engine, engine.degraded) == ("elasticsearch", False)
        opened.mode = 503
        opened.break_connections()
        result = engine.search(SCHOOL)
        assert (result.engine, result.degraded, result.total) == ("embedded", True, 1)
        opened.mode = "forward"
        _wait(lambda: engine.search(SCHOOL).engine == "elasticsearch")
        assert not engine.degraded
        main.close()


@pytest.mark.elasticsearch
def test_a_missing_alias_or_a_read_only_index(server: Server) -> None:
    engine = server.engine()
    fill(engine, CORPUS)
    nowhere = ElasticsearchEngine(server.cluster, f"{engine.alias}-nowhere")
    with pytest.raises(EngineUnavailable):
        nowhere.search(SCHOOL)
    with pytest.raises(EngineUnavailable):
        nowhere.apply([(1, 2, CORPUS[0])], 2)
    assert nowhere.version() == 0
    assert not engine.writing.indices.exists(index=nowhere.alias)
    nowhere.close()

    settings: dict[str, bool | None] = {"index.blocks.read_only_allow_delete": True}
    engine.writing.indices.put_settings(index=engine.alias, settings=settings)
    with pytest.raises(EngineUnavailable):
        engine.apply([(1, 2, None)], 2)
    assert (engine.search(SCHOOL).total, engine.version()) == (1, 1)
    settings = {"index.blocks.read_only_allow_delete": None}
    engine.writing.indices.put_settings(index=engine.alias, settings=settings)
    engine.apply([(1, 2, None)], 2)
    assert (engine.search(SCHOOL).total, engine.version()) == (0, 2)


@pytest.mark.elasticsearch
def test_indexes_are_shown_at_once_and_know_their_schema(server: Server) -> None:
    engine = server.engine()
    indices = Indices(engine.writing, engine.alias)
    (first,) = indices.shown()
    second = indices.create()
    assert indices.shown() == [first]
    assert indices.all() == sorted([first, second])
    assert indices.schema_of(first) == indices.schema_of(second) != ""
    indices.show(second)
    assert indices.shown() == [second]
    indices.delete(first)
    assert indices.all() == [second]
