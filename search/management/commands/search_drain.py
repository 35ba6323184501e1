"""Drains the marks that a crash left and what is due by time; once, or for ever with --loop."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils.translation import gettext as _

from search.drain import drain

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Bring the catalogue's rows up to date with the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=float, default=10, help="seconds between two passes")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"]:
            self.stdout.write(_("%(count)d versions written.") % {"count": drain()})
            return
        while True:
            try:
                drain()
            except Error:
                logger.exception("The drain failed; the next pass tries again")
            close_old_connections()
            time.sleep(options["every"])
