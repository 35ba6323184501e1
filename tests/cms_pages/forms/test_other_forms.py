"""Taxonomies, settings, home page and images, through the real admin."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms_pages.models import (
    CatalogueImage,
    Domain,
    HomePage,
    Menus,
    PartnerSpacePage,
    SiteSettings,
    SynonymGroup,
    Term,
)
from tests.cms_pages.people import login, make_user


def shown(response: Any) -> str:
    return html.unescape(response.content.decode())


def picture() -> SimpleUploadedFile:
    file = get_test_image_file()
    file.seek(0)
    return SimpleUploadedFile("mairie.png", file.read(), content_type="image/png")


def snippet_url(model: Any, name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_cms_pages_{model._meta.model_name}:{name}", args=args)


@pytest.mark.parametrize("model", [Domain, Term, SynonymGroup])
def test_lists_open_and_search(model: type, space: PartnerSpacePage, admin: Client) -> None:
    url = snippet_url(model, "list")
    assert admin.get(url).status_code == 200
    for query in ("eau", "é", '"', "(", "%", "x" * 500):
        assert admin.get(url, {"q": query}).status_code == 200


def test_a_code_is_given_once(space: PartnerSpacePage, admin: Client) -> None:
    term = Term.objects.get(slug="montage")
    url = snippet_url(Term, "edit", term.pk)
    assert admin.get(url).context["form"].fields["slug"].disabled
    data = {"label": "Financer", "slug": "autre", "vocabulary": "help", "order": "5"}
    assert admin.post(url, data).status_code == 302
    term.refresh_from_db()
    assert (term.label, term.slug, term.vocabulary) == ("Financer", "montage", "phase")


def test_faults_of_a_new_entry_are_told_in_french(space: PartnerSpacePage, admin: Client) -> None:
    parent = Domain.objects.get(slug="foncier")
    data = {"label": "Trop bas", "slug": "trop-bas", "order": "1", "parent": parent.pk}
    response = admin.post(snippet_url(Domain, "add"), data)
    assert response.status_code == 200
    assert response.context["form"].errors["parent"]
    response = admin.post(snippet_url(Domain, "add"), {**data, "parent": "", "slug": "foncier"})
    assert response.status_code == 200
    response = admin.post(snippet_url(SynonymGroup, "add"), {"terms": "seul", "note": ""})
    assert "Donnez au moins deux mots, un par ligne." in shown(response)


def test_taxonomies_are_the_staff_s(space: PartnerSpacePage) -> None:
    group = Group.objects.create(name="Rédaction")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client = login(make_user("redaction", group))
    for model in (Domain, Term, SynonymGroup):
        for name in ("list", "add"):
            response = client.get(snippet_url(model, name))
            assert response.status_code in {302, 403}
    for model in (SiteSettings, Menus):
        args = ("cms_pages", model._meta.model_name, Site.objects.get().pk)
        response = client.get(reverse("wagtailsettings:edit", args=args))
        assert response.status_code in {302, 403}


def test_the_site_s_settings(space: PartnerSpacePage, admin: Client) -> None:
    site = Site.objects.get()
    url = reverse("wagtailsettings:edit", args=("cms_pages", "sitesettings", site.pk))
    assert "mentions légales" in shown(admin.get(url)).lower()
    data = {
        "name": "Bouquet", "departement": "26", "licence_code": "etalab-2.0",
        "licence_label": "Licence Ouverte 2.0", "licence_url": "https://example.org/licence",
        **nested_form_data({"social_links": streamfield([])}),
    }  # fmt: skip
    assert admin.post(url, data).status_code == 302
    assert SiteSettings.for_site(site).departement == "26"
    for wrong in ("96", "drôme", "2C", "977", "1"):
        response = admin.post(url, {**data, "departement": wrong})
        assert response.status_code == 200
        assert "departement" in response.context["form"].errors


def test_menus(space: PartnerSpacePage, admin: Client) -> None:
    site = Site.objects.get()
    url = reverse("wagtailsettings:edit", args=("cms_pages", "menus", site.pk))
    assert admin.get(url).status_code == 200
    child = {"children-count": "0", "label": "Rien", "page": "", "url": ""}
    entry = {"label": "Partenaires", "page": str(space.pk), "url": "", "children-count": "0"}
    for block, status in ((entry, 302), ({**child}, 200)):
        data = nested_form_data(
            {"main": streamfield([("entry", block)]), "footer": streamfield([])}
        )
        response = admin.post(url, data)
        assert response.status_code == status
    assert Menus.for_site(site).main[0].value["page"].specific == space


def test_the_home_page_and_its_dated_highlights(space: PartnerSpacePage, admin: Client) -> None:
    home = HomePage.objects.get()
    url = reverse("wagtailadmin_pages:edit", args=(home.pk,))
    slot = {
        "title": "Programme", "starts_at": "2026-01-02 09:00", "ends_at": "2026-03-01 09:00",
        "text": rich_text("<p>Venez.</p>"), "pages-count": "0", "link": "",
    }  # fmt: skip
    base = {"title": "Accueil", "slug": "accueil", "action-publish": "1",
            "intro": rich_text("<p>Bonjour.</p>"), **nested_form_data({
                "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0",
                             "MAX_NUM_FORMS": ""}})}  # fmt: skip
    wrong = {**slot, "ends_at": "2025-12-31 09:00"}
    for block, status in ((wrong, 200), (slot, 302)):
        data = {**base, **nested_form_data({"slots": streamfield([("slot", block)])})}
        response = admin.post(url, data)
        assert response.status_code == status, response.context["form"].errors
    home.refresh_from_db()
    assert home.slots[0].value["title"] == "Programme"


@pytest.mark.parametrize("described", [True, False])
def test_an_image_is_described_when_it_comes_in(
    described: bool, space: PartnerSpacePage, admin: Client, media: Path
) -> None:
    data = {
        "title": "Mairie", "file": picture(), "collection": "1", "tags": "",
        "description": "La mairie." if described else "",
    }  # fmt: skip
    response = admin.post(reverse("wagtailimages:add"), data)
    assert CatalogueImage.objects.exists() is described
    assert response.status_code == (302 if described else 200)
    if not described:
        assert "personnes qui ne la voient pas" in shown(response)


def test_several_images_at_once_wait_for_their_description(
    space: PartnerSpacePage, admin: Client, media: Path
) -> None:
    response = admin.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Mairie", "files[]": picture(), "collection": "1"},
    )
    assert response.json()["success"]
    assert not CatalogueImage.objects.exists()
    upload = response.json()["uploaded_file_id"]
    prefix = f"uploaded-image-{upload}"
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=(upload,))
    fields = {f"{prefix}-title": "Mairie", f"{prefix}-collection": "1", f"{prefix}-tags": ""}
    assert not admin.post(url, fields).json()["success"]
    fields[f"{prefix}-description"] = "La mairie."
    assert admin.post(url, fields).json()["success"]
    assert CatalogueImage.objects.get().description == "La mairie."
