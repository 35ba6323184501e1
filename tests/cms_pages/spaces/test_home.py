"""The home page of the admin: what awaits each person, at a cost that does not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms_pages.spaces.home import tasks_for
from cms_pages.spaces.provision import create_partner
from cms_pages.spaces.roles import ensure_roles
from cms_pages.spaces.visibility import is_confined, own_paths, owns, visible_pages
from tests.cms_pages.people import add_offer, make_user

pytestmark = pytest.mark.django_db


def titles(user: Any) -> list[list[str]]:
    return [[page.title for page in task.pages] for task in tasks_for(user)]


def test_each_sees_its_own(home_page: Any, django_assert_max_num_queries: Any) -> None:
    mine = create_partner("caue-26", "CAUE", summary="Conseil.", publish=True)
    theirs = create_partner("sde-26", "Énergie", summary="Énergie.", publish=True)
    today, now = timezone.localdate(), timezone.now()
    for space in (mine, theirs):
        add_offer(space, f"Brouillon {space.code}")
        add_offer(space, f"Expire {space.code}", live=True, expire_at=now + timedelta(days=3))
        add_offer(space, f"Loin {space.code}", live=True, expire_at=now + timedelta(days=300))
        add_offer(space, f"À relire {space.code}", live=True, review_due_on=today)
        add_offer(space, f"Plus tard {space.code}", live=True,
                  review_due_on=today + timedelta(days=1))  # fmt: skip
    editor = make_user("editrice", mine.group)
    with django_assert_max_num_queries(6):
        assert titles(editor) == [["Brouillon caue-26"], ["Expire caue-26"], ["À relire caue-26"]]
    moderator = make_user("moderatrice", ensure_roles())
    assert titles(moderator)[0] == [], "drafts of others await no moderator"
    assert len(titles(moderator)[2]) == 2
    assert titles(make_user("personne")) == [[], [], []]


def test_who_is_confined(home_page: Any) -> None:
    mine = create_partner("caue-26", "CAUE", summary="Conseil.", publish=True)
    theirs = create_partner("sde-26", "Énergie", summary="Énergie.", publish=True)
    third = create_partner("safer", "SAFER", summary="Foncier.", publish=True)
    draft = add_offer(third, "Brouillon")
    both = make_user("deux-espaces", mine.group, theirs.group)
    assert is_confined(both)
    assert own_paths(both) == tuple(sorted((mine.path, theirs.path)))
    assert [owns(both, space) for space in (mine, theirs, third)] == [True, True, False]
    assert not visible_pages(both, Page.objects.filter(pk=draft.pk)).exists()
    assert visible_pages(both, Page.objects.filter(pk=third.pk)).exists()
    assert is_confined(make_user("sans-groupe"))
    assert not is_confined(make_user("moderatrice", ensure_roles()))
    assert not is_confined(make_user("les-deux", ensure_roles(), mine.group))
    assert not is_confined(make_user("administratrice", superuser=True))
