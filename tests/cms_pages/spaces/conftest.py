"""A home page, and people signed in to the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms_pages.models import HomePage
from tests.cms_pages.people import login, make_home, make_user


@pytest.fixture
def home_page(db: Any) -> HomePage:
    return make_home()


@pytest.fixture
def login_as(db: Any) -> Callable[..., Client]:
    """A client signed in as a new person of the given groups."""

    def sign_in(*groups: Any, name: str = "personne", superuser: bool = False) -> Client:
        return login(make_user(name, *groups, superuser=superuser))

    return sign_in
