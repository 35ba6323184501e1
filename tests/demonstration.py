"""The demonstration catalogue in the test database, for as long as some tests need it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction

from backend.territories.directory import reset_directory
from cms_pages.demo.loader import load
from cms_pages.demo.sheets import Content
from search.drain import drain
from search.replica import replica


@contextmanager
def loaded_content(content: Content) -> Iterator[None]:
    """A database with the territories of France and the whole demonstration."""
    outer = transaction.atomic()
    outer.__enter__()
    call_command("load_territories", verbosity=0)
    counts = load(content)
    assert counts["added"] == len(content.sheets)
    yield
    transaction.set_rollback(True)
    outer.__exit__(None, None, None)


@contextmanager
def read_afresh() -> Iterator[None]:
    """What this process remembers is of this database, and is forgotten at the end."""
    reset_directory()
    replica().forget()
    drain()
    yield
    reset_directory()
    replica().forget()
