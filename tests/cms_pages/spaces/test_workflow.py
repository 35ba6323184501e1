"""A partner writes and submits, the département reads and publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import TaskState, WorkflowState

from cms_pages.models import OfferPage
from cms_pages.spaces.provision import create_partner
from cms_pages.spaces.roles import ensure_roles
from tests.cms_pages.edit_form import post_form
from tests.cms_pages.people import add_offer, login, make_user

pytestmark = pytest.mark.django_db


@dataclass
class Desk:
    offer: OfferPage
    editor: Client
    moderator: Client
    group: Any

    @property
    def url(self) -> str:
        return f"/admin/pages/{self.offer.pk}/edit/"

    def submit(self, **changes: Any) -> Any:
        changes["action-submit"] = "1"
        return post_form(self.editor, self.url, OfferPage, **changes)

    def answer(self, client: Client, action: str, **data: Any) -> Any:
        state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        url = f"/admin/pages/workflow/action/{self.offer.pk}/{action}/{state.pk}/"
        return client.post(url, data)

    def refreshed(self) -> OfferPage:
        return OfferPage.objects.get(pk=self.offer.pk)


@pytest.fixture
def desk(home_page: Any) -> Desk:
    space = create_partner("caue-26", "CAUE", summary="Conseil.", publish=True)
    editor = make_user("editrice", space.group)
    return Desk(
        offer=add_offer(space, "Aménager la place", owner=editor),
        editor=login(editor),
        moderator=login(make_user("moderateur", ensure_roles())),
        group=space.group,
    )


def test_submitted_approved_published(desk: Desk) -> None:
    assert desk.submit().status_code == 302
    assert desk.refreshed().workflow_in_progress
    assert not desk.refreshed().live
    assert "Aménager la place" in desk.moderator.get("/admin/").content.decode()
    assert desk.answer(desk.moderator, "approve").status_code == 302
    assert desk.refreshed().live


def test_rejected_with_a_reason(desk: Desk) -> None:
    desk.submit()
    desk.answer(desk.moderator, "reject", comment="Précisez les communes.")
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert not desk.refreshed().live
    assert "Précisez les communes." in desk.editor.get(desk.url).content.decode()
    desk.submit(summary="Pour toutes les communes.")
    desk.answer(desk.moderator, "approve")
    assert desk.refreshed().summary == "Pour toutes les communes."


def test_an_incomplete_draft_is_not_submitted(desk: Desk) -> None:
    response = desk.submit(summary="")
    assert response.status_code == 200
    assert "summary" in response.context["form"].errors
    assert not WorkflowState.objects.exists()
    saved = post_form(desk.editor, desk.url, OfferPage, summary="")
    assert saved.status_code == 302, "a draft saves incomplete"


def test_an_author_does_not_approve(desk: Desk) -> None:
    desk.submit()
    desk.answer(desk.editor, "approve")
    assert not desk.refreshed().live
    assert desk.refreshed().workflow_in_progress


def test_a_page_under_review_is_locked_for_its_author(desk: Desk) -> None:
    desk.submit()
    before = desk.refreshed().latest_revision_id
    desk.editor.post(desk.url, {"title": "Changé en cours de relecture"})
    assert desk.refreshed().latest_revision_id == before


def test_another_partner_takes_no_part(desk: Desk) -> None:
    other = create_partner("sde-26", "Énergie", summary="Énergie.", publish=True)
    client = login(make_user("autre", other.group))
    desk.submit()
    for action in ("approve", "reject", "cancel"):
        desk.answer(client, action)
    assert desk.refreshed().workflow_in_progress


def test_with_the_right_to_publish_no_review_is_needed(home_page: Any) -> None:
    space = create_partner("eau", "Eau", summary="Eau.", publish=True, can_publish=True)
    client = login(make_user("agente", space.group))
    offer = add_offer(space, "Assister les communes")
    url = f"/admin/pages/{offer.pk}/edit/"
    assert post_form(client, url, OfferPage, **{"action-publish": "1"}).status_code == 302
    assert OfferPage.objects.get(pk=offer.pk).live


def test_a_broken_mail_server_stops_nothing(desk: Desk, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    assert desk.submit().status_code == 302
    assert desk.answer(desk.moderator, "approve").status_code == 302
    assert desk.refreshed().live


def test_the_moderators_are_told(desk: Desk, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        desk.submit()
    assert [message.to for message in mail.outbox] == [["moderateur@example.org"]]
