"""The memory of a process: fresh by version, whole again when history differs."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from cms_pages.models import SynonymGroup
from search.catalogue import SearchRequest, snapshot
from search.check import check, fix
from search.drain import drain
from search.models import CatalogueEntry, Counter, Mark
from search.replica import Replica, replica
from tests.search import world as w


def titles(q: str = "", source: Replica | None = None) -> set[str]:
    found = snapshot().search(SearchRequest(q=q, kind="offer", page_size=100), timezone.now())
    return {hit.entry.title for hit in found.hits}


def test_a_change_is_seen_at_the_next_request(space: Any) -> None:
    page = w.make_page(space, title="Un titre")
    drain()
    assert titles() == {"Un titre"}
    page.title = "Un autre titre"
    w.publish(page)
    drain()
    assert titles() == {"Un autre titre"}
    page.unpublish()
    drain()
    assert titles() == set()


def test_another_process_follows_by_itself(space: Any) -> None:
    other = Replica()
    other.refresh()
    page = w.make_page(space)
    drain()
    state, _rows = other.refresh()
    assert page.pk in state.entries
    assert other.engine.version() == state.version


def test_a_backup_put_back_is_noticed(space: Any) -> None:
    kept = w.make_page(space, title="Gardée")
    drain()
    rows = list(CatalogueEntry.objects.all())
    version = Counter.objects.get().version
    w.make_page(space, title="Perdue")
    drain()
    assert titles() == {"Gardée", "Perdue"}
    CatalogueEntry.objects.all().delete()
    Mark.objects.all().delete()
    CatalogueEntry.objects.bulk_create(rows)
    Counter.objects.update(version=version)
    assert titles() == {"Gardée"}
    # Further writes reuse the versions of the history that was lost.
    kept.title = "Changée"
    w.publish(kept)
    w.make_page(space, title="Nouvelle")
    drain()
    assert {"Changée", "Nouvelle"} <= titles()


def test_a_fork_builds_its_own_index(space: Any) -> None:
    page = w.make_page(space, title="Avant la bifurcation")
    drain()
    assert titles() == {"Avant la bifurcation"}
    real = os.getpid
    try:
        os.getpid = lambda: real() + 1
        assert replica().engine.version() == 0
        assert titles() == {"Avant la bifurcation"}
        page.title = "Après"
        w.publish(page)
        drain()
        assert titles() == {"Après"}
    finally:
        os.getpid = real
        replica().forget()


def test_synonyms_of_the_admin_are_used_at_once(space: Any) -> None:
    w.make_page(space, title="Rénover le groupe scolaire")
    drain()
    assert titles("école") == set()
    group = SynonymGroup.objects.create(terms="école\ngroupe scolaire")
    drain()
    assert titles("école") == {"Rénover le groupe scolaire"}
    group.delete()
    drain()
    assert titles("école") == set()


def test_redirections_of_the_admin_lead_to_pages(space: Any) -> None:
    page = w.make_page(space, slug="diagnostic")
    Redirect.objects.create(old_path="/vieux/diagnostic", redirect_page=page)
    drain()
    now = timezone.now()
    found = snapshot().resolve("/vieux/diagnostic/", now).moved
    assert found
    assert found.page_id == page.pk
    page.unpublish()
    drain()
    assert not snapshot().resolve("/vieux/diagnostic/", now).moved


def test_an_empty_catalogue_answers(db: Any) -> None:
    CatalogueEntry.objects.all().delete()
    answer = snapshot().search(SearchRequest(q="rien"), timezone.now())
    assert answer.count == 0
    assert snapshot().site(timezone.now())["menus"] == {"main": [], "footer": []}
    assert snapshot().at("offer", 10**18, timezone.now()).entry is None


def test_a_hidden_page_is_named_nowhere_even_before_a_drain(space: Any) -> None:
    """Between an expiry and the drain that follows, answers already keep silent about it."""
    soon = timezone.now() + timedelta(hours=1)
    target = w.make_page(space, "programme", title="Bientôt expiré", expire_at=soon)
    event = w.make_page(
        space, "event", programme=target, related=w.stream(w.block("page", target.pk))
    )
    drain()
    later = soon + timedelta(seconds=1)
    shot = snapshot("event", event.pk)
    entry = shot.at("event", event.pk, later).entry
    assert entry
    assert b"Bient" in shot.detail(entry, timezone.now())
    assert b"Bient" not in shot.detail(entry, later)
    assert b'"programme":null' in shot.hit(entry, later).item
    assert not [found for found in shot.suggest("bientot", later) if found.kind == "item"]
    assert [found.entry.page_id for found in shot.suggest("bientot", timezone.now())] == [target.pk]


def test_suggestions_complete_titles_partners_domains_and_communes(home: Any) -> None:
    space = w.make_space(home, "sded", title="Territoire d'énergie", acronym="SDED")
    w.make_page(space, title="Éteindre l'éclairage la nuit")
    w.make_domain("eclairage", "Éclairage public")
    w.make_commune("26113", "Die")
    drain()
    now = timezone.now()
    kinds = {(found.kind, found.label) for found in snapshot().suggest("eclai", now)}
    expected = {("item", "Éteindre l'éclairage la nuit"), ("domain", "Éclairage public")}
    assert expected <= kinds
    assert snapshot().suggest("sde", now)[0].code == "sded"
    assert ("territory", "Die") in {(f.kind, f.label) for f in snapshot().suggest("die", now)}
    for odd in ("", " ", "%", "a" * 5000, "\x00", "é", "'", '"', "<b>", "😀😀"):
        snapshot().suggest(odd, now)


def test_similar_pages_are_public_and_never_the_page_itself(space: Any) -> None:
    domain = w.make_domain("eau")
    page = w.make_page(space, title="Protéger un captage d'eau", domains=[domain])
    close = w.make_page(space, title="Surveiller un captage d'eau", domains=[domain])
    hidden = w.make_page(space, title="Clore un captage d'eau", domains=[domain], live=False)
    drain()
    now = timezone.now()
    shot = snapshot("offer", page.pk)
    entry = shot.at("offer", page.pk, now).entry
    assert entry
    found = [hit.entry.page_id for hit in shot.similar(entry, now)]
    assert close.pk in found
    assert page.pk not in found
    assert hidden.pk not in found


def test_two_pages_that_exchange_their_slugs(space: Any) -> None:
    one, two = w.make_page(space, slug="une"), w.make_page(space, slug="deux")
    drain()
    for page, slug in ((one, "attente"), (two, "une"), (one, "deux")):
        renamed = type(page).objects.get(pk=page.pk)
        renamed.slug = slug
        w.publish(renamed)
        drain()
    now = timezone.now()
    assert snapshot().at("offer", "une", now).entry.page_id == two.pk
    assert snapshot().at("offer", "deux", now).entry.page_id == one.pk
    assert snapshot().at("offer", "attente", now).moved.page_id == one.pk


@pytest.mark.parametrize(
    "q", ["toiture'; DROP TABLE", '"', "*:*", "~", "\x00", "a" * 10_000, "é" * 300]
)
def test_odd_texts_are_only_texts(space: Any, q: str) -> None:
    w.make_page(space)
    drain()
    snapshot().search(SearchRequest(q=q), timezone.now())


def test_repairs_reach_the_readers(space: Any) -> None:
    page = w.make_page(space, title="Avant")
    drain()
    assert titles() == {"Avant"}
    type(page).objects.filter(pk=page.pk).update(title="Après")
    fix(check())
    assert titles() == {"Après"}


def test_what_is_due_is_drained_once_and_for_good(space: Any, monkeypatch: Any) -> None:
    w.make_page(space, "event", sessions=[w.make_session(1), w.make_session(3)])
    drain()
    source = replica()
    state, _rows = source.refresh()
    tomorrow = (timezone.now() + timedelta(days=2)).timestamp()
    assert not state.is_due(0, timezone.now().timestamp())
    assert state.is_due(0, tomorrow)
    assert not state.is_due(tomorrow, tomorrow + 60)
    drain(timezone.now() + timedelta(days=2))
    state, _rows = source.refresh()
    assert not state.is_due(0, tomorrow)
    assert state.is_due(0, (timezone.now() + timedelta(days=4)).timestamp())
