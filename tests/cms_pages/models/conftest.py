"""A home page and a partner's space."""

from __future__ import annotations

from typing import Any

import pytest

from cms_pages.models import HomePage, PartnerSpacePage
from tests.cms_pages.people import make_home
from tests.cms_pages.samples import make_space


@pytest.fixture
def home(db: Any) -> HomePage:
    return make_home()


@pytest.fixture
def space(home: HomePage) -> PartnerSpacePage:
    return make_space(home)
