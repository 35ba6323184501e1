"""Does what time brings, once a minute: publications and expiries that are due, late documents.

With `--follow` it ends together with the process that started it.
"""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

# Before the slow imports: the server may have ended when they are done.
STARTED_BY = os.getppid()

import django  # noqa: E402

django.setup()

from django.core.management import call_command, get_commands  # noqa: E402
from django.db import close_old_connections  # noqa: E402

SECONDS = 60.0
#: In this order: what has just been published is then built and sent.
COMMANDS = ("publish_scheduled", "search_drain", "search_sync")
logger = logging.getLogger("bouquet.clock")
stopped = threading.Event()


def stop(_signal: int, _frame: FrameType | None) -> None:
    stopped.set()


def tick() -> None:
    """One round; what fails is said, and tried again at the next."""
    known = get_commands()
    for command in COMMANDS:
        if command not in known:
            continue
        close_old_connections()
        try:
            call_command(command, verbosity=0, stdout=io.StringIO())
        except Exception:
            logger.exception("« %s » failed; the next round tries again", command)


def main() -> None:
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    parent = STARTED_BY if "--follow" in sys.argv else None
    while not stopped.is_set():
        tick()
        for _second in range(int(SECONDS)):
            if stopped.wait(1) or (parent is not None and os.getppid() != parent):
                return


if __name__ == "__main__":
    main()
