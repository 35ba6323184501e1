"""The product on Elasticsearch against Elasticsearch bare, in one run, on the same documents.

    ELASTICSEARCH_URL=http://127.0.0.1:9200 python -m benchmarks.against_elasticsearch [--large]

Three things, each with its aim: what the API adds to the request it sends, how fast the index is
built again, and how soon what is published is found. Times are those of the clock, both sides
measured in turn; the whole Django stack runs in process (no network between client and API). On a
machine that has other work, « --quantile 0.1 » compares the tenth of each side least disturbed.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from benchmarks._run import measure_each, print_machine

if TYPE_CHECKING:
    from search.production import Production

Times = list[tuple[float, float]]
"""Seconds by the clock and by the processor."""
SIZES = [2_000, 20_000]
LARGE = 100_000
RATIO, MARGIN_MS = 1.3, 2.0
REBUILD = 0.7
FOUND_SECONDS = 1.0
REBUILDS = 3
QUERIES = {
    "list, all facets": "/api/v1/search/?page_size=20",
    "one word, all facets": "/api/v1/search/?q=eau&page_size=20",
    "three words, all facets": "/api/v1/search/?q=rénovation+énergie+école&page_size=20",
    "two facet values, all facets": "/api/v1/search/?q=rénovation&kind=offer,aid&phase=emergence",
    "page 10, all facets": "/api/v1/search/?page=10&page_size=20",
}


def main() -> None:
    options = _options()
    if options.worker:
        _measure(options)
        return
    if not os.environ.get("ELASTICSEARCH_URL"):
        print("skipped: ELASTICSEARCH_URL names no server (make elasticsearch starts one)")
        return
    print_machine()
    measure_each(
        __file__,
        [*options.sizes, *([LARGE] if options.large else [])],
        *("--seconds", str(options.seconds), "--publications", str(options.publications)),
        *("--quantile", str(options.quantile)),
        DJANGO_SETTINGS_MODULE="backend.settings",
        ELASTICSEARCH_INDEX=f"benchmark-{uuid4().hex[:8]}",
        ELASTICSEARCH_TIMEOUT="5",  # a busy machine is no outage
        LOG_LEVEL="ERROR",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--large", action="store_true", help=f"{LARGE} pages too")
    parser.add_argument("--seconds", type=float, default=5, help="time given to each query")
    parser.add_argument("--publications", type=int, default=40)
    parser.add_argument("--quantile", type=float, default=0.5, help="of the times of the searches")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


# -- one size -----------------------------------------------------------------------------------


def _measure(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from search.production import production

    main = production()
    assert main is not None
    try:
        _prepare(options.worker)
        _rebuild(main)
        main.breaker.answered()
        _searches(main, options.seconds, options.quantile)
        _publications(options.publications)
        with _embedded():
            _publications(options.publications)
    finally:
        main.indices.delete(*main.indices.all())


def _prepare(size: int) -> None:
    from django.core.management import call_command

    from benchmarks._generate import generate
    from search.drain import drain

    started = time.perf_counter()
    with _embedded():
        call_command("migrate", verbosity=0)
        call_command("load_taxonomy", verbosity=0, stdout=io.StringIO())
        generate(size)
        drain()
    print(f"\n{size} pages, made and drained in {time.perf_counter() - started:.0f} s")


@contextmanager
def _embedded() -> Iterator[None]:
    """The product as it is without Elasticsearch."""
    from django.conf import settings
    from django.test import override_settings

    from search.replica import replica

    with override_settings(ELASTICSEARCH={**settings.ELASTICSEARCH, "hosts": ()}):
        replica().forget()
        yield
    replica().forget()


def _aim(what: str, reached: bool, figures: str) -> None:
    print(f"  aim: {what}: {figures}, {'reached' if reached else 'not reached'}")


# -- what the API adds to a request -------------------------------------------------------------


def _searches(main: Production, seconds: float, quantile: float) -> None:
    title = f"search, ms, quantile {quantile}"
    print(f"{title:44} {'API':>8} {'bare':>8} {'ratio':>7}   {'CPU added':>9}")
    worst = 0.0
    for title, url in QUERIES.items():
        (ours, our_cpu), (bare, bare_cpu) = (
            _quantile(times, quantile) for times in _both(main, url, seconds)
        )
        added = our_cpu - bare_cpu
        print(f"{title:44} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f}×   {added:9.2f}")
        worst = max(worst, (ours - MARGIN_MS) / bare)
    what = f"at most {RATIO}× the bare request and {MARGIN_MS:.0f} ms"
    _aim(what, worst <= RATIO, f"the worst is {worst:.2f}× and {MARGIN_MS:.0f} ms")


def _both(main: Production, url: str, seconds: float) -> list[Times]:
    """Times of an answer of the API, and of the request it sends, sent alone."""
    from unittest import mock

    from django.test import Client

    client, engine = Client(), main.engine
    bodies: list[Any] = []

    def ask(body: Any) -> Any:
        bodies.append(body)
        return type(engine)._ask(engine, body)

    def ours() -> None:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        assert b'"engine":"elasticsearch"' in answer.content

    def bare() -> None:
        engine.clients.reading.search(
            index=engine.alias, body=bodies[-1], allow_partial_search_results=False
        )

    with mock.patch.object(engine, "_ask", ask):
        ours()
        assert len(bodies) == 1, "one request a search"
        return _in_turn(ours, bare, seconds)


def _in_turn(first: Callable[[], None], second: Callable[[], None], seconds: float) -> list[Times]:
    """Times of both; each begins every other time."""
    times: list[Times] = [[], []]
    stop = time.perf_counter() + seconds
    while len(times[0]) < 20 or time.perf_counter() < stop:
        sides = [(times[0], first), (times[1], second)]
        for kept, call in sides if len(times[0]) % 2 else reversed(sides):
            clock, processor = time.perf_counter(), time.process_time()
            call()
            kept.append((time.perf_counter() - clock, time.process_time() - processor))
    return times


def _quantile(times: Times, quantile: float) -> tuple[float, float]:
    """In ms, by the clock and by the processor."""
    clock, processor = (sorted(each) for each in zip(*times, strict=True))
    at = int((len(times) - 1) * quantile)
    return clock[at] * 1000, processor[at] * 1000


# -- the index built again ----------------------------------------------------------------------


def _rebuild(main: Production) -> None:
    """The whole of ``search_rebuild`` against the client's own bulk of ready documents."""
    from search.rebuild import rebuild

    sources = _sources()
    ours, bare = [], []
    for _ in range(REBUILDS):
        bare.append(_timed(lambda: _bulk(main, sources)))
        ours.append(_timed(lambda: rebuild(main)))
    mine, theirs = len(sources) / min(ours), len(sources) / min(bare)
    print(f"{'rebuild, documents/s':44} {mine:8.0f} {theirs:8.0f} {mine / theirs:6.2f}×")
    ratio = mine / theirs
    _aim(f"at least {REBUILD}× the rate of a bare bulk", ratio >= REBUILD, f"{ratio:.2f}×")


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _sources() -> list[dict[str, Any]]:
    from search.engines.elasticsearch.schema import to_source
    from search.sync import changes, pages

    return [to_source(*change) for rows in pages(0) for change in changes(rows)]


