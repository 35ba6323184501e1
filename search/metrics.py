"""What each process counts of its searches, for Prometheus. No label holds a text of anyone.

The values are summed, or the right one is kept, when Prometheus asks.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from search.query import SearchResult

ELASTICSEARCH = "elasticsearch"

SEARCHES = Counter(
    "bouquet_searches",
    "Searches, by the engine that answered; degraded: it stood in for the one that is down.",
    ["engine", "degraded"],
)
# These have a label so that nothing shows where there is no such engine.
UP = Gauge(
    "bouquet_search_engine_up",
    "Whether every process takes the production engine to be up (1) or one of them not (0).",
    ["engine"],
    multiprocess_mode="livemin",
)
REACHED = Gauge(
    "bouquet_search_engine_catalogue_version",
    "Version of the catalogue that the production engine had reached when last asked.",
    ["engine"],
    multiprocess_mode="mostrecent",
)
SYNCED = Gauge(
    "bouquet_search_engine_synced_timestamp_seconds",
    "When these processes last sent the production engine all that it lacked.",
    ["engine"],
    multiprocess_mode="mostrecent",
)


def searched(result: SearchResult) -> None:
    SEARCHES.labels(result.engine, str(result.degraded).lower()).inc()


def engine_is_up(up: bool) -> None:
    UP.labels(ELASTICSEARCH).set(up)


def engine_reached(version: int) -> None:
    REACHED.labels(ELASTICSEARCH).set(version)


def synced() -> None:
    SYNCED.labels(ELASTICSEARCH).set_to_current_time()
