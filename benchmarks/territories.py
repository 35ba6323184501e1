"""Prints how long the look-up and the profiles of territories take: medians over the trap queries.

Run with ``python -m benchmarks.territories``: it loads the territories in a database of its own.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command

QUERIES = Path(__file__).parents[1] / "tests" / "territories" / "data" / "requetes_pieges.csv"
ROUNDS = 30
CPU = time.process_time


def milliseconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    """How long one call takes."""
    start = clock()
    call()
    return (clock() - start) * 1000


def medians(calls: list[Callable[[], object]]) -> tuple[float, float]:
    """The median over the calls of each one's median, and the slowest median, in ms of CPU."""
    each = [
        statistics.median(milliseconds(call, CPU) for _round in range(ROUNDS)) for call in calls
    ]
    return statistics.median(each), max(each)


def main() -> None:
    """Load, then measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    os.environ.pop("DATABASE_URL", None)
    # Run as a script, this folder would hide the project's own ``api`` behind its namesake.
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).parent]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BOUQUET_VAR"] = folder
        django.setup()
        call_command("migrate", verbosity=0)
        loading = milliseconds(lambda: call_command("load_territories", verbosity=0), CPU)
        print(f"load_territories {loading:9.1f} ms of CPU")
        measure()


def measure() -> None:
    """Measure reading, searching and profiles, and print."""
    from backend.territories.directory import current_directory, directory

    print(f"read        {milliseconds(current_directory, CPU):8.1f} ms of CPU")
    france = directory()
    print(f"index       {milliseconds(france.warm, CPU):8.1f} ms of CPU")
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        queries = [row["requete"] for row in csv.DictReader(stream)]
    communes = france.codes("commune", "26")
    france_wide = france.codes("commune")[:2000]
    for name, calls in (
        ("look-up", [lambda q=q: france.search(q) for q in queries]),
        ("look-up, own département", [lambda q=q: france.search(q, "26") for q in queries]),
        ("first letters", [lambda q=q: france.search(q[:3], "26") for q in queries]),
        ("profile, cached", [lambda c=c: france.profile(c) for c in communes]),
    ):
        middle, slowest = medians(calls)
        print(f"{name:26} median {middle:7.3f} ms   slowest query {slowest:7.3f} ms")
    built = [milliseconds(lambda c=c: france.profile(c), CPU) for c in france_wide]
    print(f"{'profile, built':26} median {statistics.median(built):7.3f} ms")


if __name__ == "__main__":
    main()
