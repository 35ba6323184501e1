"""The Elasticsearch of the settings, and what this process knows of its health; or none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from django.conf import settings

from search.engines.elasticsearch.client import Cluster
from search.engines.elasticsearch.engine import Checkpoint, ElasticsearchEngine
from search.engines.elasticsearch.indices import Indices
from search.engines.elasticsearch.schema import current_schema
from search.engines.failover import Breaker
from search.metrics import engine_is_up

_lock = Lock()
_made: dict[tuple[Any, ...], Production] = {}


@dataclass(frozen=True)
class Production:
    """One cluster: an engine that searches and administers, and one that pushes without patience.

    The alias names the schema: a release that changes it reads and writes an index of its own,
    beside the one of the processes that still run the release before.
    """

    engine: ElasticsearchEngine
    pusher: ElasticsearchEngine
    seconds: float
    shards: int = 1
    replicas: int = 0
    breaker: Breaker = field(default_factory=lambda: Breaker(report=engine_is_up))

    @property
    def impatient(self) -> Indices:
        """For whoever only looks: it says soon that nobody answers."""
        return Indices(self.pusher.writing, self.pusher.alias)

    @property
    def indices(self) -> Indices:
        return Indices(self.engine.writing, self.engine.alias)

    def look(self) -> Checkpoint:
        """How far the shown index has come; whoever may have to wait long afterwards asks first.

        A server that is silent, or answers drop by drop, is given a few seconds in all.
        """
        return self.pusher.clients.bounded(self.pusher.checkpoint, 3 * self.seconds)


def production() -> Production | None:
    """What the settings say, made once a process; None without Elasticsearch."""
    told = settings.ELASTICSEARCH
    if not told["hosts"]:
        return None
    key = tuple(sorted(told.items()))
    with _lock:
        if key not in _made:
            _made[key] = _make(told)
        return _made[key]


def _make(told: dict[str, Any]) -> Production:
    names = ("hosts", "user", "password", "api_key", "ca_certs", "timeout")
    cluster = Cluster(**{name: told[name] for name in names})
    alias = f"{told['index']}-{current_schema()[:8]}"
    return Production(
        engine=ElasticsearchEngine(cluster, alias),
        pusher=ElasticsearchEngine(replace(cluster, patience=cluster.timeout), alias),
        seconds=cluster.timeout,
        shards=told["shards"],
        replicas=told["replicas"],
    )
