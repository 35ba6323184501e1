"""The pages and all that they show, on which each event of the matrix acts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from backend.territories.models import Territory
from cms_pages.models import FreePage, HomePage, OfferPage, PartnerSpacePage
from search.drain import drain
from tests.search import world as w


@dataclass
class World:
    """One offer that shows about everything, and what it shows."""

    home: HomePage
    space: PartnerSpacePage
    other: PartnerSpacePage
    offer: OfferPage
    parent: FreePage
    child: FreePage
    grandchild: FreePage
    target: OfferPage
    domain: Any
    topic: Any
    term: Any
    access: Any
    contact: Any
    image: Any
    inline: Any
    file: Any
    commune: Territory
    event: Any
    programme: Any


def things_of(made: World) -> list[Any]:
    return [getattr(made, field.name) for field in fields(made)]


def again(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def make_world(home: HomePage) -> World:
    space, other = w.make_space(home, "caue-26"), w.make_space(home, "sded", acronym="SDED")
    topic = w.make_domain("eau", "Eau")
    domain = w.make_domain("eau-potable", "Eau potable", parent=topic)
    term, access = w.make_term("help", "conseil"), w.make_term("access", "gratuit")
    contact, image, inline = w.make_contact(space), w.make_image(), w.make_image("Un plan")
    file, commune = w.make_file(), w.make_commune()
    target = w.make_page(other, slug="cible", title="La cible")
    offer = w.make_page(
        space,
        slug="offre",
        title="Une offre",
        domains=[domain],
        help_kinds=[term],
        access_mode=access,
        contacts=[contact],
        co_bearers=[other],
        image=image,
        body=w.stream(
            w.block(
                "paragraph",
                f'<p>Voir <a linktype="page" id="{target.pk}">la cible</a> et '
                f'<a linktype="document" id="{file.pk}">le règlement</a>.</p>',
            ),
            w.block("image", {"image": inline.pk, "alt": "", "caption": ""}),
        ),
        related=w.stream(w.block("page", target.pk)),
        attachments=w.stream(
            w.block("attachment", {"document": file.pk, "title": "", "accessible": True})
        ),
        perimeter_kind="territories",
        perimeter=w.stream(w.block("territory", commune.pk)),
    )
    parent = w.make_page(home, "page", slug="demarche")
    child = w.make_page(parent, "page", slug="etapes")
    programme = w.make_page(space, "programme", slug="cycle")
    found = World(
        home=home, space=space, other=other, offer=offer, parent=parent, child=child,
        grandchild=w.make_page(child, "page", slug="premiere"), target=target, domain=domain,
        topic=topic, term=term, access=access, contact=contact, image=image, inline=inline,
        file=file, commune=commune, programme=programme,
        event=w.make_page(space, "event", slug="rencontre", programme=programme),
    )  # fmt: skip
    drain()
    return found
