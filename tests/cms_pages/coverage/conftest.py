"""A small catalogue with holes, and the people who may or may not see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms_pages.models import Domain, OfferPage, PartnerSpacePage
from cms_pages.spaces.provision import create_partner
from cms_pages.spaces.roles import ensure_roles
from tests.cms_pages.people import login, make_home, make_user
from tests.cms_pages.samples import make_page

ADDRESS = "/admin/reports/coverage/"


@dataclass
class World:
    """``pages`` are the public ones; the hidden ones all lie in the domain ``hidden``."""

    caue: PartnerSpacePage
    energy: PartnerSpacePage
    water: Domain
    drinking: Domain
    rivers: Domain
    hidden: Domain
    pages: list[Any] = field(default_factory=list)

    def add(self, kind: str, space: PartnerSpacePage, *domains: Domain, **fields: Any) -> Any:
        page = make_page(kind, space, live=True, domains=list(domains), **fields)
        self.pages.append(page)
        return page


def case(**values: Any) -> tuple[str, dict[str, Any]]:
    return ("case", values)


def hide(world: World) -> None:
    """One page for each reason why nobody reads it."""
    fields = {"domains": [world.hidden], "beneficiaries": []}
    make_page("offer", world.caue, title="Brouillon", **fields)
    private = make_page("offer", world.caue, live=True, title="Privée", **fields)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    expired = make_page("offer", world.caue, live=True, title="Expirée", **fields)
    later = make_page("offer", world.caue, live=True, title="À venir", **fields)
    now = timezone.now()
    OfferPage.objects.filter(pk=expired.pk).update(expire_at=now - timedelta(hours=1))
    OfferPage.objects.filter(pk=later.pk).update(go_live_at=now + timedelta(hours=1))
    closed = create_partner("ferme-26", "Fermé", summary="Fermé.", publish=True)
    make_page("offer", closed, live=True, title="Dans un espace fermé", **fields)
    closed.refresh_from_db()  # it has a page now
    closed.unpublish()


@pytest.fixture
def world(db: Any) -> World:
    make_home()
    Domain.objects.all().delete()
    water = Domain.objects.create(slug="eau", label="Eau")
    world = World(
        caue=create_partner("caue-26", "CAUE de la Drôme", summary="Conseil.", publish=True),
        energy=create_partner("sde-26", "Énergie", summary="Énergie.", publish=True),
        water=water,
        drinking=Domain.objects.create(slug="eau-potable", label="Eau potable", parent=water),
        rivers=Domain.objects.create(slug="rivieres", label="Rivières", parent=water),
        hidden=Domain.objects.create(slug="cache", label="Caché"),
    )
    world.pages += [world.caue, world.energy]
    world.add("offer", world.caue, world.water, world.drinking, title="Offre A", beneficiaries=[])
    world.add("offer", world.energy, world.drinking, title="Offre B", beneficiaries=[
        case(natures=["cc"]), case(natures=["com"])
    ], co_bearers=[world.caue])  # fmt: skip
    world.add("aid", world.caue, world.water, title="Aide", beneficiaries=[
        case(natures=["ca", "com"], rural_by_law=True)
    ])  # fmt: skip
    world.add("article", world.energy, title="Sans domaine")
    hide(world)
    return world


@pytest.fixture
def staff(world: World) -> Client:
    return login(make_user("moderatrice", ensure_roles()))


@pytest.fixture
def editor(world: World) -> Client:
    return login(make_user("editrice", world.caue.group))
