"""What a reader asks the API, and what an administrator asks the commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command
from django.test import Client


def ask(q: str) -> dict[str, Any]:
    answer = Client().get("/api/v1/search/", {"q": q})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def titles(answer: dict[str, Any]) -> list[str]:
    return [item["title"] for item in answer["results"]]


def run(command: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a command and what it said."""
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def wait(reached: Callable[[], bool]) -> None:
    limit = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < limit
        time.sleep(0.05)
