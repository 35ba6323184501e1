"""The tables count what anyone may read, as a reader with a pencil would."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from backend.territories.vocabularies import NATURES
from cms_pages.coverage import calendar, snapshot, tables
from cms_pages.coverage.snapshot import RULED_KINDS, natures_of
from cms_pages.coverage.tables import Row, Table
from cms_pages.kinds import KINDS
from cms_pages.managers import space_of
from cms_pages.models import Domain, OfferPage
from tests.cms_pages.coverage.conftest import World
from tests.cms_pages.samples import make_page, make_session


def built(code: str) -> Table:
    with override("en"):
        return next(t for t in tables.build(snapshot.read()) if t.code == code)


def counts(row: Row) -> list[int]:
    return [cell.count for cell in row.cells]


def by_label(table: Table) -> dict[str, Row]:
    return {row.full_label: row for row in (*table.rows, *table.feet)}


def pages_in(world: World, domain: Domain) -> list[Any]:
    held = {domain.pk, *domain.children.values_list("pk", flat=True)}
    return [page for page in world.pages if held & set(page.domains.values_list("pk", flat=True))]


def test_domains_and_kinds_against_brute_force(world: World) -> None:
    rows = by_label(built("domains-kinds"))
    for domain in Domain.objects.all():
        pages = pages_in(world, domain)
        expected = [sum(page.kind == kind for page in pages) for kind in KINDS]
        assert counts(rows[str(domain)]) == expected, domain
        assert rows[str(domain)].total == len(pages)
    assert rows["Eau"].total == 3, "each page once, whatever the domains it lies in"
    assert rows["Without a domain"].total == 3
    assert rows["All pages, each counted once"].total == len(world.pages)


def test_domains_and_partners_against_brute_force(world: World) -> None:
    table = built("domains-partners")
    assert table.columns == ("CAUE de la Drôme", "Énergie"), "the closed space is not there"
    rows = by_label(table)
    for domain in Domain.objects.all():
        bearers = [{space_of(page), *page.co_bearers.all()} for page in pages_in(world, domain)]
        expected = [sum(space in each for each in bearers) for space in (world.caue, world.energy)]
        assert counts(rows[str(domain)]) == expected, domain
    drinking = rows["Eau › Eau potable"]
    assert (counts(drinking), drinking.total) == ([2, 1], 2)


def test_natures_and_kinds(world: World) -> None:
    rows = by_label(built("natures-kinds"))
    offer, aid = RULED_KINDS.index("offer"), RULED_KINDS.index("aid")
    for code, entry in NATURES.items():
        with override("en"):
            row = rows[str(entry.label)]
        assert counts(row)[offer] == 1 + (code in {"cc", "com", "com-nouvelle"}), code
        assert counts(row)[aid] == (code in {"com", "com-nouvelle"}), code
        assert row.total == sum(counts(row))
    assert counts(rows["Open to every nature"])[offer] == 1
    assert rows["All pages, each counted once"].total == 3


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([], set(NATURES)),
        ([{}], set(NATURES)),
        ([{"natures": []}, {"natures": ["cc"]}], set(NATURES)),
        ([{"natures": ["com-nouvelle"]}], {"com-nouvelle"}),
        ([{"natures": None, "rural_by_law": True}], {"com", "com-nouvelle"}),
        ([{"natures": ["cc"], "rural_by_law": True}], set()),
        ([{"natures": ["inconnue"]}], set()),
    ],
)
def test_a_silent_rule_is_open_to_all(cases: list[Any], expected: set[str]) -> None:
    assert natures_of(cases) == expected


def test_holes_are_the_leaves_without_a_public_page(world: World) -> None:
    table = built("domains-kinds")
    assert {row.full_label for row in table.rows if row.is_hole} == {"Eau › Rivières", "Caché"}
    assert table.holes.startswith("2 domains without any page: ")


def test_an_empty_catalogue_is_all_holes(db: Any) -> None:
    Domain.objects.all().delete()
    Domain.objects.create(slug="eau", label="Eau")
    found = snapshot.read()
    assert all(row.is_hole for row in built("domains-kinds").rows)
    assert all(row.is_hole for row in built("natures-kinds").rows)
    assert built("domains-partners").columns == ()
    assert [month.bar for month in calendar.build(found)] == [0] * 12


def test_the_calendar_holds_each_date_of_twelve_months_once(world: World) -> None:
    closings = [
        ("call", "Avant", {"closes_on": date(2026, 10, 31)}),
        ("call", "Premier", {"closes_on": date(2026, 11, 1)}),
        ("call", "Dernier", {"closes_on": date(2027, 10, 31)}),
        ("call", "Après", {"closes_on": date(2027, 11, 1)}),
        ("aid", "Fenêtre", {"closes_on": date(2027, 2, 1), "calendar_kind": "window"}),
        ("aid", "Permanente", {"closes_on": date(2027, 2, 1), "calendar_kind": "permanent"}),
    ]
    for kind, title, fields in closings:
        dates = {"opens_on": None, **fields}
        make_page(kind, world.caue, live=True, title=title, domains=[world.water], **dates)
    make_page("call", world.caue, title="Brouillon daté", closes_on=date(2027, 1, 1))
    months = calendar.build(snapshot.read(), date(2026, 11, 25))
    assert [month.first for month in months][::11] == [date(2026, 11, 1), date(2027, 10, 1)]
    found = [(entry.page.title, entry.day) for month in months for entry in month.entries]
    assert found == [
        ("Premier", date(2026, 11, 1)),
        ("Fenêtre", date(2027, 2, 1)),
        ("Aide", date(2027, 10, 31)),
        ("Dernier", date(2027, 10, 31)),
    ]
    assert months[11].entries[0].partners == ("CAUE de la Drôme",)


def test_sessions_that_take_place(world: World) -> None:
    make_page("event", world.energy, live=True, title="Formation", sessions=[
        make_session(), make_session(state="cancelled"), make_session(state="postponed"),
        make_session(state="full"),
    ])  # fmt: skip
    make_page("event", world.energy, live=True, title="Annulée", state="cancelled")
    months = calendar.build(snapshot.read(), date(2026, 5, 1))
    titles = [entry.page.title for entry in months[0].entries]
    assert titles == ["Formation", "Formation"]


def queries_of_report() -> int:
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = snapshot.read()
        tables.build(found)
        calendar.build(found)
    return len(captured)


def test_as_many_queries_for_fifty_pages_as_for_one(world: World) -> None:
    before = queries_of_report()
    for number in range(50):
        offer = OfferPage(title=f"Offre {number}", summary="Un résumé.", domains=[world.rivers])
        world.caue.add_child(instance=offer)
    assert {row.full_label: row.total for row in built("domains-kinds").rows}["Eau"] == 53
    assert queries_of_report() == before
    assert before <= 12
