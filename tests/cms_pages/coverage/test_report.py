"""The report in the admin: who sees it, what it shows, the files it gives."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from cms_pages.coverage.exports import as_csv
from cms_pages.coverage.views import CODES
from tests.cms_pages.coverage.conftest import ADDRESS, World
from tests.cms_pages.people import login, make_user


def rows_of(client: Client, table: str) -> list[list[str]]:
    answer = client.get(ADDRESS, {"table": table, "format": "csv"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{table}.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_staff_reads_tables_and_holes(staff: Client, world: World) -> None:
    answer = staff.get(ADDRESS)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count("<caption>") == len(CODES)
    assert text.count('<th scope="col"') > 20
    assert re.search(r"Rivières <strong>Aucune page</strong>", text)
    assert "2 domaines sans aucune page" in text
    assert "Rien ce mois-ci" in text
    main = text[text.index("<main") : text.index("</main>")]
    report = main[main.index('class="coverage"') :]
    assert "style=" not in report, "no style inside the page"
    assert "<script" not in report


@pytest.mark.parametrize("title", ["Brouillon", "Privée", "Expirée", "À venir", "Fermé"])
def test_what_is_hidden_is_never_named(staff: Client, title: str) -> None:
    assert f">{title}<" not in staff.get(ADDRESS).content.decode()


def test_the_reports_menu_leads_to_it(staff: Client, editor: Client) -> None:
    home = staff.get("/admin/").content.decode()
    assert ADDRESS in home
    assert ADDRESS not in editor.get("/admin/").content.decode()


@pytest.mark.parametrize("query", ["", "?table=domains-kinds&format=csv", "?x=1"])
def test_others_are_turned_away(editor: Client, query: str) -> None:
    assert editor.get(ADDRESS + query)["Location"] == "/admin/"
    outsider = login(make_user("sans-droit"))
    assert outsider.get(ADDRESS + query).status_code == 302
    assert Client().get(ADDRESS + query)["Location"].startswith("/admin/login/")


def test_an_administrator_reads_it_too(world: World) -> None:
    assert login(make_user("admin", superuser=True)).get(ADDRESS).status_code == 200


def test_files_of_domains(staff: Client) -> None:
    rows = rows_of(staff, "domains-kinds")
    assert rows[0][0] == "Domaine"
    assert rows[0][-1] == "Total"
    assert {len(row) for row in rows} == {12}
    found = {row[0]: row[1:] for row in rows}
    assert found["Eau › Eau potable"][0] == "2"
    assert found["Caché"] == ["0"] * 11


def test_files_of_the_others(staff: Client) -> None:
    assert rows_of(staff, "domains-partners")[0][1:3] == ["CAUE de la Drôme", "Énergie"]
    assert rows_of(staff, "natures-kinds")[1][0] == "Commune"
    head, *dates = rows_of(staff, "calendar")
    assert head == ["Date", "Ce qui a lieu", "Page", "Partenaires"]
    assert [row[1:] for row in dates] == [["Clôture d'une aide", "Aide", "CAUE de la Drôme"]]
    assert re.fullmatch(r"\d{4}-10-31", dates[0][0])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
def test_no_text_becomes_a_formula(start: str) -> None:
    text = as_csv([[f"{start}1+1", "a=b", -1]])
    row = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert row == [f"'{start}1+1", "a=b", "-1"]


def test_a_title_that_would_be_a_formula(staff: Client, world: World) -> None:
    world.drinking.label = '=HYPERLINK("http://x";"y")'
    world.drinking.parent = None
    world.drinking.save()
    labels = [row[0] for row in rows_of(staff, "domains-kinds")]
    assert '\'=HYPERLINK("http://x";"y")' in labels


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("table=inconnue&format=csv", "domains-partners"),
        ("table=calendar&format=xlsx", "csv"),
        ("table=&format=csv", "domains-kinds"),
        ("table=calendar", "vont ensemble"),
        ("format=csv", "vont ensemble"),
        ("table=calendar&table=natures-kinds&format=csv", "une seule"),
        ("page=2", "Permis : table, format"),
        ("table=calendar&format=csv&%3Cscript%3E=1", "&lt;script&gt;"),
        ("table=%00&format=csv", "domains-kinds"),
        ("table=%FF%FE&format=csv", "domains-kinds"),
    ],
)
def test_what_it_does_not_know_is_said(staff: Client, query: str, named: str) -> None:
    answer = staff.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert named in answer.content.decode()


def test_it_is_only_read(staff: Client) -> None:
    assert staff.post(ADDRESS).status_code == 405
