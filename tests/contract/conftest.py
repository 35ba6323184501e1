"""The engines under contract: every test here runs on each of them with the same expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest

from search.engines.base import Engine
from search.engines.elasticsearch.client import Cluster
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indices import Indices
from search.engines.embedded.engine import EmbeddedEngine

Documents = Iterable[Mapping[str, Any]]
MakeEngine = Callable[[Documents], Engine]


def fill(engine: Engine, documents: Documents) -> Engine:
    engine.apply([(document["id"], 1, document) for document in documents], 1)
    return engine


class Server:
    """Makes engines on one real server, each on an index of its own."""

    def __init__(self, url: str) -> None:
        self.cluster = Cluster((url,), timeout=30)
        self.prefix = f"tests-{uuid4().hex[:8]}"
        self._kept: list[ElasticsearchEngine] = []

    def engine(self) -> ElasticsearchEngine:
        """An engine on a new index. Of many, the older half lose their own."""
        if len(self._kept) >= 30:
            self._clear(15)
        engine = ElasticsearchEngine(self.cluster, f"{self.prefix}-{uuid4().hex[:8]}")
        Indices(engine.writing, engine.alias).create(shown=True)
        self._kept.append(engine)
        return engine

    def close(self) -> None:
        self._clear(len(self._kept))

    def _clear(self, number: int) -> None:
        engines, self._kept = self._kept[:number], self._kept[number:]
        names = [Indices(engine.writing, engine.alias).shown() for engine in engines]
        if names:
            Indices(engines[0].writing, self.prefix).delete(*chain.from_iterable(names))
        for engine in engines:
            engine.close()


@pytest.fixture(scope="session")
def server(elasticsearch_url: str) -> Iterator[Server]:
    """A real Elasticsearch."""
    server = Server(elasticsearch_url)
    yield server
    server.close()


@pytest.fixture(
    scope="session",
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)],
)
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """Makes an engine that holds these documents and no other, at version 1."""
    if request.param == "embedded":
        return lambda documents: fill(EmbeddedEngine(), documents)
    server: Server = request.getfixturevalue("server")
    return lambda documents: fill(server.engine(), documents)
