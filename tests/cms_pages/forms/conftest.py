"""An administrator's browser and a partner's space."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms_pages.models import PartnerSpacePage
from cms_pages.taxonomy import load_taxonomy
from tests.cms_pages.people import login, make_home, make_user
from tests.cms_pages.samples import make_space


@pytest.fixture
def space(db: Any) -> PartnerSpacePage:
    load_taxonomy()
    return make_space(make_home())


@pytest.fixture
def admin(db: Any) -> Client:
    return login(make_user("administration", superuser=True))
