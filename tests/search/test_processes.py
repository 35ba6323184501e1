"""Several processes at once, and processes that die, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES, WRITERS = 200, 4
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Starts a child on an empty database of one's own."""
    environment = {**os.environ, "BOUQUET_VAR": str(tmp_path), "BOUQUET_ENV": "test"}
    if request.param == "postgres":
        environment["DATABASE_URL"] = request.getfixturevalue("postgres_url")

    children: list[subprocess.Popen[str]] = []

    def run(*arguments: object) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.search.child", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        return child

    yield run
    for child in children:
        child.kill()
        child.communicate()


def result(child: subprocess.Popen[str]) -> Any:
    out, err = child.communicate(timeout=600)
    assert child.returncode == 0, err[-3000:]
    return json.loads(out)


def test_four_writers_lose_nothing_and_keep_versions_in_order(start: Start) -> None:
    result(start("prepare", PAGES))
    follower = start("follow", PAGES)
    writers = [start("write", number, WRITERS) for number in range(WRITERS)]
    for writer in writers:
        result(writer)
    # On SQLite a writer's drain may have waited in vain for the lock: its marks are still there.
    result(start("drain"))
    state = result(start("state"))
    assert state["clean"]
    assert state["marks"] == 0
    assert state["published"] == PAGES
    versions = sorted(state["rows"].values())
    assert len(set(versions)) == len(versions)
    assert versions[-1] == state["counter"]
    # A reader that asks for what is above the last version it saw has seen everything.
    assert result(follower) == state["rows"]


@pytest.mark.parametrize("moment", ["before", "within"])
def test_a_process_killed_around_the_drain_leaves_nothing_wrong(start: Start, moment: str) -> None:
    result(start("prepare", 3))
    child = start("crash", moment)
    child.communicate(timeout=600)
    assert child.returncode == -9
    left = result(start("state"))
    assert left["published"] == 0
    assert left["marks"] > 0
    # A web process that starts finds the page; so does the next write's drain.
    assert result(start("read", "avant la chute")) == ["Publié avant la chute"]
    state = result(start("state"))
    assert state["clean"]
    assert (state["marks"], state["published"]) == (0, 1)


def test_the_next_write_repairs_after_a_crash(start: Start) -> None:
    result(start("prepare", 3))
    child = start("crash", "before")
    child.communicate(timeout=600)
    result(start("write", 1, 3))
    state = result(start("state"))
    assert state["clean"]
    assert (state["marks"], state["published"]) == (0, 2)


@pytest.mark.postgres
def test_the_matrix_holds_on_postgresql(postgres_url: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "tests/search/test_matrix.py", "-q",
            "--ds=tests.search.postgres_settings", "-p", "no:cacheprovider", "-p", "no:xdist",
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": postgres_url},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
