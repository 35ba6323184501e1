"""A draft saves whatever it lacks; publication says in French what is missing, and where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cms_pages.kinds import COLLECTIONS, KINDS
from cms_pages.models import CataloguePage, Contact, HomePage, PartnerSpacePage
from tests.cms_pages.samples import make_page, make_session, make_space

ALL = list(KINDS)
MISSING = {
    "offer": {"summary", "domains"},
    "aid": {"summary", "domains"},
    "call": {"summary", "domains", "closes_on"},
    "event": {"summary", "sessions"},
    "programme": {"summary"},
    "article": {"summary"},
    "guide": {"summary"},
    "newsletter": {"summary"},
    "partner": {"summary"},
}


def parent_of(kind: str, space: PartnerSpacePage) -> Any:
    return HomePage.objects.get() if kind == "partner" else space


def errors_of(page: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        page.save_revision().publish()
    return caught.value.message_dict


def test_kinds_are_the_ten_of_the_contract() -> None:
    assert [kind.collection for kind in KINDS.values()] == [
        "offers", "aids", "calls", "events", "programmes", "articles", "guides", "newsletters",
        "partners", "pages",
    ]  # fmt: skip
    assert all(issubclass(kind.model, CataloguePage) for kind in KINDS.values())
    assert all(kind.model.get_kind() is kind for kind in COLLECTIONS.values())


@pytest.mark.parametrize("kind", ALL)
def test_a_draft_saves_empty(kind: str, space: PartnerSpacePage) -> None:
    page = KINDS[kind].model(title="Sans rien", live=False)
    parent_of(kind, space).add_child(instance=page)
    page.save_revision(clean=False)
    assert KINDS[kind].model.objects.get(pk=page.pk).live is False


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != "page"])
def test_publication_names_what_misses(kind: str, space: PartnerSpacePage) -> None:
    page = KINDS[kind].model(title="Sans rien", live=False)
    parent_of(kind, space).add_child(instance=page)
    assert set(errors_of(page)) == MISSING[kind]
    page.refresh_from_db()
    assert page.live is False


@pytest.mark.parametrize("kind", ALL)
def test_a_complete_page_is_published(kind: str, space: PartnerSpacePage) -> None:
    page = make_page(kind, parent_of(kind, space), live=True)
    assert page.live
    assert page.slug
    assert not page.slug.isdigit()
    assert page in KINDS[kind].model.objects.public()


def test_messages_are_french(space: PartnerSpacePage) -> None:
    page = make_page("aid", space, domains=[], calendar_kind="window")
    with override("fr"):
        errors = errors_of(page)
    assert errors == {
        "domains": ["Choisissez au moins un domaine."],
        "closes_on": [
            "Indiquez le dernier jour pour candidater, ou choisissez un autre calendrier."
        ],
    }


# (kind, what is changed in a complete page, the field that must complain)
BAD = [
    ("aid", {"calendar_kind": "window", "opens_on": date(2026, 5, 2),
             "closes_on": date(2026, 5, 1)}, "closes_on"),
    ("aid", {"calendar_kind": "window", "opens_on": date(2026, 5, 2), "closes_on": date(2026, 6, 1),
             "predeposit_on": date(2026, 7, 1)}, "closes_on"),
    ("aid", {"annual_closes_day": None, "annual_closes_month": None}, "annual_closes_day"),
    ("aid", {"annual_closes_day": 30, "annual_closes_month": 2}, "annual_closes_day"),
    ("aid", {"annual_closes_day": 31, "annual_closes_month": None}, "annual_closes_month"),
    ("aid", {"annual_closes_day": 0}, "annual_closes_day"),
    ("aid", {"annual_closes_month": 13}, "annual_closes_month"),
    ("aid", {"annual_year_offset": 9}, "annual_year_offset"),
    ("aid", {"calendar_kind": "jamais"}, "calendar_kind"),
    ("aid", {"deposit_url": "pas une adresse"}, "deposit_url"),
    ("call", {"results_on": date(2026, 1, 1)}, "results_on"),
    ("call", {"edition": 26}, "edition"),
    ("call", {"closes_on": None}, "closes_on"),
    ("offer", {"summary": "x" * 301}, "summary"),
    ("offer", {"perimeter_kind": "territories"}, "perimeter"),
    ("offer", {"reviewed_on": date(2026, 5, 2), "review_due_on": date(2026, 5, 1)},
     "review_due_on"),
    ("offer", {"title": ""}, "title"),
    ("programme", {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "ends_on"),
    ("event", {"funding": ["free", "euros"]}, "funding"),
    ("event", {"funding": "free"}, "funding"),
    ("guide", {"page_count": 0}, "page_count"),
    ("newsletter", {"number": 0}, "number"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes", "field"), BAD)
def test_bad_values_are_refused(
    kind: str, changes: dict[str, Any], field: str, space: PartnerSpacePage
) -> None:
    page = KINDS[kind].model.objects.get(pk=make_page(kind, space).pk)
    for name, value in changes.items():
        setattr(page, name, value)
    assert field in errors_of(page)


# (kind, stream, block, value)
BAD_BLOCKS = [
    ("aid", "amounts", "fixed_rate", {"rate": 120}),
    ("aid", "amounts", "fixed_rate", {"rate": -1}),
    ("aid", "amounts", "fixed_rate", {}),
    ("aid", "amounts", "fixed_rate", {"rate": 20, "public_aid_cap": 101}),
    ("aid", "amounts", "rate_range", {"rate_min": 40, "rate_max": 20}),
    ("aid", "amounts", "financial_potential", {"rate_min": 40, "rate_max": 20}),
    ("aid", "amounts", "lump_sum", {"amount_min": 4000, "amount_max": 1000}),
    ("aid", "amounts", "fixed_amount", {"amount": -5}),
    ("aid", "amounts", "fixed_amount", {"amount": 5, "floor": 10, "ceiling": 1}),
    ("aid", "amounts", "staff_share", {"amount_per_fte": 11500, "salary_rate": 110}),
    ("aid", "amounts", "population_scale", {"rows": []}),
    ("aid", "amounts", "population_scale",
     {"rows": [{"population_max": 2000, "rate": 60}, {"population_max": 500, "rate": 80}]}),
    ("aid", "amounts", "population_scale",
     {"rows": [{"population_max": None, "rate": 60}, {"population_max": 500, "rate": 80}]}),
    ("aid", "funders", "funder", {"level": "departement"}),
    ("aid", "pieces", "piece", {"label": ""}),
    ("aid", "legal_basis", "text", {"title": "Délibération", "url": "nulle part"}),
    ("offer", "beneficiaries", "case", {"population_min": 500, "population_max": 100}),
    ("offer", "beneficiaries", "case",
     {"population_min": 500, "population_max": 500, "population_max_included": False}),
    ("offer", "beneficiaries", "case", {"zonings": ["pvd"], "excluded_zonings": ["pvd"]}),
    ("offer", "beneficiaries", "case", {"natures": ["royaume"]}),
    ("offer", "beneficiaries", "case", {"population_min": -1}),
    ("offer", "body", "button", {"label": "Aller"}),
    ("offer", "body", "heading", {"level": "h9", "text": "Titre"}),
    ("offer", "body", "video", {"url": "x", "title": "Film"}),
    ("offer", "body", "table", {"data": [["a", "b"]]}),
    ("call", "criteria", "criterion", {"label": "Prix", "weight": 101}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "stream", "block", "value"), BAD_BLOCKS)
def test_bad_blocks_are_refused(
    kind: str, stream: str, block: str, value: Any, space: PartnerSpacePage
) -> None:
    page = KINDS[kind].model.objects.get(pk=make_page(kind, space).pk)
    raw = [{"type": block, "value": value, "id": "b1"}]
    setattr(page, stream, page._meta.get_field(stream).stream_block.to_python(raw))
    errors = errors_of(page)
    assert set(errors) == {stream}
    assert all(errors[stream])


def test_four_levels_are_one_too_many(space: PartnerSpacePage) -> None:
    level = ("level", {"label": "Niveau", "text": "<p>Texte</p>"})
    assert "levels" in errors_of(make_page("offer", space, levels=[level] * 4))


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": None},
        {"starts_at": None},
        {"ends_at": make_session().starts_at},
        {"registration_opens_on": date(2026, 5, 2), "registration_closes_on": date(2026, 5, 1)},
        {"registration_closes_on": date(2026, 6, 1)},
        {"video_url": "visio"},
        {"seats": -1},
    ],
)
def test_bad_sessions_are_refused(changes: dict[str, Any], space: PartnerSpacePage) -> None:
    # A draft keeps what the database can hold; the number of seats is refused before that.
    page = make_page("event", space)
    page.sessions = [make_session(**changes)]
    assert "sessions" in errors_of(page)


def test_a_contact_of_another_partner_is_refused(space: PartnerSpacePage) -> None:
    other = make_space(HomePage.objects.get(), title="SDED")
    theirs = Contact.objects.create(page=other, name="Accueil")
    ours = Contact.objects.create(page=space, name="Secrétariat")
    assert "contacts" in errors_of(make_page("offer", space, contacts=[theirs]))
    assert make_page("offer", space, contacts=[ours], title="La nôtre", live=True).live


def test_a_draft_made_live_by_its_revision_is_checked_too(space: PartnerSpacePage) -> None:
    page = make_page("offer", space)
    revision = page.save_revision(clean=False)
    content = {**revision.content, "summary": ""}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    revision.refresh_from_db()
    with pytest.raises(ValidationError):
        revision.publish()
