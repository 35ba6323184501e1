"""Actions that skip the form meet the same rules, and say what a page lacks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from cms_pages.models import OfferPage, PartnerSpacePage
from tests.cms_pages.samples import make_page


def assert_refused(response: Any, *texts: str) -> None:
    assert response.status_code == 422
    for text in ("Cette fiche n'est pas complète", "Rien n'a été changé", *texts):
        assert text.replace("'", "&#x27;") in response.content.decode().replace("'", "&#x27;")


def test_publishing_several_drafts_is_all_or_nothing(
    space: PartnerSpacePage, admin: Client
) -> None:
    good = make_page("offer", space, title="Bonne")
    bad = make_page("offer", space, title="Vide", summary="")
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    response = admin.post(f"{url}?id={good.pk}&id={bad.pk}", {"next": "/admin/"})
    assert_refused(response, "Vide", "<strong>Résumé</strong> : Ce champ ne peut pas être vide.")
    assert not OfferPage.objects.filter(live=True).exists()
    response = admin.post(f"{url}?id={good.pk}", {"next": "/admin/"})
    assert response.status_code == 302
    assert OfferPage.objects.get(live=True) == good


def test_approving_a_page_that_lost_what_it_needs(space: PartnerSpacePage, admin: Client) -> None:
    workflow = Workflow.objects.create(name="Essai")
    task = GroupApprovalTask.objects.create(name="Relire")
    task.groups.add(Group.objects.create(name="Relecture"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    target = make_page("article", space, title="Voir aussi", live=True)
    page = make_page("offer", space, title="Soumise", related=[("page", target)])
    state = workflow.start(page, user=None)
    target.delete()
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=(page.pk, "approve", state.current_task_state.pk),
    )
    assert_refused(admin.post(url), "Soumise", "Voir aussi")
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not OfferPage.objects.get(pk=page.pk).live


def test_copying_a_live_page_that_lost_what_it_needs(
    space: PartnerSpacePage, admin: Client
) -> None:
    target = make_page("article", space, title="Voir aussi", live=True)
    page = make_page("offer", space, title="Modèle", related=[("page", target)], live=True)
    target.delete()
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": space.pk,
            "publish_copies": "on"}  # fmt: skip
    response = admin.post(reverse("wagtailadmin_pages:copy", args=(page.pk,)), data)
    assert_refused(response, "Copie")
    assert OfferPage.objects.count() == 1


@pytest.mark.parametrize("path", ["/admin/pages/abc/", "/admin/pages/999999/edit/"])
def test_other_faults_are_left_alone(path: str, space: PartnerSpacePage, admin: Client) -> None:
    assert admin.get(path).status_code == 404
