"""No address of the admin shows a partner another partner's draft, nor changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Revision, TaskState

from tests.cms_pages.rights.addresses import Address, addresses, admin_patterns
from tests.cms_pages.people import login
from tests.cms_pages.rights.conftest import SECRET, World

QUERIES = ("", f"?q={SECRET}", "?id={id}&next=/admin/", "?id=all", "?id=all&childOf={space}")


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
        type(world.image).objects.filter(pk=world.image.pk).values_list("title", "collection").get(),
    )


def test_the_walk_knows_the_admin() -> None:
    names = {name for name, _route in admin_patterns()}
    assert len(names) > 150
    assert {"wagtailadmin_pages:edit", "wagtailadmin_choose_page_search"} <= names


@pytest.mark.parametrize("query", QUERIES)
def test_no_get_shows_a_hidden_title(world: World, editor_client: Client, query: str) -> None:
    query = query.format(id=world.draft.pk, space=world.theirs.pk)
    for address in all_addresses(world):
        response = editor_client.get(address.path + query, follow=True)
        assert response.status_code < 500, address
        assert SECRET not in body(response).replace(f'value="{SECRET}"', ""), address


def test_the_matrix_would_see_a_leak(world: World, administrator: Any) -> None:
    """The same walk as an administrator finds the titles: it looks at the right places."""
    client = login(administrator)
    seen = {
        address.name
        for address in all_addresses(world)
        if SECRET in body(client.get(address.path, follow=True))
    }
    assert {
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_api:main:pages:listing",
        "wagtailadmin_explore",
    } <= seen


@pytest.mark.parametrize("ajax", [False, True])
def test_no_post_changes_what_is_not_mine(
    world: World, editor_client: Client, ajax: bool
) -> None:
    before = snapshot(world)
    headers = {"x-requested-with": "XMLHttpRequest"} if ajax else {}
    for address in all_addresses(world):
        for query in ("", f"?id={world.draft.pk}"):
            response = editor_client.post(
                address.path + query,
                {"title": "Forgé", "slug": "forge", "action-publish": "1", "collection": "1"},
                headers=headers,
                follow=True,
            )
            assert response.status_code < 500, address
            assert SECRET not in body(response), address
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
