"""Two partners, their people, and what the first must never learn of the second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from cms_pages.models import HomePage, OfferPage, PartnerSpacePage
from cms_pages.spaces.provision import create_partner
from cms_pages.spaces.roles import ensure_roles
from tests.cms_pages.people import add_offer, login, make_home, make_user

SECRET = "SECRETDESAUTRES"


@dataclass
class World:
    """The catalogue of the tests: ``mine`` is editor A's space, ``theirs`` editor B's."""

    home: Any
    mine: PartnerSpacePage
    theirs: PartnerSpacePage
    my_offer: OfferPage
    public_offer: OfferPage
    draft: OfferPage
    private: OfferPage
    image: Any
    document: Any

    @property
    def hidden_pages(self) -> list[OfferPage]:
        return [self.draft, self.private]


@pytest.fixture
def home_page(db: Any) -> HomePage:
    return make_home()


@pytest.fixture
def world(home_page: Any) -> World:
    mine = create_partner("caue-26", "CAUE de la Drôme", summary="Conseil.", publish=True)
    theirs = create_partner("sde-26", "Territoire d'énergie", summary="Énergie.", publish=True)
    editor_b = make_user("editrice-b", theirs.group)
    public_offer = add_offer(theirs, "Offre publique", live=True, owner=editor_b)
    public_offer.title = f"Nouveau titre {SECRET}"
    public_offer.save_revision(user=editor_b)
    private = add_offer(theirs, f"Privée {SECRET}", live=True, owner=editor_b)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    image = get_image_model().objects.create(
        title=f"Image {SECRET}",
        description="Une image.",
        file=get_test_image_file(),
        collection=theirs.collection,
    )
    document = get_document_model().objects.create(
        title=f"Document {SECRET}", file="documents/secret.txt", collection=theirs.collection
    )
    return World(
        home=home_page,
        mine=mine,
        theirs=theirs,
        my_offer=add_offer(mine, "Mon offre", live=False),
        public_offer=public_offer,
        draft=add_offer(theirs, f"Brouillon {SECRET}", live=False, owner=editor_b),
        private=private,
        image=image,
        document=document,
    )


@pytest.fixture
def editor(world: World) -> Any:
    return make_user("editeur-a", world.mine.group)


@pytest.fixture
def editor_client(editor: Any) -> Client:
    """A failing view gives its 500 rather than its exception: tests look at answers."""
    client = login(editor)
    client.raise_request_exception = False
    return client


@pytest.fixture
def moderator(world: World) -> Any:
    return make_user("moderatrice", ensure_roles())


@pytest.fixture
def administrator(world: World) -> Any:
    return make_user("administratrice", superuser=True)
