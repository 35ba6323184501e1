"""A process of its own that writes, follows or breaks down: run by `test_processes`.

python -m tests.search.child prepare 200 | write 0 4 5 | follow FILE | crash before 0 | state
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


def prepare(count: str) -> Any:
    """A space with so many drafts."""
    from django.core.management import call_command
    from django.db import transaction

    from search.drain import drain
    from tests.search.world import make_home, make_page, make_space

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        space = make_space(make_home())
        ids = [make_page(space, live=False).pk for _ in range(int(count))]
    drain()
    return ids


def write(number: str, of: str, rounds: str) -> Any:
    """Publish one's share of the pages so many times, each in a transaction as the admin does.

    SQLite gives its lock to whoever asks at the right moment: who waited in vain tries again.
    """
    from django.db import OperationalError, transaction

    from cms_pages.models import OfferPage

    waiting = _pages()[int(number) :: int(of)] * int(rounds)
    while waiting:
        try:
            with transaction.atomic():
                page = OfferPage.objects.get(pk=waiting[-1])
                page.title = f"Publié par {number}, reste {len(waiting)}"
                page.save_revision().publish()
            waiting.pop()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
        time.sleep(0.02)
    return None


def follow(stop: str) -> Any:
    """Read what is new, as a replica does, until told to stop; nothing may be missed."""
    from search.models import CatalogueEntry

    seen: dict[str, int] = {}
    last, stopping = 0, False
    while True:
        rows = CatalogueEntry.objects.filter(version__gt=last).order_by("version")
        for key, version in list(rows.values_list("key", "version")):
            seen[key] = last = version
        if stopping:
            return seen
        stopping = Path(stop).exists()
        time.sleep(0.01)


def die(*args: Any) -> None:
    """What stands in for a call at which the process is killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def crash(moment: str, position: str) -> Any:
    """Publish a draft and die: before the drain, or in the middle of it."""
    from django.db import transaction

    from cms_pages.models import OfferPage
    from search import drain, marks

    if moment == "before":
        marks._drain = die
    else:
        written = drain._Step._write

        def write_then_die(self: Any, entries: Any) -> None:
            written(self, entries)
            die()

        drain._Step._write = write_then_die
    with transaction.atomic():
        page = OfferPage.objects.get(pk=_pages()[int(position)])
        page.title = f"Chute numéro {position}"
        page.save_revision().publish()
    return None


def drain() -> Any:
    from search.drain import drain as drain_now

    return drain_now()


def read(title: str) -> Any:
    """What a fresh web process finds at its first request."""
    from django.utils import timezone

    from search.catalogue import SearchRequest, snapshot

    answer = snapshot().search(SearchRequest(q=title), timezone.now())
    return [hit.entry.title for hit in answer.hits]


def state() -> Any:
    from search.check import check
    from search.models import CatalogueEntry, Counter, Mark

    report = check()
    rows = CatalogueEntry.objects.filter(removed=False)
    return {
        "clean": report.is_clean,
        "marks": Mark.objects.count(),
        "counter": Counter.objects.get(pk=1).version,
        "rows": dict(rows.values_list("key", "version")),
        "published": rows.filter(kind="offer").count(),
    }


def _pages() -> list[int]:
    from cms_pages.models import OfferPage

    return list(OfferPage.objects.order_by("pk").values_list("pk", flat=True))


COMMANDS: dict[str, Callable[..., Any]] = {
    "prepare": prepare,
    "write": write,
    "follow": follow,
    "crash": crash,
    "drain": drain,
    "read": read,
    "state": state,
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
