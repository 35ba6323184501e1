"""Fixtures of the territories: the whole of France once, and a small invented country."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.territories import directory as module
from backend.territories.directory import Directory, reset_directory
from tests.territories.france import read_france

DATA = Path(__file__).parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of expected facts."""
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def france(django_db_setup: None, django_db_blocker: Any) -> Directory:
    """The directory of France, as the project ships it."""
    return read_france(django_db_blocker)


@pytest.fixture
def empty_cache() -> Iterator[None]:
    """A process that has read nothing yet, and forgets what the test read."""
    reset_directory()
    yield
    reset_directory()


@pytest.fixture
def shown_france(france: Directory, monkeypatch: pytest.MonkeyPatch) -> Directory:
    """France as the process's own copy."""
    monkeypatch.setattr(module._cache, "current", france)
    return france
