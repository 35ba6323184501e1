"""What happens to what pages show: terms, partners, contacts, files, territories, programmes."""

from __future__ import annotations

from wagtail.models import Collection, CollectionViewRestriction

from search.drain import drain
from tests.search import world as w
from tests.search.matrix.world import World, again


def domain_renamed(world: World) -> None:
    world.domain.label = "Eau du robinet"
    world.domain.save()
    drain()
    assert w.item(world.offer)["domains"][0]["label"] == "Eau du robinet"


def parent_domain_renamed(world: World) -> None:
    world.topic.label = "Eau et rivières"
    world.topic.save()
    drain()
    assert "Eau et rivières" in w.index(world.offer)["labels"]


def domain_given_another_parent(world: World) -> None:
    world.domain.parent = w.make_domain("environnement")
    world.domain.save()
    drain()
    assert w.index(world.offer)["domain"] == ["eau-potable", "environnement"]


def domain_deleted(world: World) -> None:
    world.domain.delete()
    drain()
    assert w.item(world.offer)["domains"] == []


def term_renamed(world: World) -> None:
    world.term.label = "Conseil amont"
    world.term.save()
    drain()
    assert w.item(world.offer)["help_kinds"][0]["label"] == "Conseil amont"


def term_deleted(world: World) -> None:
    world.term.delete()
    world.access.delete()
    drain()
    assert w.item(world.offer)["help_kinds"] == []
    assert w.item(world.offer)["access_mode"] is None


def partner_renamed(world: World) -> None:
    world.other.title = "Territoire d'énergie"
    w.publish(world.other)
    drain()
    assert w.item(world.offer)["co_bearers"][0]["label"] == "Territoire d'énergie"
    assert w.item(world.target)["partner"]["label"] == "Territoire d'énergie"


def acronym_of_a_partner_changed(world: World) -> None:
    world.other.acronym = "TE26"
    w.publish(world.other)
    drain()
    assert "TE26" in w.index(world.offer)["labels"]
    assert "TE26" in w.index(world.target)["labels"]


def partner_deleted(world: World) -> None:
    world.other.delete()
    drain()
    assert w.item(world.offer)["co_bearers"] == []


def contact_changed(world: World) -> None:
    world.contact.name = "Secrétariat"
    world.contact.save()
    drain()
    assert w.detail(world.offer)["contacts"][0]["name"] == "Secrétariat"
    assert w.detail(world.space)["contacts"][0]["name"] == "Secrétariat"


def contact_changed_with_its_partner(world: World) -> None:
    space = again(world.space)
    contacts = list(space.contact_list.all())
    contacts[0].phone = "04 65 71 00 00"
    space.contact_list = contacts
    w.publish(space)
    drain()
    assert w.detail(world.offer)["contacts"][0]["phone"] == "04 65 71 00 00"


def contact_deleted(world: World) -> None:
    world.contact.delete()
    drain()
    assert w.detail(world.offer)["contacts"] == []


def image_described_otherwise(world: World) -> None:
    for image in (world.image, world.inline):
        image.description = "Une école rénovée."
        image.save()
    drain()
    assert w.item(world.offer)["image"]["alt"] == "Une école rénovée."
    assert w.detail(world.offer)["body"][1]["image"]["alt"] == "Une école rénovée."


def image_deleted(world: World) -> None:
    world.image.delete()
    world.inline.delete()
    drain()
    assert w.item(world.offer)["image"] is None
    assert [block["type"] for block in w.detail(world.offer)["body"]] == ["paragraph"]


def document_renamed(world: World) -> None:
    world.file.title = "Règlement 2027"
    world.file.save()
    drain()
    assert w.detail(world.offer)["attachments"][0]["title"] == "Règlement 2027"


def document_deleted(world: World) -> None:
    world.file.delete()
    drain()
    assert w.detail(world.offer)["attachments"] == []
    assert "<a" not in w.detail(world.offer)["body"][0]["html"].split(" et ")[1]


def collection_made_private(world: World) -> None:
    collection = Collection.get_first_root_node().add_child(name="Interne")
    world.file.collection = collection
    world.file.save()
    drain()
    assert w.detail(world.offer)["attachments"]
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    drain()
    assert w.detail(world.offer)["attachments"] == []


def territory_renamed(world: World) -> None:
    world.commune.name = "Die-la-Belle"
    world.commune.save()
    drain()
    assert w.detail(world.offer)["perimeter"]["territories"][0]["label"] == "Die-la-Belle"


def session_changed_alone(world: World) -> None:
    session = world.event.sessions.first()
    session.place_name = "Salle des fêtes"
    session.save()
    drain()
    assert w.item(world.event)["sessions"][0]["place_name"] == "Salle des fêtes"


def event_leaves_its_programme(world: World) -> None:
    assert [event["id"] for event in w.detail(world.programme)["events"]] == [world.event.pk]
    world.event.programme = None
    w.publish(world.event)
    drain()
    assert w.detail(world.programme)["events"] == []


def event_joins_a_programme(world: World) -> None:
    event = w.make_page(world.space, "event", programme=world.programme)
    drain()
    assert event.pk in [found["id"] for found in w.detail(world.programme)["events"]]
    event.unpublish()
    drain()
    assert event.pk not in [found["id"] for found in w.detail(world.programme)["events"]]


def programme_renamed(world: World) -> None:
    world.programme.title = "Cycle 2027"
    w.publish(world.programme)
    drain()
    assert w.item(world.event)["programme"]["title"] == "Cycle 2027"
