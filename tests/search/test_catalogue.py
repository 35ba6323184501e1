"""Reads: what is found, in how many queries, and what an address leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from search.catalogue import SearchRequest, snapshot
from search.drain import drain
from search.eligibility import judge
from tests.search.test_eligibility import profile
from tests.search.world import block, make_domain, make_page, publish, stream


def test_a_page_is_found_by_its_words(space: Any) -> None:
    make_page(space, title="Rénover la toiture d'une école")
    make_page(space, title="Entretenir les chemins")
    drain()
    answer = snapshot().search(SearchRequest(q="toitures"), timezone.now())
    assert [hit.entry.title for hit in answer.hits] == ["Rénover la toiture d'une école"]
    assert "<mark>" in answer.hits[0].highlights["title"]


def test_facets_count_what_a_search_finds(space: Any) -> None:
    water, roads = make_domain("eau"), make_domain("voirie")
    make_domain("tourisme")
    make_page(space, domains=[water])
    make_page(space, domains=[water, roads])
    drain()
    answer = snapshot().search(SearchRequest(filters={"domain": ("voirie",)}), timezone.now())
    assert answer.count == 1
    domain = next(found for found in answer.facets if found.facet.name == "domain")
    assert {v.code: (v.count, v.selected) for v in domain.values} == {
        "eau": (2, False),
        "tourisme": (0, False),
        "voirie": (1, True),
    }


@pytest.mark.parametrize("hits", [1, 50])
def test_a_list_costs_one_query_and_one_engine_call(
    space: Any, hits: int, django_assert_num_queries: Any, monkeypatch: Any
) -> None:
    for _ in range(hits):
        make_page(space, quick=True)
    drain()
    snapshot()
    calls = []
    engine = snapshot().engine
    real = engine.search
    monkeypatch.setattr(engine, "search", lambda query: calls.append(query) or real(query))
    with django_assert_num_queries(1):
        answer = snapshot().search(SearchRequest(page_size=100), timezone.now())
    assert len(answer.hits) == hits + 1
    assert len(calls) == 1


def test_a_detail_costs_one_query(space: Any, django_assert_num_queries: Any) -> None:
    page = make_page(space)
    drain()
    snapshot()
    with django_assert_num_queries(1):
        shot = snapshot("offer", page.slug)
        found = shot.at("offer", page.slug, timezone.now())
        assert found.entry
        assert b'"body"' in shot.detail(found.entry, timezone.now())


def test_an_old_slug_leads_to_the_page(space: Any) -> None:
    page = make_page(space, slug="ancien")
    drain()
    page.slug = "nouveau"
    publish(page)
    drain()
    now = timezone.now()
    shot = snapshot()
    assert shot.at("offer", "ancien", now).moved == shot.at("offer", page.pk, now).entry
    assert shot.resolve("/accompagnements/ancien/", now).moved
    assert shot.resolve("accompagnements/nouveau", now).entry
    other = make_page(space, slug="ancien")
    drain()
    found = snapshot().at("offer", "ancien", now).entry
    assert found
    assert found.page_id == other.pk


def test_what_is_gone_is_told_from_what_never_was(space: Any) -> None:
    page = make_page(space, slug="retiree")
    drain()
    page.unpublish()
    drain()
    now = timezone.now()
    assert snapshot().at("offer", "retiree", now).gone
    assert snapshot().at("offer", page.pk, now).gone
    assert not snapshot().at("aid", page.pk, now).gone
    assert not snapshot().at("offer", "jamais", now).gone


def test_dates_of_publication_hold_without_any_command(space: Any) -> None:
    page = make_page(space, expire_at=timezone.now() + timedelta(hours=1))
    drain()
    now, later = timezone.now(), timezone.now() + timedelta(hours=2)
    shot = snapshot()
    request = SearchRequest(filters={"kind": ("offer",)})
    assert shot.search(request, now).count == 1
    assert shot.search(request, later).count == 0
    assert shot.at("offer", page.pk, later).gone
    assert shot.state(now) != shot.state(later)
    assert shot.changes_after(now) == pytest.approx(3600, abs=60)


def test_the_engine_keeps_what_the_judge_keeps(space: Any) -> None:
    cases: list[list[dict[str, Any]]] = [
        [],
        [{"natures": ["com"], "population_max": 2000}],
        [{"natures": ["cc"]}],
        [{"zonings": ["pvd"]}],
        [{"natures": ["cc"]}, {"conditions": ["Avoir délibéré."]}],
        [{"population_max": 500, "population_max_included": True}],
    ]
    for blocks in cases:
        stored = stream(*(block("case", raw) for raw in blocks))
        make_page(space, beneficiaries=stored)
    drain()
    now = timezone.now()
    state = snapshot().catalogue
    for inhabitants in (457, 500, 1999, 2000, None):
        known = {} if inhabitants is None else {"municipale": inhabitants}
        who = profile(code=str(inhabitants), populations=known)
        for wanted in (("eligible",), ("to_check",), ("not_eligible",), ("eligible", "to_check")):
            request = SearchRequest(kind="offer", profile=who, eligibility=wanted, page_size=100)
            answer = snapshot().search(request, now)
            expected = {
                entry.page_id
                for entry in state.entries.values()
                if entry.kind == "offer" and judge(entry.rules, who).answer in wanted
            }
            assert {hit.entry.page_id for hit in answer.hits} == expected
            assert answer.count == len(expected)
            assert all((hit.eligibility or {})["answer"] in wanted for hit in answer.hits)
