"""The territories of France and the taxonomy, loaded once for the tests of one module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from cms_pages.taxonomy import load_taxonomy


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        call_command("load_territories", verbosity=0)
        load_taxonomy()
        yield
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
