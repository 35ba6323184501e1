"""The real territories of France for tests: loaded once, read, and rolled back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from backend.territories.archive import Pack
from backend.territories.directory import Directory
from backend.territories.facts import Lists
from backend.territories.loading import load
from backend.territories.places import facts_folder, pack_path
from backend.territories.records import read_records


def quiet(name: str, done: int, total: int) -> None:
    """A progress that nobody looks at."""


def read_france(django_db_blocker: Any) -> Directory:
    """The directory of the project's own pack, read from a real load that leaves no trace."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(Pack(pack_path()), Lists(facts_folder()), quiet)
        found = Directory(read_records())
        transaction.set_rollback(True)
    return found
