"""People and pages that tests about rights need."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Page

from cms_pages.models import HomePage, OfferPage, PartnerSpacePage

PASSWORD = "mot-de-passe-de-test"


def make_home() -> HomePage:
    home = HomePage(title="Accueil", slug="accueil")
    Page.get_first_root_node().add_child(instance=home)
    return home


def make_user(name: str, *groups: Any, superuser: bool = False) -> Any:
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", PASSWORD, is_superuser=superuser
    )
    user.groups.add(*groups)
    return user


def login(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_domain() -> Any:
    from cms_pages.models import Domain

    return Domain.objects.get_or_create(slug="eau", defaults={"label": "Eau"})[0]


def add_offer(
    space: PartnerSpacePage, title: str, *, live: bool = False, owner: Any = None, **fields: Any
) -> OfferPage:
    """An offer complete enough to be published."""
    offer = OfferPage(title=title, summary="Un résumé.", live=False, owner=owner, **fields)
    offer.domains = [make_domain()]
    space.add_child(instance=offer)
    revision = offer.save_revision(user=owner)
    if live:
        revision.publish()
        offer.refresh_from_db()
    return offer
