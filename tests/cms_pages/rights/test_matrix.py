"""No address of the admin shows a partner another partner's draft, nor changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Revision, TaskState

from cms_pages.spaces import guard
from cms_pages.spaces.tree import TREE_VIEWS
from tests.cms_pages.people import login
from tests.cms_pages.rights.addresses import Address, addresses, admin_patterns
from tests.cms_pages.rights.conftest import SECRET, World

# Wagtail leaves the spooled file of a rendition to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


def arguments(world: World) -> dict[str, list[Any]]:
    """What the arguments of the admin's addresses may name, hostile values first."""
    media = [world.image.pk, world.document.pk]
    return {
        "page_id": [page.pk for page in world.hidden_pages] + [world.public_offer.pk],
        "page_to_move_id": [world.draft.pk],
        "parent_page_id": [world.theirs.pk, world.draft.pk],
        "destination_id": [world.mine.pk],
        "pk": [world.draft.pk, world.public_offer.pk, *media],
        "image_id": [world.image.pk],
        "document_id": [world.document.pk],
        "revision_id": [world.draft.latest_revision_id],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "task_id": [1],
        "task_state_id": list(TaskState.objects.values_list("pk", flat=True)) or [1],
        "action_name": ["approve", "publish", "copy", "delete"],
        "content_type_app_name": ["cms_pages"],
        "content_type_model_name": ["offerpage"],
        "app_label": ["cms_pages", "wagtailcore", "wagtaildocs"],
        "model_name": ["offerpage", "page", "catalogueimage", "document"],
        "action": ["delete", "move", "publish", "unpublish", "add_to_collection"],
        "object_id": [str(world.draft.pk)],
        "app_name": ["taggit"],
        "filter_spec": ["width-100"],
        "slug": ["x"],
        "uidb64": ["x"],
        "token": ["x"],
    }


def all_addresses(world: World) -> Iterator[Address]:
    yield from addresses(arguments(world), [world.draft.pk, world.image.pk])


def snapshot(world: World) -> Any:
    """All a hostile request could change of the others' content."""
    pages = Page.objects.filter(path__startswith=world.theirs.path).order_by("path")
    fields = ("pk", "path", "title", "slug", "live", "locked", "draft_title", "latest_revision_id")
    revisions = Revision.page_revisions.filter(object_id__in=[str(page.pk) for page in pages])
    return (
        list(pages.values_list(*fields)),
        revisions.count(),
        type(world.image)
        .objects.filter(pk=world.image.pk)
        .values_list("title", "collection")
        .get(),
    )


def test_the_walk_knows_the_admin() -> None:
    names = {name for name, _route in admin_patterns()}
    assert len(names) > 150
    assert {"wagtailadmin_pages:edit", "wagtailadmin_choose_page_search"} <= names
    assert (
        names
        >= guard.SPACE_IS_KEPT_FROM
        | guard.NAVIGATION
        | guard.VISIBLE_ENOUGH
        | guard.CLOSED
        | TREE_VIEWS
    )


def queries(address: Address, world: World) -> list[str]:
    """The parameters that make an address name more pages than it does by itself."""
    if "bulk" in address.name or "multiple" in address.name:
        media = f"?id={world.image.pk}&id={world.document.pk}"
        own = f"?id={world.draft.pk}&next=/admin/"
        return [own, media, "?id=all", f"?id=all&childOf={world.theirs.pk}", "?id=", "?id=all&q=a"]
    if not any(character.isdigit() for character in address.path):
        return ["", "?q=Brouillon&p=1", f"?id={world.draft.pk}", "?ordering=title&depth=2"]
    return [""]


def faults(client: Client, world: World, method: str, **kwargs: Any) -> dict[str, Any]:
    """The addresses that answer a server error or a secret, each with its view and status."""
    found = {}
    for address in all_addresses(world):
        for query in queries(address, world):
            response = getattr(client, method)(address.path + query, **kwargs)
            if response.status_code >= 500 or SECRET in body(response):
                found[address.path + query] = (address.name, response.status_code)
    if SECRET in body(client.get("/admin/")):
        found["/admin/"] = "a message left for the next page"
    return found


def test_no_get_shows_a_hidden_title(world: World, editor_client: Client) -> None:
    assert not faults(editor_client, world, "get")


def test_the_matrix_would_see_a_leak(world: World, administrator: Any) -> None:
    """The same walk as an administrator finds the titles: it looks at the right places."""
    client = login(administrator)
    client.raise_request_exception = False
    found = faults(client, world, "get")
    assert not {name: view for name, view in found.items() if view[1] >= 500}
    assert {view[0] for view in found.values()} >= {
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_explore",
        "wagtail_bulk_action",
    }


@pytest.mark.parametrize("ajax", [False, True])
def test_no_post_changes_what_is_not_mine(world: World, editor_client: Client, ajax: bool) -> None:
    before = snapshot(world)
    data = {"title": "Forgé", "slug": "forge", "action-publish": "1", "collection": "1"}
    headers = {"x-requested-with": "XMLHttpRequest"} if ajax else {}
    assert not faults(editor_client, world, "post", data=data, headers=headers)
    assert snapshot(world) == before


def test_nobody_without_an_account_enters(world: World) -> None:
    client = Client()
    for address in all_addresses(world):
        response = client.get(address.path)
        assert SECRET not in body(response), address
        assert response.status_code in (200, 302, 301, 400, 403, 404, 405), address


def body(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace")
