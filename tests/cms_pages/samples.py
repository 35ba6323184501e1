"""Complete pages of each kind, as an editor would leave them before publishing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cms_pages.kinds import KINDS
from cms_pages.models import Domain, EventSession, HomePage, PartnerSpacePage
from tests.cms_pages.people import make_home

PARAGRAPH = ("paragraph", "<p>Un texte.</p>")
AMOUNT = {"rate": 20, "base": "HT", "public_aid_cap": 80}


def make_space(
    home: HomePage | None = None, title: str = "CAUE", **fields: Any
) -> PartnerSpacePage:
    space = PartnerSpacePage(title=title, summary="Conseille les élus.", **fields)
    (home or make_home()).add_child(instance=space)
    return space


def fields_of(kind: str) -> dict[str, Any]:
    """Enough for a page of this kind to be published, and something in its typical fields."""
    common: dict[str, Any] = {
        "title": f"Une page {kind}",
        "summary": "Ce que l'on trouve ici.",
        "body": [PARAGRAPH],
    }
    case = {"natures": ["com"], "population_max": 2000, "population_kind": "municipale"}
    eligibility = {"perimeter_kind": "departement", "beneficiaries": [("case", case)]}
    own: dict[str, dict[str, Any]] = {
        "offer": {
            **eligibility,
            "levels": [("level", {"label": "Écouter", "text": "<p>Un appel.</p>"})],
        },
        "aid": {
            **eligibility,
            "calendar_kind": "annual",
            "annual_closes_day": 31,
            "annual_closes_month": 10,
            "annual_year_offset": 1,
            "amounts": [("fixed_rate", AMOUNT)],
        },
        "call": {
            **eligibility,
            "edition": 2026,
            "opens_on": date(2026, 3, 1),
            "closes_on": date(2026, 6, 30),
            "criteria": [("criterion", {"label": "Sobriété", "weight": 40})],
        },
        "event": {**eligibility, "funding": ["free"], "agenda": "<p>9 h : accueil.</p>"},
        "programme": {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)},
        "article": {"pinned_until": date(2026, 12, 31)},
        "guide": {"edition_year": 2026, "page_count": 40},
        "newsletter": {"number": 3, "issued_on": date(2026, 2, 1)},
        "partner": {"acronym": "CAUE"},
        "page": {},
    }
    return {**common, **own[kind]}


def make_page(kind: str, parent: Any, *, live: bool = False, **changes: Any) -> Any:
    """A complete page below ``parent``, as a draft or published by its revision."""
    page = KINDS[kind].model(live=False, **{**fields_of(kind), **changes})
    if page.requires_domain and "domains" not in changes:
        page.domains = [Domain.objects.get_or_create(slug="eau", defaults={"label": "Eau"})[0]]
    if kind == "event" and "sessions" not in changes:
        page.sessions = [make_session()]
    parent.add_child(instance=page)
    revision = page.save_revision(clean=live)
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def make_session(**changes: Any) -> EventSession:
    start = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
    values = {"starts_at": start, "ends_at": start.replace(hour=10), "place_name": "Mairie"}
    return EventSession(**{**values, **changes})
