"""What the processes share, looked up for Prometheus at the moment it asks."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import DatabaseError
from prometheus_client.metrics_core import GaugeMetricFamily

from search.drain import MAX_ATTEMPTS
from search.engines.base import EngineUnavailable
from search.metrics import engine_reached
from search.models import CatalogueEntry, Mark
from search.production import production

logger = logging.getLogger(__name__)


def look() -> None:
    """Ask Elasticsearch how far it has come, within its time; else the last known stays."""
    main = production()
    if main is None or main.breaker.is_open:
        return
    try:
        reached = main.pusher.clients.bounded(main.pusher.version)
    except EngineUnavailable as error:
        logger.warning("Elasticsearch does not say how far it has come: %s", error)
    else:
        engine_reached(reached)


class Catalogue:
    """How far the catalogue has come, and what waits."""

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
    versions = CatalogueEntry.objects.order_by("-version").values_list("version", flat=True)
    marks = Mark.objects
    return (
        versions.first() or 0,
        marks.filter(attempts__lt=MAX_ATTEMPTS).count(),
        marks.filter(attempts__gte=MAX_ATTEMPTS).count(),
    )
