"""How long a reader waits while Elasticsearch refuses, or is silent, against the embedded engine.

    python -m benchmarks.outage [--sheets 2000] [--searches 1000]

Every search goes through the whole Django stack in process. In turns the embedded engine is alone,
then the outage is met anew in each round: its first search is the one that finds out, the others
follow. Times are those of the clock on the wall, since it is waiting that is measured.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from typing import Any

import django

TURNS, ROUNDS = 5, 4
FIRST_AIM, OTHERS_AIM = 1.5, 2.0
WORDS = ("eau", "rénovation", "école rurale", "assainissement", "vélo")


def main() -> None:
    """Prepare a catalogue, then measure each kind of outage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=2_000)
    parser.add_argument("--searches", type=int, default=1_000, help="for each kind of outage")
    asked = parser.parse_args()
    for name in ("DATABASE_URL", "ELASTICSEARCH_URL"):
        os.environ.pop(name, None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "backend.settings", "BOUQUET_ENV": "test"}
    with tempfile.TemporaryDirectory(prefix="bouquet-benchmark-") as folder:
        os.environ["BOUQUET_VAR"] = folder
        django.setup()
        logging.disable()  # each round tells of its outage
        prepare(asked.sheets)
        print(f"{asked.sheets} sheets, {asked.searches} searches, with every facet")
        for name, server in (("refused", refused), ("black hole", black_hole)):
            with server() as url:
                measure(name, url, asked.searches // (TURNS * ROUNDS))


def prepare(sheets: int) -> None:
    """A catalogue that says the same at every run."""
    from django.core.management import call_command

    from benchmarks._generate import generate
    from search.drain import drain

    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    generate(sheets)
    drain()


@contextmanager
def refused() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def black_hole() -> Iterator[str]:
    """A server that lets in, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def measure(name: str, url: str, number: int) -> None:
    """So many searches a round; as many without a server, the first of each turn to warm up."""
    first, later, embedded = [], [], []
    for _turn in range(TURNS):
        with engine(""):
            embedded += searches(number * ROUNDS, degraded=False)[1:]
        with engine(url) as told:
            for _round in range(ROUNDS):
                told.breaker.answered()
                times = searches(number, degraded=True)
                first.append(times[0])
                later += times[1:]
    print(f"\n{name}: {TURNS * ROUNDS * number} searches, none failed")
    print(f"  p99 of the embedded engine alone  {p99(embedded) * 1000:9.1f} ms")
    _tell("p99 of the first searches", p99(first), f"{FIRST_AIM} s", p99(first) < FIRST_AIM)
    ratio = p99(later) / p99(embedded)
    _tell(f"p99 of the others, {ratio:.2f}×", p99(later), f"{OTHERS_AIM:.0f}×", ratio < OTHERS_AIM)


def _tell(what: str, seconds: float, aim: str, reached: bool) -> None:
    verdict = "reached" if reached else "not reached"
    print(f"  {what:<32}  {seconds * 1000:9.1f} ms   aim: less than {aim}, {verdict}")


@contextmanager
def engine(url: str) -> Iterator[Any]:
    """The API with that server, or with the embedded engine alone."""
    from django.conf import settings
    from django.test import override_settings

    from search.catalogue import snapshot
    from search.production import production
    from search.replica import replica

    hosts = (url,) if url else ()
    with override_settings(ELASTICSEARCH={**settings.ELASTICSEARCH, "hosts": hosts}):
        replica().forget()
        # A process that serves has its embedded index, whichever engine answers.
        snapshot()
        yield production()


def searches(number: int, degraded: bool) -> list[float]:
    """How long each took; none may fail, nor be answered otherwise than expected."""
    from django.test import Client

    client, times = Client(), []
    for word in itertools.islice(itertools.cycle(WORDS), number):
        started = time.perf_counter()
        answer = client.get("/api/v1/search/", {"q": word, "page_size": 20})
        times.append(time.perf_counter() - started)
        found: dict[str, Any] = answer.json()
        assert answer.status_code == 200, found
        assert found["count"], word
        assert found["meta"]["degraded"] is degraded, found["meta"]
    return times


def p99(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[-1]


if __name__ == "__main__":
    main()
