"""The demonstration accounts: one a role, never in production."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from cms_pages.spaces.accounts import DEMO_PASSWORD, create_accounts
from cms_pages.spaces.provision import create_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(home_page: Any) -> None:
    create_partner("caue-26", "CAUE")
    create_partner("sde-26", "Énergie")
    create_partner("eau", "Service de l'eau", is_service=True, can_publish=True)


def test_one_account_a_role(catalogue: None) -> None:
    names = {account.username for account in create_accounts()}
    assert names == {"administration", "moderation", "redaction", "partenaire", "publication"}
    for name in names:
        assert authenticate(username=name, password=DEMO_PASSWORD)
        client = Client()
        assert client.login(username=name, password=DEMO_PASSWORD)
        assert client.get("/admin/").status_code == 200


def test_again_keeps_passwords(catalogue: None) -> None:
    create_accounts()
    user = get_user_model().objects.get(username="redaction")
    user.set_password("un autre mot de passe")
    user.save()
    create_accounts()
    assert authenticate(username="redaction", password="un autre mot de passe")
    assert get_user_model().objects.count() == 5


def test_on_an_empty_catalogue(db: None) -> None:
    assert {a.username for a in create_accounts()} == {"administration", "moderation"}


def test_production_refuses(catalogue: None, settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, name="production")
    with pytest.raises(CommandError, match="production"):
        call_command("create_accounts", stdout=StringIO())
    assert not get_user_model().objects.exists()


def test_the_command_prints_the_roles(catalogue: None) -> None:
    out = StringIO()
    call_command("create_accounts", stdout=out)
    assert "redaction" in out.getvalue()
    assert "Partenaire : CAUE" in out.getvalue()
