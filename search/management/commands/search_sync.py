"""Sends Elasticsearch what it has not yet; once, or for ever with --loop."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections

from search.engines.base import EngineUnavailable
from search.production import production
from search.sync import sync

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Bring Elasticsearch up to date with the catalogue's rows; build the index if needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=float, default=5, help="seconds between two passes")

    def handle(self, *args: Any, **options: Any) -> None:
        if production() is None:
            self.stdout.write("No Elasticsearch is set (ELASTICSEARCH_URL): nothing to do.")
            return
        if not options["loop"]:
            try:
                self.stdout.write(f"{sync()} versions sent.")
            except EngineUnavailable as error:
                raise CommandError(str(error)) from error
            return
        while True:
            try:
                sync()
            except (EngineUnavailable, Error) as error:
                logger.warning("The pass failed, the next one tries again: %s", error)
            close_old_connections()
            time.sleep(options["every"])
