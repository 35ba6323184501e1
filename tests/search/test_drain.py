"""The drain: bounded queries, no needless version, nothing lost when something breaks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms_pages.kinds import KINDS
from search import marks
from search.check import check, fix
from search.documents import build, offer
from search.drain import MAX_ATTEMPTS, drain, ensure_current
from search.models import CatalogueEntry, Counter, Mark
from tests.search import world as w

pytestmark = pytest.mark.django_db


def queries_to_build(ids: list[int]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = build.build(ids)
    assert set(found.documents) == set(ids)
    return len(captured)


@pytest.mark.parametrize(
    ("kind", "several"), [("offer", 50), ("aid", 5), ("call", 5), ("event", 5)]
)
def test_fifty_documents_cost_no_more_queries_than_one(space: Any, kind: str, several: int) -> None:
    image, target, contact = w.make_image(), w.make_page(space), w.make_contact(space)
    ids = [
        w.make_page(
            space,
            kind,
            quick=True,
            contacts=[contact],
            image=image,
            related=w.stream(w.block("page", target.pk)),
            body=w.stream(w.block("paragraph", f'<a linktype="page" id="{target.pk}">ici</a>')),
        ).pk
        for _ in range(several)
    ]
    queries_to_build(ids[:1])
    one, many = queries_to_build(ids[:1]), queries_to_build(ids)
    assert one == many
    assert one < 30


def test_all_kinds_at_once_stay_below_a_hundred_queries(space: Any) -> None:
    ids = [w.make_page(space, kind).pk for kind in KINDS if kind != "partner"]
    assert queries_to_build(ids) < 100


def test_an_unchanged_page_takes_no_version(space: Any) -> None:
    page = w.make_page(space)
    drain()
    before = Counter.objects.get().version
    Page.objects.get(pk=page.pk).specific.save()
    assert Mark.objects.exists()
    assert drain() == 0
    assert Counter.objects.get().version == before
    assert not Mark.objects.exists()


def test_a_draft_leaves_no_mark(space: Any) -> None:
    page = w.make_page(space)
    drain()
    page.title = "Autre"
    page.save_revision()
    assert not Mark.objects.exists()


def test_a_drain_follows_the_commit(space: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = w.make_page(space)
    assert w.is_public(page)
    with marks.drain_later(), django_capture_on_commit_callbacks(execute=True):
        later = w.make_page(space)
    assert not w.is_public(later)
    assert Mark.objects.exists()


def test_what_is_rolled_back_leaves_nothing(space: Any) -> None:
    page = w.make_page(space, live=False)
    drain()
    with transaction.atomic():
        page.save_revision().publish()
        assert Mark.objects.exists()
        transaction.set_rollback(True)
    assert not Mark.objects.exists()


def test_a_document_that_cannot_be_built_holds_nobody_up(
    space: Any, monkeypatch: Any, caplog: Any
) -> None:
    good, bad = w.make_page(space), w.make_page(space, title="Cassée")
    drain()

    def broken(context: Any, page: Any, draft: Any) -> None:
        if page.pk == bad.pk:
            raise ValueError("broken")
        offer.build(context, page, draft)

    monkeypatch.setitem(build.BUILDERS, "offer", broken)
    for page in (good, bad):
        page.title = "Changée"
        w.publish(page)
    drain()
    assert w.item(good)["title"] == "Changée"
    assert w.item(bad)["title"] == "Cassée"
    assert {mark.attempts for mark in Mark.objects.all()} == {1}
    assert "cannot be built" in caplog.text
    for _ in range(MAX_ATTEMPTS):
        drain()
    report = check()
    assert report.failed == [bad.pk]
    assert report.stuck == 1
    monkeypatch.setitem(build.BUILDERS, "offer", offer.build)
    fix(check())
    assert w.item(bad)["title"] == "Changée"
    assert check().is_clean
    assert not Mark.objects.exists()


def test_an_update_that_sends_no_signal_is_found_and_repaired(space: Any, capsys: Any) -> None:
    kept, hidden, shown = (w.make_page(space) for _ in range(3))
    shown.unpublish()
    drain()
    Page.objects.filter(pk=kept.pk).update(title="Sans signal")
    Page.objects.filter(pk=hidden.pk).update(live=False)
    Page.objects.filter(pk=shown.pk).update(live=True)
    report = check()
    assert (report.stale, report.orphan, report.missing) == ([kept.pk], [hidden.pk], [shown.pk])
    with pytest.raises(SystemExit) as stopped:
        call_command("search_check")
    assert stopped.value.code == 1
    call_command("search_check", "--fix")
    assert check().is_clean
    assert "Sans signal" in capsys.readouterr().out


def test_a_new_release_builds_everything_again(space: Any) -> None:
    page = w.make_page(space)
    drain()
    Counter.objects.update(fingerprint="before")
    CatalogueEntry.objects.filter(page_id=page.pk).update(content_hash="before")
    assert ensure_current() == 1
    assert check().is_clean


def test_a_front_end_changes_every_address(space: Any, settings: Any) -> None:
    page = w.make_page(space, slug="diagnostic")
    drain()
    assert w.item(page)["html_url"].startswith("https://base.invalid/api/v1/offers/")
    settings.FRONTEND_URL = "https://bouquet.example.org"
    ensure_current()
    expected = "https://bouquet.example.org/accompagnements/diagnostic/"
    assert w.item(page)["html_url"] == expected


def test_the_search_drain_command(space: Any, capsys: Any) -> None:
    page = w.make_page(space)
    call_command("search_drain")
    assert w.is_public(page)
    assert "version" in capsys.readouterr().out


# -- time ----------------------------------------------------------------------------------------


def test_what_expires_leaves_the_rows_and_the_pages_that_show_it(space: Any) -> None:
    soon = timezone.now() + timedelta(hours=1)
    target = w.make_page(space, expire_at=soon)
    page = w.make_page(space, related=w.stream(w.block("page", target.pk)))
    drain()
    assert w.detail(page)["related"][0]["id"] == target.pk
    drain(soon - timedelta(seconds=1))
    assert w.is_public(target)
    drain(soon + timedelta(seconds=1))
    assert not w.is_public(target)
    assert w.detail(page)["related"] == []


def test_an_expired_space_takes_its_pages_along(space: Any) -> None:
    page = w.make_page(space)
    space.expire_at = timezone.now() + timedelta(hours=1)
    w.publish(space)
    drain()
    window = w.index(page)["live_until"]
    assert window == int(space.expire_at.timestamp())
    drain(space.expire_at + timedelta(seconds=1))
    assert not w.is_public(page)


def test_a_page_to_come_is_named_only_once_it_is_there(space: Any) -> None:
    opens = timezone.now() + timedelta(hours=1)
    target = w.make_page(space)
    Page.objects.filter(pk=target.pk).update(go_live_at=opens)
    page = w.make_page(space, related=w.stream(w.block("page", target.pk)))
    fix(check())
    assert w.detail(page)["related"] == []
    drain(opens + timedelta(seconds=1))
    assert w.detail(page)["related"][0]["id"] == target.pk


def test_the_next_session_is_the_next_one(space: Any) -> None:
    event = w.make_page(space, "event", sessions=[w.make_session(5), w.make_session(20)])
    drain()
    first = w.index(event)["date"]
    drain(timezone.now() + timedelta(days=6))
    assert w.index(event)["date"] == first + 15
    assert w.index(event)["ended"] == 0
    drain(timezone.now() + timedelta(days=21))
    assert w.index(event)["date"] == first + 15
    assert w.index(event)["ended"] == 1


def test_a_yearly_deadline_comes_back(space: Any) -> None:
    now = timezone.now()
    yesterday = now - timedelta(days=1)
    aid = w.make_page(
        space,
        "aid",
        calendar_kind="annual",
        annual_closes_day=min(yesterday.day, 28),
        annual_closes_month=yesterday.month,
    )
    drain()
    first = w.index(aid)["deadline"]
    assert first >= now.date().toordinal()
    later = now + timedelta(days=370)
    drain(later)
    assert w.index(aid)["deadline"] >= later.date().toordinal()
    assert w.index(aid)["deadline"] > first


# -- many pages ----------------------------------------------------------------------------------


def test_moving_a_tree_larger_than_a_chunk(home: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("search.drain.CHUNK", 30)
    parent = w.make_page(home, "page", slug="avant")
    for number in range(65):
        # As a bulk load does: one level, no revision.
        child = KINDS["page"].model(title=f"Page {number}", slug=f"p-{number}", live=True)
        parent.add_child(instance=child)
    drain()
    parent.slug = "apres"
    w.publish(parent)
    with CaptureQueriesContext(connection) as captured:
        written = drain()
    assert written == 66
    # Some fifty queries a chunk, whatever the number of pages in it.
    assert len(captured) < 4 * 70
    paths = CatalogueEntry.objects.filter(kind="page").values_list("path", flat=True)
    assert all(path.startswith("/apres/") for path in paths)
    assert check().is_clean
