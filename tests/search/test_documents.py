"""Documents: what they say of a page, and what they never say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from cms_pages.kinds import KINDS
from search.check import check, fix
from search.drain import drain
from tests.search import world as w
from tests.search.world import is_public, item, make_page


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "partner"])
def test_every_kind_has_a_document(space: Any, kind: str) -> None:
    page = make_page(space, kind)
    drain()
    found = item(page)
    assert found["kind"]["code"] == kind
    assert found["title"] == page.title
    assert found["partner"] == {"code": "caue-26", "label": "Partenaire caue-26"}


def test_a_draft_has_none(space: Any) -> None:
    page = make_page(space, live=False)
    drain()
    assert not is_public(page)


def body_of(space: Any, *blocks: dict[str, Any]) -> list[dict[str, Any]]:
    """What is shown of a body that is in the database, whatever the forms would say of it."""
    page = make_page(space)
    type(page).objects.filter(pk=page.pk).update(body=w.stream(*blocks))
    fix(check())
    return w.detail(page)["body"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">ici</a>',
        '<p onclick="alert(1)">texte</p>',
        "<style>p{display:none}</style>",
        '<iframe src="https://example.org"></iframe>',
        "<svg><script>alert(1)</script></svg>",
        '<a href="data:text/html,<script>alert(1)</script>">ici</a>',
        "<<script>script>alert(1)<</script>/script>",
    ],
)
def test_html_is_safe_whatever_was_stored(space: Any, hostile: str) -> None:
    (block,) = body_of(space, w.block("paragraph", f"<p>Bonjour</p>{hostile}")) or [{}]
    html = block["html"]
    assert html.startswith("<p>Bonjour</p>")
    for banned in ("<script", "onerror", "onclick", "javascript:", "<style", "<iframe", "data:"):
        assert banned not in html.lower()


def test_links_lead_to_public_pages_only(space: Any) -> None:
    public, draft = make_page(space), make_page(space, live=False, title="Projet secret")
    source = (
        f'<p><a linktype="page" id="{public.pk}">public</a> '
        f'<a linktype="page" id="{draft.pk}">brouillon</a> '
        '<a linktype="page" id="999999">absent</a> <a linktype="page" id="x">faux</a> '
        '<a href="https://example.org/">ailleurs</a></p>'
    )
    (block,) = body_of(space, w.block("paragraph", source))
    assert f'href="https://base.invalid/api/v1/offers/{public.pk}/"' in block["html"]
    assert block["html"].count("<a ") == 2
    assert " brouillon absent faux " in block["html"]


def test_references_to_drafts_are_left_out(space: Any) -> None:
    draft = make_page(space, live=False, title="Projet secret")
    page = make_page(
        space,
        related=w.stream(w.block("page", draft.pk)),
        body=w.stream(w.block("button", {"label": "Voir", "page": draft.pk, "url": ""})),
    )
    drain()
    assert "secret" not in w.entry(page).detail
    assert w.detail(page)["related"] == []
    assert w.detail(page)["body"] == []


def test_streams_of_another_time_are_read(space: Any) -> None:
    """Types that are gone, missing keys, nulls and empty lists: what is left is shown."""
    found = body_of(
        space,
        w.block("disparu", {"a": 1}),
        w.block("paragraph", ""),
        w.block("heading", {"text": "Titre"}),
        w.block("heading", {"level": "h9", "text": None}),
        w.block("table", {"data": [[None, "1"], []], "first_row_is_table_header": True}),
        w.block("steps", [{"title": "Un", "text": "<p>a</p>"}, {"type": "item", "value": {}}]),
        w.block("accordion", {}),
        w.block("image", {"image": 999_999}),
        w.block("document", {"document": None, "title": "x"}),
        w.block("key_figures", [{"type": "item", "id": "1", "value": {"value": "12"}}]),
    )
    assert [block["type"] for block in found] == [
        "heading",
        "heading",
        "table",
        "steps",
        "key_figures",
    ]
    assert found[0]["level"] == 2
    assert found[2]["rows"] == [["", "1"], []]
    assert found[3]["items"][0] == {"title": "Un", "html": "<p>a</p>"}


def test_an_image_whose_file_is_lost_is_left_out(space: Any, caplog: Any) -> None:
    image = w.make_image()
    image.file.storage.delete(image.file.name)
    page = make_page(space, image=image)
    drain()
    assert item(page)["image"] is None
    assert "no rendition" in caplog.text


def test_a_decorative_image_has_an_empty_alt(space: Any) -> None:
    image = w.make_image()
    image.is_decorative = True
    image.save()
    page = make_page(space, image=image)
    drain()
    assert item(page)["image"]["alt"] == ""
    assert set(item(page)["image"]["renditions"]) == {"thumb", "card", "cover"}


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("fixed_rate", {"rate": "20"}, "20 %"),
        ("fixed_rate", {"rate": "12.5", "ceiling": "40000", "base": "HT"},
         "12,5 %, au plus 40 000 € hors taxes"),
        ("rate_range", {"rate_min": "15", "rate_max": "35"}, "15 % à 35 %"),
        ("rate_range", {"rate_min": "15", "rate_max": "15"}, "15 %"),
        ("lump_sum", {"amount_min": "1000", "amount_max": "4000"}, "1 000 € à 4 000 €"),
        ("fixed_amount", {"amount": "1500.50"}, "1 500,5 €"),
        ("case_by_case", {}, "au cas par cas"),
        ("fixed_rate", {}, ""),
    ],
)  # fmt: skip
def test_amounts_read_as_sentences(space: Any, kind: str, amount: Any, expected: str) -> None:
    aid = make_page(space, "aid", live=False)
    raw = json.dumps([{"type": kind, "value": amount, "id": "1"}])
    type(aid).objects.filter(pk=aid.pk).update(amounts=raw, live=True)
    fix(check())
    text = item(aid)["amounts"][0]["text"].replace("\u00a0", " ").replace("\u202f", " ")
    assert text == expected


def test_a_population_scale_reads_row_by_row(space: Any) -> None:
    rows = [{"population_max": 500, "rate": "60"}, {"population_max": None, "rate": "30"}]
    aid = make_page(space, "aid", amounts=w.stream(w.block("population_scale", {"rows": rows})))
    drain()
    amount = item(aid)["amounts"][0]
    assert amount["rows"] == [
        {"population_max": 500, "rate": 60},
        {"population_max": None, "rate": 30},
    ]
    assert "60" in amount["text"]
    assert "500" in amount["text"]


def test_rules_become_axes_sentences_and_a_key(space: Any) -> None:
    case = {"population_max": 2000, "population_max_included": False, "natures": ["com"]}
    offer = make_page(space, beneficiaries=w.stream(w.block("case", case)))
    same = make_page(space, beneficiaries=w.stream(w.block("case", dict(reversed(case.items())))))
    drain()
    found = w.index(offer)
    assert "1000-1999" in found["population"]
    assert "2000-3499" not in found["population"]
    assert found["rules"] == w.index(same)["rules"]
    assert len(w.detail(offer)["beneficiaries"][0]["sentences"]) == 2


def test_text_is_normalised_for_both_engines(space: Any) -> None:
    page = make_page(space, title="E\u0301cole", keywords="re\u0301novation,  , x")
    drain()
    assert w.index(page)["title"] == ["École"]
    assert w.index(page)["keywords"][:2] == ["rénovation", "x"]
    assert w.index(page)["sort_title"] == "ecole"


def test_nothing_of_accounts_or_drafts_is_in_a_document(space: Any) -> None:
    editor = get_user_model().objects.create_user("editrice", "editrice@example.org", "x")
    page = make_page(space, owner=editor)
    page.title = "Brouillon secret"
    page.save_revision(user=editor)
    drain()
    row = w.entry(page)
    for part in (row.item, row.detail, row.facts):
        assert "editrice" not in part
        assert "secret" not in part
