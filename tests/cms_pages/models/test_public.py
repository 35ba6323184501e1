"""What anyone may read: one definition, whatever hides a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms_pages.managers import public_page_ids, public_windows, space_of
from cms_pages.models import FreePage, HomePage, OfferPage, PartnerSpacePage
from tests.cms_pages.samples import make_page, make_space

HOUR = timedelta(hours=1)


@pytest.fixture
def offer(space: PartnerSpacePage) -> OfferPage:
    return make_page("offer", space, live=True)


def is_public(page: Any, now: datetime | None = None) -> bool:
    listed = type(page).objects.public(now).filter(pk=page.pk).exists()
    assert (page.pk in public_page_ids([page.pk], now)) is listed
    return listed


def hide_draft(offer: OfferPage) -> None:
    offer.unpublish()


def hide_space(offer: OfferPage) -> None:
    space = space_of(offer)
    assert space
    space.unpublish()


def hide_home(offer: OfferPage) -> None:
    HomePage.objects.get().unpublish()


def expire(offer: OfferPage) -> None:
    OfferPage.objects.filter(pk=offer.pk).update(expire_at=timezone.now() - HOUR)


def expire_space(offer: OfferPage) -> None:
    PartnerSpacePage.objects.update(expire_at=timezone.now() - HOUR)


def not_yet(offer: OfferPage) -> None:
    OfferPage.objects.filter(pk=offer.pk).update(go_live_at=timezone.now() + HOUR)


def restrict(offer: OfferPage) -> None:
    PageViewRestriction.objects.create(page=offer, restriction_type="login")


def restrict_space(offer: OfferPage) -> None:
    PageViewRestriction.objects.create(page=space_of(offer), restriction_type="password")


@pytest.mark.parametrize(
    "hide",
    [hide_draft, hide_space, hide_home, expire, expire_space, not_yet, restrict, restrict_space],
)
def test_each_way_of_hiding_a_page(hide: Any, offer: OfferPage) -> None:
    assert is_public(offer)
    hide(offer)
    assert not is_public(offer)


def test_dates_are_read_at_the_moment_asked(offer: OfferPage) -> None:
    now = timezone.now()
    OfferPage.objects.filter(pk=offer.pk).update(go_live_at=now + HOUR, expire_at=now + 3 * HOUR)
    seen = [is_public(offer, now + hours * HOUR) for hours in (0, 1, 2, 3, 4)]
    assert seen == [False, True, True, False, False]


def test_windows_narrow_down_the_tree(offer: OfferPage, space: PartnerSpacePage) -> None:
    now = timezone.now()
    assert public_windows([offer.pk]) == {offer.pk: (None, None)}
    OfferPage.objects.filter(pk=offer.pk).update(go_live_at=now, expire_at=now + 9 * HOUR)
    PartnerSpacePage.objects.update(go_live_at=now + HOUR, expire_at=now + 2 * HOUR)
    assert public_windows([offer.pk]) == {offer.pk: (now + HOUR, now + 2 * HOUR)}


def test_a_hidden_page_hides_only_what_lies_below(
    offer: OfferPage, space: PartnerSpacePage
) -> None:
    other = make_space(HomePage.objects.get(), title="SDED")
    theirs = make_page("offer", other, title="La leur", live=True)
    space.unpublish()
    assert not is_public(offer)
    assert is_public(theirs)
    assert public_page_ids([offer.pk, theirs.pk, 999_999, other.pk]) == {theirs.pk, other.pk}


def test_many_identifiers_in_few_queries(offer: OfferPage) -> None:
    ids = [*range(100_000, 101_200), offer.pk]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert public_page_ids(ids) == {offer.pk}
    assert len(queries) == 5
    assert public_page_ids([]) == set()


def test_the_owner_is_read_from_the_tree(offer: OfferPage, space: PartnerSpacePage) -> None:
    assert space_of(offer) == space
    assert space_of(space) == space
    assert space_of(HomePage.objects.get()) is None
    assert space_of(Page.get_first_root_node()) is None
    free = make_page("page", HomePage.objects.get(), title="Libre")
    below = make_page("page", free, title="Sous la page libre")
    assert space_of(below) is None
    assert space_of(FreePage()) is None
    assert space_of(make_page("page", space, title="La leur")) == space


def test_many_hidden_branches_hide_as_few_do(
    offer: OfferPage, home: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = [make_space(home, title=f"Espace {number}") for number in range(4)]
    theirs = [make_page("article", space, title="Nouvelle", live=True) for space in hidden]
    for space in hidden:
        space.unpublish()
    for few in (10, 2):
        monkeypatch.setattr("cms_pages.managers.FEW", few)
        assert is_public(offer)
        assert not any(is_public(page) for page in theirs)
