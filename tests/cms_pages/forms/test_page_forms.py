"""Each kind created, saved as a draft, refused, then published through the real admin."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from cms_pages.kinds import KINDS
from cms_pages.models import Domain, HomePage, PartnerSpacePage, Term
from cms_pages.panels import TABS
from tests.cms_pages.edit_form import form_data
from tests.cms_pages.samples import make_page

ALL = list(KINDS)
PUBLISH = {"action-publish": "1"}


def add_url(kind: str, space: PartnerSpacePage) -> str:
    parent = HomePage.objects.get() if kind == "partner" else space
    model = KINDS[kind].model
    return reverse("wagtailadmin_pages:add", args=("cms_pages", model._meta.model_name, parent.pk))


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def shown(response: Any) -> str:
    return html.unescape(response.content.decode())


def assert_saved(response: Any) -> None:
    """The form went through; otherwise its faults are told."""
    if response.status_code == 200:
        form = response.context["form"]
        rows = {name: formset.errors for name, formset in form.formsets.items()}
        pytest.fail(f"{dict(form.errors)} {rows}")
    assert response.status_code == 302


def full_form(kind: str) -> dict[str, Any]:
    """What an editor fills before publishing, a block of each typical stream included."""
    domain = str(Domain.objects.get(slug="eau-potable").pk)
    case = {
        "natures": "com", "population_max": "2000", "population_kind": "municipale",
        "population_min": "", "legal_basis": "CGCT", "territories-count": "0",
        "conditions-count": "0",
    }  # fmt: skip
    common: dict[str, Any] = {
        "title": f"Essai {kind}", "slug": f"essai-{kind}", "summary": "Un résumé.",
        "domains": [domain], "keywords": "puits, source",
        "body": streamfield([("paragraph", rich_text("<p>Bonjour.</p>"))]),
    }  # fmt: skip
    eligibility = {
        "perimeter_kind": "departement", "beneficiaries": streamfield([("case", case)])
    }  # fmt: skip
    money = {
        "amounts": streamfield([("rate_range", {
            "rate_min": "15", "rate_max": "35", "floor": "", "ceiling": "20000", "base": "HT",
            "public_aid_cap": "80", "note": "",
        })]),
        "objectives": rich_text("<p>Aider.</p>"),
        "pieces": streamfield([("piece", {"label": "Délibération", "mandatory": "on",
                                          "note": ""})]),
    }  # fmt: skip
    session = {"starts_at": "2026-05-12 09:00", "ends_at": "2026-05-12 12:00",
               "modality": "hybride", "state": "planned"}  # fmt: skip
    own: dict[str, dict[str, Any]] = {
        "offer": {**eligibility, "phases": [str(Term.objects.get(slug="montage").pk)]},
        "aid": {**eligibility, **money, "calendar_kind": "annual", "annual_closes_day": "31",
                "annual_closes_month": "10", "annual_year_offset": "1"},
        "call": {**eligibility, **money, "opens_on": "2026-03-01", "closes_on": "2026-06-30"},
        "event": {**eligibility, "sessions": inline_formset([session], min=1),
                  "funding": ["free", "dife"]},
        "programme": {"starts_on": "2026-01-01", "ends_on": "2026-12-31"},
        "article": {"pinned_until": "2026-12-31"},
        "guide": {"edition_year": "2026"},
        "newsletter": {"number": "3", "editorial": rich_text("<p>Bonjour.</p>")},
        "partner": {"contact_list": inline_formset([{"name": "Accueil", "hours": "9 h - 12 h"}]),
                    "code": "essai-26"},
        "page": {},
    }  # fmt: skip
    return {**common, **own[kind]}


@pytest.mark.parametrize("kind", ALL)
def test_a_form_shows_its_tabs_in_french(kind: str, space: PartnerSpacePage, admin: Client) -> None:
    response = admin.get(add_url(kind, space))
    assert response.status_code == 200
    text = shown(response)
    tabs = [tab.strip() for tab in re.findall(r'role="tab"[^>]*>\s*([^<]+)<', text)]
    labels = [str(label) for label in TABS.values()]
    assert tabs[0] == "Essentiel"
    assert tabs == [label for label in labels if label in tabs]
    assert "Deux phrases qui se suffisent" in text


@pytest.mark.parametrize("kind", ALL)
def test_an_empty_draft_is_kept(kind: str, space: PartnerSpacePage, admin: Client) -> None:
    url, model = add_url(kind, space), KINDS[kind].model
    changes: dict[str, Any] = {"title": "À finir"}
    if kind == "event":
        changes["sessions"] = inline_formset([], min=1)
    response = admin.post(url, form_data(admin, url, model, **changes))
    assert_saved(response)
    page = model.objects.get(title="À finir")
    assert (page.live, page.summary) == (False, "")
    assert admin.get(edit_url(page)).status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != "page"])
def test_publication_is_refused_beside_the_fields(
    kind: str, space: PartnerSpacePage, admin: Client
) -> None:
    url, model = add_url(kind, space), KINDS[kind].model
    changes: dict[str, Any] = {"title": "Trop tôt", **PUBLISH}
    if kind == "event":
        changes["sessions"] = inline_formset([], min=1)
    response = admin.post(url, form_data(admin, url, model, **changes))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert "summary" in errors
    if model.requires_domain:
        assert errors["domains"] == ["Choisissez au moins un domaine."]
        assert "Choisissez au moins un domaine." in shown(response)
    if kind == "event":
        assert response.context["form"].formsets["sessions"].non_form_errors()
    assert not model.objects.filter(title="Trop tôt").exists()


@pytest.mark.parametrize("kind", ALL)
def test_a_filled_form_publishes(kind: str, space: PartnerSpacePage, admin: Client) -> None:
    url, model = add_url(kind, space), KINDS[kind].model
    response = admin.post(url, form_data(admin, url, model, **full_form(kind), **PUBLISH))
    assert_saved(response)
    page = model.objects.get(slug=f"essai-{kind}")
    assert page.live
    assert [domain.slug for domain in page.domains.all()] == ["eau-potable"]
    assert page in model.objects.public()
    # And the page opens again, is changed and published anew, on what it already holds.
    page.refresh_from_db()
    data = form_data(admin, edit_url(page), model, **full_form(kind), **PUBLISH)
    data["title"] = "Nouveau titre"
    formset = {"event": "sessions", "partner": "contact_list"}.get(kind)
    if formset:
        row = getattr(page, formset).get()
        data[f"{formset}-0-id"] = str(row.pk)
        data[f"{formset}-INITIAL_FORMS"] = "1"
    response = admin.post(edit_url(page), data)
    assert_saved(response)
    page.refresh_from_db()
    assert page.title == "Nouveau titre"


def test_blocks_are_kept_as_typed(space: PartnerSpacePage, admin: Client) -> None:
    url, model = add_url("aid", space), KINDS["aid"].model
    admin.post(url, form_data(admin, url, model, **full_form("aid"), **PUBLISH))
    aid = model.objects.get(slug="essai-aid")
    amount = aid.amounts[0]
    assert amount.block_type == "rate_range"
    assert (amount.value["rate_min"], amount.value["ceiling"]) == (15, 20000)
    case = aid.beneficiaries[0].value
    assert (case["natures"], case["population_max"]) == (["com"], 2000)
    assert list(case["territories"]) == []


def test_a_bad_block_is_refused_on_the_block(space: PartnerSpacePage, admin: Client) -> None:
    url, model = add_url("aid", space), KINDS["aid"].model
    form = full_form("aid")
    form["amounts"]["0"]["value"]["rate_min"] = "90"
    response = admin.post(url, form_data(admin, url, model, **form, **PUBLISH))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"amounts"}
    # Errors of blocks travel as JSON to the scripts that show them on the block.
    assert json.dumps("inférieure à la plus basse")[1:-1] in shown(response)
    # The same content saves as a draft.
    assert_saved(admin.post(url, form_data(admin, url, model, **form)))


def test_a_session_that_ends_before_it_starts(space: PartnerSpacePage, admin: Client) -> None:
    url, model = add_url("event", space), KINDS["event"].model
    form = full_form("event")
    form["sessions"]["0"]["ends_at"] = "2026-05-12 08:00"
    response = admin.post(url, form_data(admin, url, model, **form, **PUBLISH))
    assert response.status_code == 200
    rows = response.context["form"].formsets["sessions"].errors
    assert rows == [{"ends_at": ["La fin précède le début."]}]
    assert_saved(admin.post(url, form_data(admin, url, model, **form)))


def test_an_incomplete_session_waits_in_a_draft(space: PartnerSpacePage, admin: Client) -> None:
    url, model = add_url("event", space), KINDS["event"].model
    form = full_form("event")
    form["sessions"]["0"].update(starts_at="", ends_at="")
    assert_saved(admin.post(url, form_data(admin, url, model, **form)))
    page = model.objects.get(slug="essai-event")
    assert [session.starts_at for session in page.sessions.all()] == [None]
    assert admin.get(edit_url(page)).status_code == 200


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("2026", "L'identifiant d'adresse contient au moins une lettre."),
        ("deja-pris", "Une autre fiche du même type a déjà cet identifiant d'adresse."),
    ],
)
def test_slugs_are_unique_for_the_kind_and_hold_a_letter(
    slug: str, message: str, space: PartnerSpacePage, admin: Client
) -> None:
    other = make_page("partner", HomePage.objects.get(), title="SDED", slug="sded")
    make_page("offer", other, slug="deja-pris")
    url, model = add_url("offer", space), KINDS["offer"].model
    data = form_data(admin, url, model, **{**full_form("offer"), "slug": slug})
    response = admin.post(url, data)
    assert response.status_code == 200
    assert response.context["form"].errors["slug"] == [message]


def test_a_copy_beside_another_partner_s_page_gets_its_own_slug(
    space: PartnerSpacePage, admin: Client
) -> None:
    offer = make_page("offer", space, live=True)
    other = make_page("partner", HomePage.objects.get(), title="SDED", slug="sded", live=True)
    response = admin.post(
        reverse("wagtailadmin_pages:copy", args=(offer.pk,)),
        {"new_title": offer.title, "new_slug": offer.slug, "new_parent_page": other.pk,
         "publish_copies": "on"},
    )  # fmt: skip
    assert response.status_code == 302
    copy = KINDS["offer"].model.objects.child_of(other).get()
    assert copy.slug == f"{offer.slug}-2"


def test_contacts_offered_are_the_space_s_own(space: PartnerSpacePage, admin: Client) -> None:
    space.contact_list.create(name="Le nôtre")
    space.save()
    other = make_page("partner", HomePage.objects.get(), title="SDED", slug="sded", live=True)
    other.contact_list.create(name="Le leur")
    other.save()
    text = shown(admin.get(add_url("offer", space)))
    assert "Le nôtre" in text
    assert "Le leur" not in text
    form = admin.get(add_url("offer", space)).context["form"]
    assert list(form.fields["co_bearers"].queryset) == [other]


def test_a_partner_s_code_is_given_once(space: PartnerSpacePage, admin: Client) -> None:
    data = form_data(admin, edit_url(space), PartnerSpacePage, code="autre", **PUBLISH)
    assert admin.post(edit_url(space), data).status_code == 302
    space.refresh_from_db()
    assert space.code == "caue"


def test_view_live_leads_to_the_front_end(
    space: PartnerSpacePage, admin: Client, settings: Any
) -> None:
    offer = make_page("offer", space, live=True)
    page = make_page("page", HomePage.objects.get(), title="La démarche", live=True)
    settings.FRONTEND_URL = "https://collectivites.example.org/"
    assert offer.full_url == f"https://collectivites.example.org/accompagnements/{offer.slug}/"
    assert page.full_url == "https://collectivites.example.org/la-demarche/"
    assert offer.full_url in shown(admin.get(edit_url(offer)))
    settings.FRONTEND_URL = settings.PUBLIC_BASE_URL = ""
    assert offer.url == f"/api/v1/offers/{offer.pk}/"
    assert offer.full_url == f"{settings.WAGTAILADMIN_BASE_URL}{offer.url}"
    assert HomePage.objects.get().full_url.endswith("/api/v1/site/")
    settings.PUBLIC_BASE_URL = "https://api.example.org"
    assert offer.full_url == f"https://api.example.org/api/v1/offers/{offer.pk}/"


@pytest.mark.parametrize("kind", ALL)
def test_a_preview_shows_every_filled_field(
    kind: str, space: PartnerSpacePage, admin: Client
) -> None:
    url, model = add_url(kind, space), KINDS[kind].model
    assert_saved(admin.post(url, form_data(admin, url, model, **full_form(kind))))
    page = model.objects.get(slug=f"essai-{kind}")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    data = form_data(admin, edit_url(page), model, **full_form(kind))
    data["summary"] = "Un résumé <b>changé</b>."
    assert admin.post(preview, data).json() == {"is_valid": True, "is_available": True}
    text = admin.get(preview).content.decode()
    assert "Un résumé &lt;b&gt;changé&lt;/b&gt;." in text
    assert "<h2>Domaines</h2>" in text
    draft = shown(admin.get(reverse("wagtailadmin_pages:view_draft", args=(page.pk,))))
    assert "Un résumé." in draft
    if kind == "aid":
        assert "Hors taxes (HT)" in draft
        assert "<dt>Population maximale</dt><dd>2000</dd>" in draft.replace("\u202f", "")
    if kind == "event":
        assert "<h2>Séances</h2>" in draft
