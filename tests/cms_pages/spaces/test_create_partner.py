"""A partner's space comes with all its people need, whatever way it is made."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)

from cms_pages.models import HomePage, PartnerSpacePage
from cms_pages.spaces.provision import NoHomePage, create_partner
from cms_pages.spaces.roles import ensure_roles
from tests.cms_pages.edit_form import post_form

pytestmark = pytest.mark.django_db


def page_rights(group: Group, page: Page) -> set[str]:
    held = GroupPagePermission.objects.filter(group=group, page_id=page.pk)
    return {
        codename.removesuffix("_page")
        for codename in held.values_list("permission__codename", flat=True)
    }


def media_rights(group: Group, collection: Collection) -> set[str]:
    held = GroupCollectionPermission.objects.filter(group=group, collection=collection)
    return set(held.values_list("permission__codename", flat=True))


def everything() -> tuple[Any, ...]:
    return (
        list(Page.objects.order_by("path").values_list("pk", "title", "latest_revision_id")),
        list(Group.objects.order_by("pk").values_list("pk", "name")),
        list(Collection.objects.order_by("pk").values_list("pk", "name")),
        sorted(GroupPagePermission.objects.values_list("group", "page", "permission")),
        sorted(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
        list(Workflow.objects.values_list("pk", "name")),
        list(GroupApprovalTask.objects.values_list("pk", "name", "groups")),
    )


def test_a_space_comes_with_its_rights(home_page: HomePage) -> None:
    space = create_partner("caue-26", "CAUE de la Drôme", acronym="CAUE")
    assert space.get_parent().pk == home_page.pk
    assert (space.slug, space.live, space.acronym) == ("caue-26", False, "CAUE")
    assert space.group.name == "Partenaire : CAUE de la Drôme"
    assert space.group.permissions.filter(codename="access_admin").exists()
    assert page_rights(space.group, space) == {"add", "change"}
    assert media_rights(space.group, space.collection) >= {"add_image", "choose_document"}
    assert space.get_workflow().name == "Relecture par le département"


def test_it_may_publish_without_review(home_page: HomePage) -> None:
    space = create_partner("eau", "Service de l'eau", is_service=True, can_publish=True)
    assert page_rights(space.group, space) == {"add", "change", "publish"}
    create_partner("eau", "Service de l'eau")
    assert page_rights(space.group, space) == {"add", "change"}


def test_again_changes_nothing(home_page: HomePage) -> None:
    create_partner("caue-26", "CAUE de la Drôme", summary="Conseil.", publish=True)
    before = everything()
    create_partner("caue-26", "CAUE de la Drôme", summary="Autre.", publish=True)
    create_partner("caue-26", "Autre nom")
    assert everything() == before


def test_a_new_name_is_followed(home_page: HomePage) -> None:
    create_partner("caue-26", "CAUE", summary="Conseil.", publish=True)
    create_partner("caue-26", "CAUE de la Drôme", rename=True)
    space = PartnerSpacePage.objects.get(code="caue-26")
    assert (space.title, space.live) == ("CAUE de la Drôme", True)
    assert space.group.name == "Partenaire : CAUE de la Drôme"
    assert space.collection.name == "CAUE de la Drôme"


def test_an_old_revision_keeps_the_rights(home_page: HomePage) -> None:
    """A revision is the whole page: restoring one must not bring back an absence of group."""
    space = PartnerSpacePage(code="x", title="X", slug="x", summary="S.", live=False)
    home_page.add_child(instance=space)
    revision = space.save_revision()
    content = revision.content
    content["group"] = content["collection"] = None
    content["code"] = "autre"
    revision.content = content
    revision.save()
    revision.publish()
    fresh = PartnerSpacePage.objects.get(pk=space.pk)
    assert (fresh.group_id, fresh.collection_id) == (space.group_id, space.collection_id)
    assert fresh.code == "x"


def test_two_partners_of_one_name_and_a_very_long_one(home_page: HomePage) -> None:
    first = create_partner("a", "Maison des communes")
    second = create_partner("b", "Maison des communes")
    assert first.group_id != second.group_id
    assert second.group.name == "Partenaire : Maison des communes (b)"
    long = create_partner("c", "É" * 255)
    assert len(long.group.name) <= 150


def test_publication_needs_a_complete_sheet(home_page: HomePage) -> None:
    with pytest.raises(ValidationError):
        create_partner("caue-26", "CAUE", publish=True)
    assert not PartnerSpacePage.objects.exists()
    assert not Group.objects.filter(name__startswith="Partenaire").exists()


def test_without_home_page(db: None) -> None:
    with pytest.raises(NoHomePage):
        create_partner("caue-26", "CAUE")
    with pytest.raises(CommandError, match="page d'accueil"):
        call_command("create_partner", "caue-26", "CAUE")


def test_the_command(home_page: HomePage) -> None:
    out = StringIO()
    call_command(
        "create_partner", "caue-26", "CAUE", "--summary", "Conseil.", "--publish", stdout=out
    )
    assert "Partenaire : CAUE" in out.getvalue()
    assert PartnerSpacePage.objects.get().live
    with pytest.raises(CommandError, match="summary"):
        call_command("create_partner", "autre", "Autre", "--publish")


def test_deleting_a_space_takes_its_group(home_page: HomePage) -> None:
    space = create_partner("caue-26", "CAUE")
    space.delete()
    assert not Group.objects.filter(pk=space.group_id).exists()
    assert not Collection.objects.filter(pk=space.collection_id).exists()


def test_wagtails_own_groups_give_no_right(db: None) -> None:
    moderators = ensure_roles()
    assert moderators.name == "Département : modération"
    assert not Group.objects.filter(name__in=("Editors", "Moderators")).exists()
    root = Page.get_first_root_node()
    assert page_rights(moderators, root) >= {"add", "change", "publish"}
    assert list(GroupApprovalTask.objects.values_list("groups", flat=True)) == [moderators.pk]
    for codename in ("change_domain", "change_term", "change_sitesettings", "add_territory"):
        assert moderators.permissions.filter(codename=codename).exists(), codename


def test_a_moderator_makes_a_space_in_the_admin(home_page: HomePage, login_as: Any) -> None:
    client: Client = login_as(ensure_roles())
    url = f"/admin/pages/add/cms_pages/partnerspacepage/{home_page.pk}/"
    response = post_form(
        client, url, PartnerSpacePage, title="SYTRAD", slug="sytrad", code="sytrad"
    )
    assert response.status_code == 302, response.context["form"].errors
    space = PartnerSpacePage.objects.get(code="sytrad")
    assert space.group.name == "Partenaire : SYTRAD"
    assert page_rights(space.group, space) == {"add", "change"}
    assert space.collection.name == "SYTRAD"
