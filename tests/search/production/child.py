"""A process of its own that publishes, searches or dies: run by the tests that kill servers.

python -m tests.search.production.child prepare 100 | publish 1000 10 | search FILE 1000
    | crash before | manage search_sync search_check
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

from tests.search import child
from tests.search.production.asking import run

THREADS = 4
PATIENCE = 120
ADDRESSES = ("/api/v1/search/?q=partenaire", "/api/v1/search/", "/api/v1/partners/?q=caue")


def prepare(count: str) -> Any:
    """A space with so many drafts, and an index of it."""
    child.prepare(count)
    return [run(command)[0] for command in ("search_sync", "search_check")]


def publish(number: str, together: str) -> Any:
    """So many publications of the offers in turn, some in each transaction; tells how many."""
    from django.db import transaction

    from cms_pages.models import OfferPage

    pages, size = itertools.cycle(OfferPage.objects.order_by("pk")), int(together)
    for done in range(0, int(number), size):
        with transaction.atomic():
            for page in itertools.islice(pages, size):
                page.title = f"Publication {time.time_ns()}"
                page.save_revision().publish()
        print(done + size, flush=True)


def search(stop: str, degraded: str) -> Any:
    """Ask the API from a few threads, until told to stop and Elasticsearch answers again.

    Says when it is at it, and once so many answers came from the safety net.
    """
    told, counts, faults = Path(stop), Counter[str](), list[str]()
    threads = [
        threading.Thread(target=_search, args=(told, counts, faults)) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    while counts["asked"] < THREADS:
        time.sleep(0.1)
    print("asked", flush=True)
    while counts["degraded"] < int(degraded) and any(thread.is_alive() for thread in threads):
        time.sleep(0.1)
    print("degraded", flush=True)
    for thread in threads:
        thread.join()
    return {**counts, "faults": faults}


def _search(told: Path, counts: Counter[str], faults: list[str]) -> None:
    from django.db import connection
    from django.test import Client

    client, end = Client(raise_request_exception=False), None
    for address in itertools.cycle(ADDRESSES):
        answer = client.get(address)
        found = answer.json() if answer.status_code == 200 else {"count": 0, "meta": {}}
        if not found["count"]:
            faults.append(f"{address}: {answer.status_code} {answer.content[:200]!r}")
        back = found["meta"].get("engine") == "elasticsearch"
        counts["asked"] += 1
        counts["degraded"] += found["meta"].get("degraded", False)
        if told.exists():
            end = end or time.monotonic() + PATIENCE
            if back or time.monotonic() > end:
                counts["back"] += back
                break
        time.sleep(0.05)
    connection.close()


def crash(moment: str) -> Any:
    """Publish and die once that is committed: before the push, or within it."""
    from cms_pages.models import OfferPage
    from search import sync
    from search.engines.elasticsearch.engine import ElasticsearchEngine

    page = OfferPage.objects.order_by("pk")[0]
    page.title = f"Chute {moment}"
    if moment == "before":
        sync.push = child.die
    else:
        ElasticsearchEngine.advance = child.die  # type: ignore[method-assign]
    page.save_revision().publish()


def manage(*commands: str) -> Any:
    """Run the project's commands one after the other: exit codes, and what was said."""
    done = [run(command) for command in commands]
    return [code for code, _said in done], "\n".join(said for _code, said in done)


COMMANDS = {
    "prepare": prepare,
    "publish": publish,
    "search": search,
    "crash": crash,
    "manage": manage,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
