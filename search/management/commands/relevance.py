"""Says how well each engine finds what readers mean; exit code 1 under the thresholds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.territories.directory import UnknownTerritory
from search.engines.base import EngineUnavailable
from search.relevance import (
    FIRST,
    Measure,
    Scores,
    by_family,
    engines,
    measure,
    read_queries,
    scores,
)

QUERIES = Path(settings.BASE_DIR, "tests", "relevance", "queries.csv")


class Command(BaseCommand):
    help = "Measure nDCG@10 and success@3 of judged queries on each engine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queries", type=Path, default=QUERIES, help="CSV of judged queries")
        parser.add_argument("--ndcg", type=float, default=0.90, help="least nDCG@10")
        parser.add_argument("--success", type=float, default=0.95, help="least success@3")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            queries = read_queries(options["queries"])
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{options['queries']}: {error!r}") from error
        if not queries:
            raise CommandError(f"{options['queries']}: no query")
        now, enough = timezone.now(), True
        for engine in engines():
            try:
                measures = list(measure(engine, queries, now))
            except (EngineUnavailable, UnknownTerritory, ValueError) as error:
                raise CommandError(f"{engine.name}: {error}") from error
            total = scores(measures)
            self._show(engine.name, total, measures)
            enough &= total.ndcg >= options["ndcg"] and total.success >= options["success"]
        if not enough:
            sys.exit(1)

    def _show(self, name: str, total: Scores, measures: Sequence[Measure]) -> None:
        self._line(name, total)
        for family, part in by_family(measures).items():
            self._line(f"  {family}", part)
        for each in measures:
            if not each.success:
                wanted = ", ".join(sorted(each.query.best))
                came = ", ".join(each.found[:FIRST]) or "nothing"
                params = f" ({each.query.params})" if each.query.params else ""
                self.stdout.write(f"  missed « {each.query.text} »{params}")
                self.stdout.write(f"    expected {wanted}; came {came}")

    def _line(self, label: str, part: Scores) -> None:
        self.stdout.write(
            f"{label:<16} {part.queries:>4} queries"
            f"  nDCG@10 {part.ndcg:.3f}  success@3 {part.success:.3f}"
        )
