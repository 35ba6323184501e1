"""Slugs address a page of a kind: unique for the kind, made when none is given."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from cms_pages.models import ArticlePage, HomePage, OfferPage, PartnerSpacePage
from tests.cms_pages.samples import make_page, make_space


@pytest.fixture
def other(home: HomePage) -> PartnerSpacePage:
    return make_space(home, title="SDED")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Élaborer un PLU(i) à Crest", "elaborer-un-plui-a-crest"),
        ("2026", "article-2026"),
        ("¿?", "article"),
        ("日本", "article"),
        ("a" * 255, "a" * 255),
    ],
)
def test_slugs_are_plain_letters(title: str, slug: str, space: PartnerSpacePage) -> None:
    assert make_page("article", space, title=title, live=True).slug == slug


def test_two_titles_alike_in_two_spaces(space: PartnerSpacePage, other: PartnerSpacePage) -> None:
    slugs = [make_page("offer", parent, title="Rénover").slug for parent in (space, other, space)]
    assert slugs == ["renover", "renover-2", "renover-3"]
    # Another kind has slugs of its own, in another space at least.
    assert make_page("article", other, title="Rénover", slug="renover").slug == "renover"


def test_a_long_title_taken_twice(space: PartnerSpacePage, other: PartnerSpacePage) -> None:
    first, second = (make_page("article", parent, title="b" * 255) for parent in (space, other))
    assert first.slug != second.slug
    assert len(second.slug) <= 255


@pytest.mark.parametrize("slug", ["renover", "2026"])
def test_a_taken_or_numeric_slug_is_refused(
    slug: str, space: PartnerSpacePage, other: PartnerSpacePage
) -> None:
    make_page("offer", space, slug="renover")
    page = OfferPage.objects.get(pk=make_page("offer", other, slug="autre").pk)
    page.slug = slug
    with pytest.raises(ValidationError) as caught:
        page.save()
    assert set(caught.value.message_dict) == {"slug"}


def test_a_space_copied_with_its_pages_collides_with_nothing(space: PartnerSpacePage) -> None:
    make_page("offer", space, title="Rénover", live=True)
    make_page("event", space, title="Rencontre", live=True)
    copy = space.copy(recursive=True, keep_live=True, update_attrs={"slug": "caue-bis"})
    assert copy.code == "caue-bis"
    space.refresh_from_db()
    assert copy.group_id != space.group_id
    assert copy.collection_id != space.collection_id
    assert sorted(page.slug for page in copy.get_children()) == ["rencontre-2", "renover-2"]


def test_an_alias_keeps_an_address_of_its_own(
    space: PartnerSpacePage, other: PartnerSpacePage
) -> None:
    offer = make_page("offer", space, title="Rénover", live=True)
    alias = offer.create_alias(parent=other)
    assert alias.slug == "renover-2"
    offer.title = "Rénover mieux"
    offer.save_revision().publish()
    alias.refresh_from_db()
    assert (alias.title, alias.slug) == ("Rénover mieux", "renover-2")


def test_a_page_moves_with_its_slug(space: PartnerSpacePage, other: PartnerSpacePage) -> None:
    article = make_page("article", space, title="Nouvelles", live=True)
    article.move(other, pos="last-child")
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.slug == "nouvelles"
    assert article.get_parent().specific == other


def test_a_partner_s_code_never_changes(home: HomePage, space: PartnerSpacePage) -> None:
    space.code = "autre"
    with pytest.raises(ValidationError) as caught:
        space.save()
    assert set(caught.value.message_dict) == {"code"}
    space.refresh_from_db()
    space.slug = "conseil-architecture"
    space.save_revision().publish()
    space.refresh_from_db()
    assert (space.code, space.slug) == ("caue", "conseil-architecture")


def test_codes_of_partners_are_unique_and_made_from_their_slug(home: HomePage) -> None:
    first = make_space(home, title="Énergie")
    second = make_space(home, title="Énergie")
    third = make_space(home, title="Autre", code="caue-26")
    assert [first.code, second.code, third.code] == ["energie", "energie-2", "caue-26"]
    with pytest.raises(ValidationError):
        make_space(home, title="Encore", code="caue-26")


def test_an_old_revision_leaves_the_space_s_rights_alone(space: PartnerSpacePage) -> None:
    space.refresh_from_db()
    before = space.save_revision()
    content = {**before.content, "group": None, "collection": None, "code": "autre"}
    type(before).objects.filter(pk=before.pk).update(content=content)
    before.refresh_from_db()
    before.publish()
    kept = PartnerSpacePage.objects.get(pk=space.pk)
    assert (kept.group_id, kept.collection_id) == (space.group_id, space.collection_id)
    assert (kept.code, kept.group_id is None) == ("caue", False)


def test_pages_live_where_they_may(home: HomePage, space: PartnerSpacePage) -> None:
    root = Page.get_first_root_node()
    assert HomePage.can_create_at(root)
    assert not OfferPage.can_create_at(home)
    assert OfferPage.can_create_at(space)
    assert not PartnerSpacePage.can_create_at(space)
    offer: Any = make_page("offer", space)
    assert not ArticlePage.can_create_at(offer)
