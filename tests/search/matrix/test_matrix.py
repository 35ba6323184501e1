"""Every event that changes a page, or what a page shows: after a drain the rows are right.

Each case acts as the admin, a command or a script would, and says what must be seen. Then every
document is built again and compared, so that a case also proves what it does not say.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Page

from cms_pages.managers import public_page_ids
from search.check import check
from search.models import CatalogueEntry, Mark
from tests.search import world as w
from tests.search.matrix import pages, shown, site
from tests.search.matrix.world import World, again, make_world, things_of

pytestmark = pytest.mark.django_db

CASES = [
    case
    for module in (pages, shown, site)
    for case in vars(module).values()
    if inspect.isfunction(case) and case.__module__ == module.__name__
]


@pytest.fixture(scope="module")
def made(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a transaction that no case commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(w.make_home())
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: Any) -> World:
    """The same world for each case, whatever the one before did to it."""
    return World(*(again(thing) for thing in things_of(made)))


@pytest.mark.parametrize("event", CASES, ids=lambda case: case.__name__)
def test_rows_are_right_after(world: World, event: Callable[[World], None]) -> None:
    event(world)
    assert not Mark.objects.exists()
    report = check()
    assert report.is_clean, report
    rows = CatalogueEntry.objects.filter(removed=False, page_id__isnull=False)
    ids = set(rows.values_list("page_id", flat=True))
    assert ids == public_page_ids(Page.objects.filter(depth__gt=2).values_list("pk", flat=True))
    versions = list(CatalogueEntry.objects.values_list("version", flat=True))
    assert len(set(versions)) == len(versions)
