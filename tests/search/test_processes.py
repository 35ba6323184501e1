"""Several processes at once, and processes that die, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES, WRITERS, ROUNDS = 40, 4, 5
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def start(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Start]:
    """Starts a child on a database of one's own, which holds a space and drafts."""
    var = tmp_path_factory.mktemp(request.param)
    environment = {**os.environ, "BOUQUET_VAR": str(var), "BOUQUET_ENV": "test"}
    if request.param == "postgres":
        environment["DATABASE_URL"] = new_database(request.getfixturevalue("postgres_server"))
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

    result(run("prepare", PAGES))
    yield run
    for child in children:
        child.kill()
        child.communicate()


def new_database(server: str) -> str:
    name = f"processes_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def result(child: subprocess.Popen[str]) -> Any:
    out, err = child.communicate(timeout=900)
    assert child.returncode == 0, err[-3000:]
    return json.loads(out)


def die(start: Start, moment: str, position: int) -> None:
    """A process publishes a draft and is killed before its drain, or within it."""
    before = result(start("state"))
    child = start("crash", moment, position)
    child.communicate(timeout=900)
    assert child.returncode == -9
    left = result(start("state"))
    assert left["published"] == before["published"]
    assert left["rows"] == before["rows"]
    assert left["marks"] > 0


@pytest.mark.parametrize(("moment", "position"), [("before", 0), ("within", 1)])
def test_a_process_killed_around_the_drain_leaves_nothing_wrong(
    start: Start, moment: str, position: int
) -> None:
    die(start, moment, position)
    # A web process that starts finds the page at its first request.
    assert f"Chute numéro {position}" in result(start("read", f"chute {position}"))
    state = result(start("state"))
    assert state["clean"]
    assert (state["marks"], state["published"]) == (0, position + 1)


def test_the_next_write_repairs_after_a_crash(start: Start) -> None:
    die(start, "before", 2)
    result(start("write", 3, PAGES, 1))
    state = result(start("state"))
    assert state["clean"]
    assert (state["marks"], state["published"]) == (0, 4)


def test_four_writers_lose_nothing_and_keep_versions_in_order(start: Start, tmp_path: Path) -> None:
    first = result(start("state"))["counter"]
    follower = start("follow", tmp_path / "stop")
    for writer in [start("write", number, WRITERS, ROUNDS) for number in range(WRITERS)]:
        result(writer)
    # On SQLite a writer's drain may have waited in vain for the lock: its marks are still there.
    result(start("drain"))
    (tmp_path / "stop").touch()
    state = result(start("state"))
    assert state["clean"]
    assert (state["marks"], state["published"]) == (0, PAGES)
    versions = sorted(state["rows"].values())
    assert len(set(versions)) == len(versions)
    assert versions[-1] == state["counter"]
    assert state["counter"] >= first + PAGES
    # A reader that asks for what is above the last version it saw has seen everything.
    assert result(follower) == state["rows"]


@pytest.mark.postgres
def test_the_matrix_holds_on_postgresql(postgres_url: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "tests/search/matrix", "-q",
            "--ds=tests.search.postgres_settings", "-p", "no:cacheprovider", "-p", "no:xdist",
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": postgres_url},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
