"""A catalogue with one partner; the marks that follow are drained by each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from cms_pages.models import HomePage, PartnerSpacePage
from search.drain import drain
from search.replica import replica
from tests.search.world import make_home, make_space


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Any:
    """Files of the tests stay out of the project's own."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


@pytest.fixture
def home(db: Any) -> HomePage:
    return make_home()


@pytest.fixture
def space(home: HomePage) -> PartnerSpacePage:
    found = make_space(home)
    drain()
    return found


@pytest.fixture(autouse=True)
def fresh_replica() -> None:
    """Each test rolls its rows back: the process forgets those of the test before."""
    replica().forget()
