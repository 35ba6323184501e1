"""Our list, search and detail against Wagtail's API v2 and v3, in one run, on the same pages.

    python -m benchmarks.against_wagtail [--sizes 2000 20000] [--seconds 3]

Everything goes through the whole Django stack in process (no network): middlewares, view,
answer. Times are those of the processor, so that a busy machine does not change them; each line
is a median, and the ratio says how many times faster ours is.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks._run import measure_each, print_machine

AIMS = {
    ("list, 20 items", "v2, same fields"): 8.0,
    ("search, 20 items, all facets", "v2, same fields, no facets"): 100.0,
    ("list, 20 items, counts of domains", "v2, one request a domain"): 100.0,
}
WHY = (
    "v2 searches and counts nothing; ours also counts sixteen facets and marks the words, which\n"
    "is most of what its search costs. To count by v2 takes one request a value: the last aim."
)
WORDS = ("eau", "rénovation", "école rurale", "assainissement", "vélo")


def main() -> None:
    options = _options()
    if options.worker:
        _measure(options.worker, options.seconds)
        return
    print_machine()
    measure_each(
        __file__,
        options.sizes,
        *("--seconds", str(options.seconds)),
        DJANGO_SETTINGS_MODULE="benchmarks._settings",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--seconds", type=float, default=3, help="time given to each line")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


# -- one size -----------------------------------------------------------------------------------


def _measure(size: int, seconds: float) -> None:
    import django

    django.setup()
    _prepare(size)
    lines = _lines()
    print(f"\n{size} pages, {_database()}")
    print(f"{'':44} {'ms CPU':>9} {'SQL':>5} {'kB':>7}   {'ratio':>7}")
    ratios: dict[tuple[str, str], float] = {}
    for title, ours, others in lines:
        mine = _line(f"{title}, ours", ours, seconds)
        for name, url in others.items():
            ratios[title, name] = _line(f"{title}, {name}", url, seconds, mine) / mine
    for (title, name), aim in AIMS.items():
        reached = ratios[title, name]
        verdict = "reached" if reached >= aim else "not reached"
        print(f"aim: {title}, {aim:.0f}× {name}: {reached:.1f}×, {verdict}")
    print(WHY)


def _prepare(size: int) -> None:
    from django.core.management import call_command

    from benchmarks._generate import generate
    from search.drain import drain

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    generate(size)
    made = time.perf_counter()
    drain()
    drained = time.perf_counter()
    # What the search of Wagtail's API reads.
    call_command("update_index", verbosity=0)
    print(
        f"\nprepared: pages {made - started:.1f} s, our documents {drained - made:.1f} s, "
        f"Wagtail's index {time.perf_counter() - drained:.1f} s"
    )


def _database() -> str:
    from django.db import connection

    return connection.vendor


def _lines() -> list[tuple[str, str, dict[str, str]]]:
    """(what, our address, the others' addresses) for each comparison."""
    from cms_pages.models import Domain, OfferPage

    kind = "type=cms_pages.OfferPage"
    pk = OfferPage.objects.order_by("pk")[7].pk
    rich = "fields=*"
    searches = {word: f"search={word}&limit=20" for word in WORDS}
    first = searches[WORDS[0]]
    return [
        (
            "list, 20 items",
            "/api/v1/offers/?page_size=20&facets=",
            {
                "v2, same fields": f"/wagtail/v2/pages/?{kind}&{rich}&limit=20",
                "v2, bare": f"/wagtail/v2/pages/?{kind}&limit=20",
                "v3, bare": f"/wagtail/v3/pages/?{kind}&limit=20",
            },
        ),
        (
            "list, 20 items, all facets",
            "/api/v1/offers/?page_size=20",
            {"v2, no facets": f"/wagtail/v2/pages/?{kind}&{rich}&limit=20"},
        ),
        (
            "search, 20 items, all facets",
            f"/api/v1/search/?q={WORDS[0]}&page_size=20",
            {
                "v2, same fields, no facets": f"/wagtail/v2/pages/?{kind}&{rich}&{first}",
                "v2, bare, no facets": f"/wagtail/v2/pages/?{first}",
                "v3, bare, no facets": f"/wagtail/v3/pages/?{first}",
            },
        ),
        (
            "list, 20 items, counts of domains",
            "/api/v1/offers/?page_size=20&facets=domain",
            {
                "v2, one request a domain": " ".join(
                    [f"/wagtail/v2/pages/?{kind}&{rich}&limit=20"]
                    + [
                        f"/wagtail/v2/pages/?{kind}&domains={domain.pk}&limit=1"
                        for domain in Domain.objects.all()
                    ]
                )
            },
        ),
        (
            "search, two facet values, all facets",
            f"/api/v1/search/?q={WORDS[1]}&kind=offer,aid&phase=emergence&page_size=20",
            {"v2, no filter, no facets": f"/wagtail/v2/pages/?{kind}&{rich}&{searches[WORDS[1]]}"},
        ),
        (
            "detail",
            f"/api/v1/offers/{pk}/",
            {"v2": f"/wagtail/v2/pages/{pk}/", "v3": f"/wagtail/v3/pages/{pk}/"},
        ),
        (
            "unchanged (304)",
            "304 /api/v1/offers/?page_size=20",
            {"v2, no validator": f"/wagtail/v2/pages/?{kind}&{rich}&limit=20"},
        ),
    ]


def _line(title: str, url: str, seconds: float, reference: float | None = None) -> float:
    call = _caller(url)
    try:
        size, queries = call()
    except AssertionError as problem:
        print(f"{title:44} {problem}")
        return 0.0
    median = _median(call, seconds)
    ratio = f"{median / reference:6.1f}×" if reference else ""
    print(f"{title:44} {median * 1000:9.2f} {queries:5d} {size / 1000:7.1f}   {ratio:>7}")
    return median


def _caller(url: str) -> Callable[[], tuple[int, int]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"accept": "application/json"})
    expected, headers = 200, {}
    if url.startswith("304 "):
        url = url.removeprefix("304 ")
        headers, expected = {"if-none-match": client.get(url)["ETag"]}, 304
    counted: list[int] = []

    def call() -> tuple[int, int]:
        if not counted:
            for one in url.split():
                client.get(one, headers=headers)
            with CaptureQueriesContext(connection) as queries:
                for one in url.split():
                    client.get(one, headers=headers)
            counted.append(len(queries))
        size = 0
        for one in url.split():
            response = client.get(one, headers=headers)
            assert response.status_code == expected, f"HTTP {response.status_code}"
            size += len(response.content)
        return size, counted[0]

    return call


def _median(call: Callable[[], object], seconds: float) -> float:
    times: list[float] = []
    stop = time.perf_counter() + seconds
    while len(times) < 5 or (time.perf_counter() < stop and len(times) < 2_000):
        started = time.process_time()
        call()
        times.append(time.process_time() - started)
    return statistics.median(times)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
