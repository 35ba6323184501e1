"""A small catalogue made through the pages' own models, for the tests of the read side."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site

from backend.territories.models import Territory
from cms_pages.kinds import KINDS
from cms_pages.models import (
    Contact,
    Domain,
    EventSession,
    HomePage,
    OfferPage,
    PartnerSpacePage,
    Term,
)
from search.models import CatalogueEntry

_numbers = count(1)


def make_home() -> HomePage:
    """An empty site: a home page under the root, in place of Wagtail's welcome page."""
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", live=True))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def make_space(home: Page, code: str = "caue-26", **fields: Any) -> PartnerSpacePage:
    values = {"title": f"Partenaire {code}", "slug": code, "code": code, "summary": "Conseille."}
    return publish(home.add_child(instance=PartnerSpacePage(**{**values, **fields}, live=False)))


def make_page(
    parent: Page, kind: str = "offer", live: bool = True, quick: bool = False, **fields: Any
) -> Any:
    """A page of any kind, published through a revision as the admin does; quick: as a script."""
    number = next(_numbers)
    values: dict[str, Any] = {"title": f"Titre {number}", "slug": f"{kind}-{number}"}
    if kind != "page":
        values["summary"] = "Un résumé."
    if kind == "call":
        values["closes_on"] = timezone.localdate() + timedelta(days=60)
    many = {name: fields.pop(name) for name in list(fields) if name in MANY}
    if kind in {"offer", "aid", "call"} and "domains" not in many:
        many["domains"] = [make_domain("divers")]
    sessions = fields.pop("sessions", [make_session()] if kind == "event" else ())
    page = KINDS[kind].model(**{**values, **fields}, live=quick)
    for name, targets in many.items():
        setattr(page, name, targets)
    if kind == "event":
        page.sessions = list(sessions)
    parent.add_child(instance=page)
    return publish(page) if live and not quick else page


def make_session(days: int = 10, **fields: Any) -> EventSession:
    """A session of two hours, so many days from now."""
    start = timezone.now() + timedelta(days=days)
    return EventSession(**{"starts_at": start, "ends_at": start + timedelta(hours=2), **fields})


MANY = ("domains", "contacts", "co_bearers", "audiences", "phases", "help_kinds", "aid_types")


def publish(page: Any) -> Any:
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_domain(slug: str, label: str = "", parent: Domain | None = None) -> Domain:
    values = {"label": label or slug.title(), "parent": parent}
    return Domain.objects.get_or_create(slug=slug, defaults=values)[0]


def make_term(vocabulary: str, slug: str, label: str = "") -> Term:
    return Term.objects.create(vocabulary=vocabulary, slug=slug, label=label or slug.title())


def make_contact(space: PartnerSpacePage, name: str = "Accueil") -> Contact:
    return Contact.objects.create(page=space, name=name, email="accueil@example.org")


def make_image(title: str = "Une école", description: str = "Une école en bois.") -> Any:
    stream = BytesIO()
    PillowImage.new("RGB", (64, 48), "teal").save(stream, "PNG")
    return get_image_model().objects.create(
        title=title, description=description, file=ContentFile(stream.getvalue(), "image.png")
    )


def make_file(title: str = "Règlement", collection: Collection | None = None) -> Any:
    extra = {"collection": collection} if collection else {}
    return get_document_model().objects.create(
        title=title, file=ContentFile(b"%PDF-1.4", "reglement.pdf"), **extra
    )


def make_commune(code: str = "26113", name: str = "Die") -> Territory:
    return Territory.objects.create(code=code, name=name, nature="com", departement="26")


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def stream(*blocks: dict[str, Any]) -> str:
    return json.dumps(list(blocks))


def entry(page: Any) -> CatalogueEntry | None:
    """The page's row, a tombstone included."""
    return CatalogueEntry.objects.filter(page_id=page.pk).first()


def item(page: Any) -> dict[str, Any]:
    row = entry(page)
    assert row is not None
    assert not row.removed
    return json.loads(row.item)


def detail(page: Any) -> dict[str, Any]:
    row = entry(page)
    assert row is not None
    assert not row.removed
    return json.loads(row.detail)


def index(page: Any) -> dict[str, Any]:
    row = entry(page)
    assert row is not None
    return json.loads(row.facts)["index"]


def is_public(page: Any) -> bool:
    row = entry(page)
    return row is not None and not row.removed


def make_offer(space: Page, **fields: Any) -> OfferPage:
    return make_page(space, "offer", **fields)


def site() -> dict[str, Any]:
    return json.loads(CatalogueEntry.objects.get(key="site:site").item)
