"""The engines under contract: every test here runs on each of them with the same expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
        """An engine on a new index. The oldest of a dozen loses its own."""
        if len(self._kept) >= 12:
            self._clear(self._kept.pop(0))
        engine = ElasticsearchEngine(self.cluster, f"{self.prefix}-{uuid4().hex[:8]}")
        indices = Indices(engine.writing, engine.alias)
        indices.show(indices.create())
        self._kept.append(engine)
        return engine

    def close(self) -> None:
        for engine in self._kept:
            self._clear(engine)

    @staticmethod
    def _clear(engine: ElasticsearchEngine) -> None:
        indices = Indices(engine.writing, engine.alias)
        indices.delete(*indices.all())
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
