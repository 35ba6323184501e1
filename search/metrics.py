"""What the search counts and knows of itself, for Prometheus. No label ever holds a text of anyone.

Each process counts for itself; the values are summed, or the right one is kept, when asked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client import Counter, Gauge
from prometheus_client.metrics_core import GaugeMetricFamily

from search.engines.base import EngineUnavailable
from search.query import SearchResult

logger = logging.getLogger(__name__)

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


def synced() -> None:
    SYNCED.labels(ELASTICSEARCH).set_to_current_time()


def look() -> None:
    """Ask Elasticsearch how far it has come, within its time; else the last known stays."""
    from search.production import production

    main = production()
    if main is None or main.breaker.is_open:
        return
    try:
        reached = main.pusher.clients.bounded(main.pusher.version)
    except EngineUnavailable as error:
        logger.warning("Elasticsearch does not say how far it has come: %s", error)
    else:
        REACHED.labels(ELASTICSEARCH).set(reached)


class Catalogue:
    """What the processes share, read from the database at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            version, waiting, failed = _counts()
        except DatabaseError:
            # The other values are worth more than an error.
            logger.exception("The catalogue cannot be counted")
            return
        yield GaugeMetricFamily("bouquet_catalogue_version", "Last version written.", version)
        marks = GaugeMetricFamily(
            "bouquet_marks",
            "Pages to look at again: waiting for the next drain, or given up after failures.",
            labels=["state"],
        )
        marks.add_metric(["waiting"], waiting)
        marks.add_metric(["failed"], failed)
        yield marks


def _counts() -> tuple[int, int, int]:
    from search.drain import MAX_ATTEMPTS
    from search.models import CatalogueEntry, Mark

    versions = CatalogueEntry.objects.order_by("-version").values_list("version", flat=True)
    marks = Mark.objects
    return (
        versions.first() or 0,
        marks.filter(attempts__lt=MAX_ATTEMPTS).count(),
        marks.filter(attempts__gte=MAX_ATTEMPTS).count(),
    )