def _bulk(main: Production, sources: list[dict[str, Any]]) -> None:
    """As fast as the client goes: nothing read, nothing compared, no version, two threads."""
    from elasticsearch.helpers import parallel_bulk

    from search.rebuild import WRITERS

    client = main.engine.writing
    name = main.indices.create(main.shards, main.replicas, refreshed=False)
    actions = ({"_id": str(source["id"]), "_source": source} for source in sources)
    for _ in parallel_bulk(client, actions, thread_count=WRITERS, index=name):
        pass
    client.indices.refresh(index=name)
    main.indices.delete(name)


# -- from publication to found ------------------------------------------------------------------


def _publications(number: int) -> None:
    from search.catalogue import snapshot

    name = snapshot().engine.name
    times = sorted(_publish(f"zz{number:04}{uuid4().hex[:6]}", name) for number in range(number))
    p95 = times[max(0, int(len(times) * 0.95) - 1)]
    title = f"publication to found, ms ({name})"
    print(f"{title:44} {statistics.median(times) * 1000:8.0f} median {p95 * 1000:8.0f} p95")
    what = f"p95 at most {FOUND_SECONDS:.0f} s from the commit ({name})"
    _aim(what, p95 <= FOUND_SECONDS, f"{p95:.2f} s")


def _publish(word: str, engine: str) -> float:
    """Publish a page as the admin does, in one transaction; seconds from its commit to found."""
    from django.db import transaction
    from django.test import Client

    from cms_pages.models import OfferPage

    page = OfferPage.objects.filter(live=True).order_by("?").first()
    assert page is not None
    client, limit = Client(), time.perf_counter() + 60
    with transaction.atomic():
        page.title = f"Fiche {word}"
        page.save_revision().publish()
        started = time.perf_counter()
    while True:
        answer = client.get("/api/v1/search/", {"q": word}).json()
        assert answer["meta"]["engine"] == engine, answer["meta"]
        if [item["id"] for item in answer["results"]] == [page.pk]:
            return time.perf_counter() - started
        assert time.perf_counter() < limit, f"{word} is not found"


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
