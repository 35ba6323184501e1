"""Forged forms of a partner's person: what choosers do not offer is refused when posted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms_pages.models import Contact, EventPage, OfferPage, PartnerSpacePage, ProgrammePage
from tests.cms_pages.edit_form import form_data, post_form
from tests.cms_pages.people import login
from tests.cms_pages.rights.conftest import SECRET, World

EDIT = "/admin/pages/{}/edit/"


def edit_url(page: Any) -> str:
    return EDIT.format(page.pk)


def related(*pages: Any) -> dict[str, Any]:
    from wagtail.test.utils.form_data import streamfield

    return streamfield([("page", str(page.pk)) for page in pages])


def test_a_public_page_of_others_may_be_related(world: World, editor_client: Client) -> None:
    response = post_form(
        editor_client, edit_url(world.my_offer), OfferPage, related=related(world.public_offer)
    )
    assert response.status_code == 302
    world.my_offer.refresh_from_db()
    draft = world.my_offer.get_latest_revision_as_object()
    assert [child.value.pk for child in draft.related] == [world.public_offer.pk]


@pytest.mark.parametrize("hidden", ["draft", "private"])
def test_a_hidden_page_may_not(world: World, editor_client: Client, hidden: str) -> None:
    page = getattr(world, hidden)
    before = world.my_offer.latest_revision_id
    response = post_form(editor_client, edit_url(world.my_offer), OfferPage, related=related(page))
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    world.my_offer.refresh_from_db()
    assert world.my_offer.latest_revision_id == before


def test_nor_be_linked_in_a_text(world: World, editor_client: Client) -> None:
    text = f'<p><a linktype="page" id="{world.draft.pk}">lien</a></p>'
    response = post_form(editor_client, edit_url(world.my_offer), OfferPage, operations=rich(text))
    assert response.status_code == 200
    assert "page" in str(response.context["form"].errors)


def rich(html: str) -> str:
    from wagtail.test.utils.form_data import rich_text

    return rich_text(html, features=["link", "bold"])


def test_nor_others_images_and_documents(world: World, editor_client: Client) -> None:
    response = post_form(
        editor_client, edit_url(world.my_offer), OfferPage, image=str(world.image.pk)
    )
    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_a_programme_of_others_must_be_public(world: World, editor_client: Client) -> None:
    programme = ProgrammePage(title=f"Programme {SECRET}", live=False)
    world.theirs.add_child(instance=programme)
    event = EventPage(title="Mon atelier", live=False)
    world.mine.add_child(instance=event)
    response = post_form(editor_client, edit_url(event), EventPage, programme=str(programme.pk))
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    event.refresh_from_db()
    assert event.programme_id is None


def test_contacts_of_another_space(world: World, editor_client: Client) -> None:
    contact = Contact.objects.create(page=world.theirs, name=f"Contact {SECRET}")
    page = editor_client.get(edit_url(world.my_offer))
    assert SECRET not in page.content.decode()
    response = post_form(
        editor_client, edit_url(world.my_offer), OfferPage, contacts=[str(contact.pk)]
    )
    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_a_co_bearer_is_no_secret(world: World, editor_client: Client) -> None:
    response = post_form(
        editor_client, edit_url(world.my_offer), OfferPage, co_bearers=[str(world.theirs.pk)]
    )
    assert response.status_code == 302


def test_publishing_without_the_right_saves_a_draft(world: World, editor_client: Client) -> None:
    response = post_form(
        editor_client, edit_url(world.my_offer), OfferPage, **{"action-publish": "1"}
    )
    assert response.status_code == 302
    world.my_offer.refresh_from_db()
    assert not world.my_offer.live


def test_the_space_itself(world: World, editor_client: Client) -> None:
    """A partner presents itself; its code and its kind are the département's to set."""
    data = form_data(
        editor_client, edit_url(world.mine), PartnerSpacePage, title="Nouveau nom", code="pirate"
    )
    data["is_service"] = "on"
    assert editor_client.post(edit_url(world.mine), data).status_code == 302
    draft = PartnerSpacePage.objects.get(pk=world.mine.pk).get_latest_revision_as_object()
    assert (draft.title, draft.code, draft.is_service) == ("Nouveau nom", "caue-26", False)


@pytest.mark.parametrize("action", ["delete", "unpublish", "copy", "move", "privacy"])
def test_a_publisher_cannot_withdraw_its_space(world: World, editor: Any, action: str) -> None:
    from cms_pages.spaces.provision import provision_space

    provision_space(world.mine, can_publish=True)
    client = login(editor)
    client.post(f"/admin/pages/{world.mine.pk}/{action}/", {"restriction_type": "login"})
    for name in ("delete", "unpublish", "copy", "create_alias", "move"):
        client.post(
            f"/admin/api/main/pages/{world.mine.pk}/action/{name}/",
            {"recursive": "true"},
            content_type="application/json",
        )
    space = PartnerSpacePage.objects.get(pk=world.mine.pk)
    assert space.live
    assert not space.view_restrictions.exists()
    assert PartnerSpacePage.objects.count() == 2


def test_a_page_does_not_leave_for_another_space(
    world: World, editor_client: Client, editor: Any
) -> None:
    page, theirs = world.my_offer, world.theirs
    attempts = [
        (f"/admin/pages/{page.pk}/move/{theirs.pk}/confirm/", {}),
        (
            f"/admin/pages/{page.pk}/copy/",
            {"new_title": "Copie", "new_slug": "copie", "new_parent_page": str(theirs.pk)},
        ),
        (f"/admin/pages/add/cms_pages/offerpage/{theirs.pk}/", {"title": "Forgée"}),
        (f"/admin/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": str(theirs.pk)}),
        (f"/admin/api/main/pages/{page.pk}/action/move/", {"destination_page_id": theirs.pk}),
    ]
    below = list(Page.objects.descendant_of(theirs).values_list("pk", flat=True))
    for url, data in attempts:
        assert editor_client.post(url, data, follow=True).status_code < 500, url
    assert list(Page.objects.descendant_of(theirs).values_list("pk", flat=True)) == below


def test_a_copy_inside_ones_space(world: World, editor_client: Client) -> None:
    data = {
        "new_title": "Copie",
        "new_slug": world.public_offer.slug,
        "new_parent_page": str(world.mine.pk),
    }
    response = editor_client.post(f"/admin/pages/{world.my_offer.pk}/copy/", data)
    assert response.status_code == 302
    copy = OfferPage.objects.get(title="Copie")
    assert copy.is_child_of(world.mine)
    assert not copy.live
    assert copy.slug != world.public_offer.slug


def test_a_space_is_never_copied(world: World, administrator: Any) -> None:
    client = login(administrator)
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": str(world.home.pk)}
    assert client.post(f"/admin/pages/{world.mine.pk}/copy/", data).status_code == 302
    assert PartnerSpacePage.objects.count() == 2


def test_a_form_cut_short_is_refused(world: World, editor_client: Client) -> None:
    """Wagtail reads the StreamFields' counters unguarded: a request of no browser of ours."""
    data = form_data(editor_client, edit_url(world.my_offer), OfferPage)
    for name, value in (("body-count", None), ("body-count", "x"), ("body-count", "9" * 12)):
        forged = data.copy()
        del forged[name]
        if value is not None:
            forged[name] = value
        assert editor_client.post(edit_url(world.my_offer), forged).status_code == 400
