"""What happens to pages themselves. Every function is one case."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, PageViewRestriction, Workflow, WorkflowTask

from cms_pages.models import OfferPage
from search.drain import drain
from search.models import CatalogueEntry
from tests.search import world as w
from tests.search.matrix.world import World, again


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
