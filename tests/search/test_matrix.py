"""Every event that changes a page, or what a page shows: after a drain the rows are right.

Each case acts as the admin, a command or a script would, and says what must be seen. Then every
document is built again and compared, so that a case also proves what it does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowTask,
)

from backend.territories.models import Territory
from cms_pages.managers import public_page_ids
from cms_pages.models import FreePage, HomePage, Menus, OfferPage, PartnerSpacePage, SiteSettings
from search.check import check
from search.drain import drain
from search.models import CatalogueEntry, Mark
from tests.search import world as w

pytestmark = pytest.mark.django_db


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


@pytest.fixture(scope="module")
def made(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a transaction that no case commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(w.make_home())
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: Any) -> World:
    """The same world for each case, whatever the one before did to it."""
    return World(*(again(thing) for thing in things_of(made)))


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


# -- pages ---------------------------------------------------------------------------------------


def added_by_a_script(world: World) -> None:
    page = OfferPage(title="Importée", slug="importee", summary="Un résumé.", live=True)
    page.domains = [world.domain]
    world.space.add_child(instance=page)
    drain()
    assert w.item(page)["title"] == "Importée"


def published(world: World) -> None:
    world.offer.title = "Un autre titre"
    w.publish(world.offer)
    drain()
    assert w.item(world.offer)["title"] == "Un autre titre"


def draft_of_a_live_page(world: World) -> None:
    version = w.entry(world.offer).version
    world.offer.title = "Secret"
    world.offer.save_revision()
    drain()
    assert w.item(world.offer)["title"] == "Une offre"
    assert w.entry(world.offer).version == version


def published_by_a_workflow(world: World) -> None:
    moderator = get_user_model().objects.create_superuser("moderatrice", password="x")
    group = Group.objects.create(name="Modération de test")
    moderator.groups.add(group)
    workflow = Workflow.objects.create(name="Relecture")
    task = GroupApprovalTask.objects.create(name="Relire")
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    draft = w.make_page(world.space, live=False)
    draft.title = "Relue"
    draft.save_revision()
    state = workflow.start(draft, moderator)
    state.current_task_state.approve(user=moderator)
    drain()
    assert w.item(draft)["title"] == "Relue"


def unpublished(world: World) -> None:
    world.offer.unpublish()
    drain()
    assert w.entry(world.offer).removed


def published_again(world: World) -> None:
    world.offer.unpublish()
    drain()
    again(world.offer).save_revision().publish()
    drain()
    assert w.is_public(world.offer)


def deleted(world: World) -> None:
    world.target.delete()
    drain()
    assert w.entry(world.target).removed
    assert w.detail(world.offer)["related"] == []
    assert "href" not in w.detail(world.offer)["body"][0]["html"].split(" et ")[0]


def deleted_with_its_descendants(world: World) -> None:
    world.parent.delete()
    drain()
    assert all(w.entry(page).removed for page in (world.parent, world.child, world.grandchild))


def deleted_by_a_queryset(world: World) -> None:
    Page.objects.filter(pk=world.other.pk).delete()
    drain()
    assert w.entry(world.target).removed
    assert w.item(world.offer)["co_bearers"] == []


def slug_changed(world: World) -> None:
    world.parent.slug = "approche"
    w.publish(world.parent)
    drain()
    assert w.item(world.grandchild)["path"] == "/approche/etapes/premiere/"
    assert w.entry(world.grandchild).former == [["premiere", "/demarche/etapes/premiere/"]]


def slug_of_a_target_changed(world: World) -> None:
    world.target.slug = "nouvelle-cible"
    w.publish(world.target)
    drain()
    assert w.detail(world.offer)["related"][0]["slug"] == "nouvelle-cible"


def moved(world: World) -> None:
    world.offer.move(world.other, pos="last-child")
    drain()
    assert w.item(world.offer)["partner"]["code"] == "sded"
    assert w.item(world.offer)["co_bearers"] == []


def moved_with_its_descendants(world: World) -> None:
    world.child.move(world.space, pos="last-child")
    drain()
    assert w.item(world.grandchild)["partner"]["code"] == "caue-26"
    assert w.item(world.grandchild)["path"] == "/caue-26/etapes/premiere/"


def moved_under_a_draft(world: World) -> None:
    hidden = w.make_page(world.home, "page", live=False)
    world.child.move(hidden, pos="last-child")
    drain()
    assert not w.is_public(world.child)
    assert not w.is_public(world.grandchild)


def draft_moved(world: World) -> None:
    draft = w.make_page(world.space, live=False)
    draft.move(world.other, pos="last-child")
    drain()
    assert not w.is_public(draft)


def parent_unpublished(world: World) -> None:
    world.parent.unpublish()
    drain()
    assert not w.is_public(world.child)
    assert not w.is_public(world.grandchild)


def parent_published_again(world: World) -> None:
    world.parent.unpublish()
    drain()
    again(world.parent).save_revision().publish()
    drain()
    assert w.is_public(world.grandchild)


def space_unpublished(world: World) -> None:
    world.other.unpublish()
    drain()
    assert not w.is_public(world.target)
    assert w.item(world.offer)["co_bearers"] == []
    assert w.detail(world.offer)["related"] == []


def home_unpublished(world: World) -> None:
    world.home.unpublish()
    drain()
    assert not CatalogueEntry.objects.filter(removed=False, page_id__isnull=False).exists()


def never_live_page_scheduled(world: World) -> None:
    draft = w.make_page(world.space, live=False, go_live_at=timezone.now() + timedelta(days=1))
    draft.save_revision().publish()
    drain()
    assert not w.is_public(draft)


def live_page_scheduled(world: World) -> None:
    world.offer.title = "Demain"
    world.offer.go_live_at = timezone.now() + timedelta(days=1)
    world.offer.save_revision().publish()
    drain()
    assert w.item(world.offer)["title"] == "Une offre"


def schedule_reached(world: World) -> None:
    draft = w.make_page(world.space, live=False, go_live_at=timezone.now() + timedelta(days=1))
    revision = draft.save_revision()
    revision.publish()
    past = timezone.now() - timedelta(minutes=1)
    content = {**revision.content, "go_live_at": past.isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    drain()
    call_command("publish_scheduled")
    drain()
    assert w.is_public(draft)


def expiry_reached(world: World) -> None:
    Page.objects.filter(pk=world.target.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    drain()
    assert w.entry(world.target).removed
    assert w.detail(world.offer)["related"] == []


def copied_with_its_tree(world: World) -> None:
    copy = world.parent.copy(recursive=True, update_attrs={"slug": "copie", "title": "Copie"})
    drain()
    assert w.is_public(copy)
    assert [w.is_public(page) for page in copy.get_descendants().specific()] == [True, True]


def copied_as_a_draft(world: World) -> None:
    copy = world.offer.copy(update_attrs={"slug": "copie"}, keep_live=False)
    drain()
    assert not w.is_public(copy)


def alias_made_and_followed(world: World) -> None:
    alias = world.offer.create_alias(update_slug="alias", parent=world.space)
    drain()
    assert w.item(alias)["title"] == "Une offre"
    world.offer.title = "Titre suivi"
    w.publish(world.offer)
    drain()
    assert w.item(alias)["title"] == "Titre suivi"


def made_private(world: World) -> None:
    PageViewRestriction.objects.create(page=world.parent, restriction_type="login")
    drain()
    assert not w.is_public(world.parent)
    assert not w.is_public(world.grandchild)


def made_public_again(world: World) -> None:
    restriction = PageViewRestriction.objects.create(page=world.other, restriction_type="login")
    drain()
    assert not w.is_public(world.target)
    restriction.delete()
    drain()
    assert w.is_public(world.target)
    assert w.detail(world.offer)["related"][0]["id"] == world.target.pk


def restriction_moved_to_another_page(world: World) -> None:
    restriction = PageViewRestriction.objects.create(page=world.parent, restriction_type="login")
    drain()
    restriction.page = Page.objects.get(pk=world.other.pk)
    restriction.save()
    drain()
    assert w.is_public(world.grandchild)
    assert not w.is_public(world.target)


# -- what pages show -----------------------------------------------------------------------------


def domain_renamed(world: World) -> None:
    world.domain.label = "Eau du robinet"
    world.domain.save()
    drain()
    assert w.item(world.offer)["domains"][0]["label"] == "Eau du robinet"


def parent_domain_renamed(world: World) -> None:
    world.topic.label = "Eau et rivières"
    world.topic.save()
    drain()
    assert "Eau et rivières" in w.index(world.offer)["keywords"]


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
    assert "TE26" in w.index(world.offer)["keywords"]
    assert "TE26" in w.index(world.target)["keywords"]


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


# -- the site ------------------------------------------------------------------------------------


def settings_changed(world: World) -> None:
    site = world.home.get_site()
    SiteSettings.objects.create(site=site, owner_name="Département", licence_label="LO 2.0")
    drain()
    assert w.item(world.offer)["licence"]["label"] == "LO 2.0"
    assert w.item(world.parent)["source"] == "Département"


def menu_leads_to_a_page_that_leaves(world: World) -> None:
    entry = {"label": "Cible", "page": world.target.pk, "url": "", "children": []}
    Menus.objects.create(site=world.home.get_site(), main=w.stream(w.block("entry", entry)))
    drain()
    assert w.site()["menus"]["main"][0]["page"]["id"] == world.target.pk
    world.target.unpublish()
    drain()
    assert w.site()["menus"]["main"] == []


def home_page_changed(world: World) -> None:
    world.home.slots = w.stream(w.block("slot", {"title": "À la une", "pages": [world.target.pk]}))
    w.publish(world.home)
    drain()
    assert w.site()["home"]["slots"][0]["pages"][0]["id"] == world.target.pk
    world.target.delete()
    drain()
    assert w.site()["home"]["slots"][0]["pages"] == []


CASES: tuple[Callable[[World], None], ...] = (
    added_by_a_script,
    published,
    draft_of_a_live_page,
    published_by_a_workflow,
    unpublished,
    published_again,
    deleted,
    deleted_with_its_descendants,
    deleted_by_a_queryset,
    slug_changed,
    slug_of_a_target_changed,
    moved,
    moved_with_its_descendants,
    moved_under_a_draft,
    draft_moved,
    parent_unpublished,
    parent_published_again,
    space_unpublished,
    home_unpublished,
    never_live_page_scheduled,
    live_page_scheduled,
    schedule_reached,
    expiry_reached,
    copied_with_its_tree,
    copied_as_a_draft,
    alias_made_and_followed,
    made_private,
    made_public_again,
    restriction_moved_to_another_page,
    domain_renamed,
    parent_domain_renamed,
    domain_given_another_parent,
    domain_deleted,
    term_renamed,
    term_deleted,
    partner_renamed,
    acronym_of_a_partner_changed,
    partner_deleted,
    contact_changed,
    contact_changed_with_its_partner,
    contact_deleted,
    image_described_otherwise,
    image_deleted,
    document_renamed,
    document_deleted,
    collection_made_private,
    territory_renamed,
    session_changed_alone,
    event_leaves_its_programme,
    event_joins_a_programme,
    programme_renamed,
    settings_changed,
    menu_leads_to_a_page_that_leaves,
    home_page_changed,
)


@pytest.mark.parametrize("event", CASES, ids=lambda case: case.__name__)
def test_rows_are_right_after(world: World, event: Callable[[World], None]) -> None:
    event(world)
    assert not Mark.objects.exists()
    report = check()
    assert report.is_clean, report
    rows = CatalogueEntry.objects.filter(removed=False, page_id__isnull=False)
    ids = set(rows.values_list("page_id", flat=True))
    assert ids == public_page_ids(Page.objects.filter(depth__gt=2).values_list("pk", flat=True))
    versions = list(CatalogueEntry.objects.values_list("version", flat=True))
    assert len(set(versions)) == len(versions)
