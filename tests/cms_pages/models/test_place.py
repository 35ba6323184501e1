"""A page is saved where it stands: what others did around it meanwhile is kept."""

from __future__ import annotations

from wagtail.models import Page

from cms_pages.models import FreePage, HomePage, PartnerSpacePage
from tests.cms_pages.samples import make_space


def child(title: str) -> FreePage:
    return FreePage(title=title, slug=title, summary="Une page.")


def test_pages_added_meanwhile_are_counted(space: PartnerSpacePage) -> None:
    stale = PartnerSpacePage.objects.get(pk=space.pk)
    PartnerSpacePage.objects.get(pk=space.pk).add_child(instance=child("une"))
    stale.title = "Autre nom"
    stale.save()
    assert PartnerSpacePage.objects.get(pk=space.pk).numchild == 1
    assert not any(Page.find_problems())


def test_a_page_moved_meanwhile_stays_where_it_went(home: HomePage) -> None:
    space, other = make_space(home), make_space(home, title="SDED")
    page = space.add_child(instance=child("une"))
    stale = FreePage.objects.get(pk=page.pk)
    FreePage.objects.get(pk=page.pk).move(PartnerSpacePage.objects.get(pk=other.pk), "last-child")
    stale.title = "Autre titre"
    stale.save()
    found = FreePage.objects.get(pk=page.pk)
    assert found.get_parent().pk == other.pk
    assert found.title == "Autre titre"
    assert not any(Page.find_problems())
