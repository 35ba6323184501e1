"""Says which engine answers and how far it has come; exit code 1 when it lags or is away."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from search.drain import MAX_ATTEMPTS
from search.engines.base import EngineUnavailable
from search.engines.elasticsearch.client import as_unavailable
from search.models import CatalogueEntry, Mark
from search.production import Production, production


class Command(BaseCommand):
    help = "Show the search engine, its indexes, the versions and what waits."

    def handle(self, *args: Any, **options: Any) -> None:
        last = CatalogueEntry.objects.order_by("-version").values_list("version", flat=True)
        version = last.first() or 0
        public = CatalogueEntry.objects.filter(page_id__isnull=False, removed=False).count()
        marks = Mark.objects.filter(attempts__lt=MAX_ATTEMPTS).count()
        self._line("catalogue", f"version {version}, {public} public pages, {marks} marks waiting")
        main = production()
        if main is None:
            self._line("engine", "embedded: each process feeds its own from the rows")
            return
        try:
            with as_unavailable():
                current = self._cluster(main, version, public)
        except EngineUnavailable as error:
            self._line("engine", f"embedded, in place of Elasticsearch: {error}")
            current = False
        if not current:
            sys.exit(1)

    def _cluster(self, main: Production, version: int, public: int) -> bool:
        """Show the cluster; whether it has all the rows."""
        client = main.pusher.writing
        health = client.cluster.health()
        self._line("cluster", f"{health['cluster_name']}, {health['status']}")
        shown = main.impatient.shown()
        finished = main.impatient.finished()
        for name in main.impatient.all():
            state = "shown" if name in shown else "kept" if name in finished else "being built"
            count = client.count(index=name, query={"term": {"removed": False}})["count"]
            reached = main.pusher.checkpoint(name).version
            self._line("index", f"{name}: {state}, {count} documents, version {reached}")
        for other in main.impatient.other_schemas():
            for name in other.all():
                self._line("index", f"{name}: of another release")
        reached = main.pusher.checkpoint().version
        lag = CatalogueEntry.objects.filter(version__gt=reached).count()
        client.indices.refresh(index=main.pusher.alias)
        held = client.count(index=main.pusher.alias, query={"term": {"removed": False}})["count"]
        self._line("engine", f"elasticsearch, alias {main.pusher.alias}, version {reached}")
        self._line("lag", f"{lag} versions, {public - held} documents")
        return not lag and held == public and reached <= version

    def _line(self, label: str, text: str) -> None:
        self.stdout.write(f"{label:<10} {text}")
