"""Documents that are no page: the site (settings, menus, home page) and the vocabularies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect

from backend.territories.stamp import directory_stamp
from cms_pages.choices import Vocabulary
from cms_pages.kinds import KINDS
from cms_pages.models import Domain, HomePage, Menus, SiteSettings, SynonymGroup, Term
from search.documents import streams
from search.documents.base import moment
from search.documents.blocks import link
from search.documents.build import content_hash
from search.documents.context import (
    Context,
    Json,
    Wanted,
    licence_of,
    load,
    load_files,
    load_images,
    load_pages,
    wanted_by_block,
)
from search.models import CatalogueEntry, EntryKind


def shared_documents(now: datetime) -> list[CatalogueEntry]:
    """Every shared document as an entry still without a version."""
    with translation.override(settings.LANGUAGE_CODE):
        return [
            _entry(EntryKind.VOCABULARY, "taxonomy", taxonomy()),
            _entry(EntryKind.VOCABULARY, "synonyms", synonyms()),
            _entry(EntryKind.VOCABULARY, "territories", {"stamp": directory_stamp()}),
            _entry(EntryKind.VOCABULARY, "redirects", redirects()),
            _entry(EntryKind.SITE, "site", site(now)),
        ]


def _entry(kind: EntryKind, name: str, document: Json) -> CatalogueEntry:
    text = orjson.dumps(document).decode()
    return CatalogueEntry(
        key=f"{kind.value}:{name}",
        kind=kind.value,
        slug=name,
        item=text,
        content_hash=content_hash(text),
    )


def taxonomy() -> Json:
    """The kinds, the domains and the terms, in order, with their labels."""
    domains = list(Domain.objects.all())
    slugs = {domain.pk: domain.slug for domain in domains}
    terms: dict[str, list[Json]] = {code: [] for code in Vocabulary.values}
    for term in Term.objects.all():
        entry = {"code": term.slug, "label": term.label, "description": term.description}
        terms.setdefault(term.vocabulary, []).append(entry)
    return {
        "kinds": [
            {"code": kind.code, "label": str(kind.label_plural), "singular": str(kind.label)}
            for kind in KINDS.values()
        ],
        "domains": [
            {
                "code": domain.slug,
                "label": domain.label,
                "parent": slugs[domain.parent_id] if domain.parent_id else None,
                "description": domain.description,
            }
            for domain in domains
        ],
        "terms": terms,
    }


def synonyms() -> Json:
    return {"groups": [group.term_list() for group in SynonymGroup.objects.order_by("pk")]}


def redirects() -> Json:
    """The redirections kept by hand that lead to a page: front-end path, without end slashes."""
    rows = Redirect.objects.filter(redirect_page__isnull=False).order_by("pk")
    pages = rows.values_list("old_path", "redirect_page_id")
    return {"pages": {path.strip("/"): page_id for path, page_id in pages}}


def site(now: datetime) -> Json:
    """What a front end needs besides pages. Only what is public is named."""
    chosen = SiteSettings.objects.order_by("-site__is_default_site", "pk").first()
    menus = Menus.objects.order_by("-site__is_default_site", "pk").first()
    home = HomePage.objects.filter(live=True).order_by("path").first()
    context = _context(now, chosen, menus, home)
    return {
        **_identity(context, chosen),
        "menus": {
            name: _menu(context, getattr(menus, name)) if menus else []
            for name in ("main", "footer")
        },
        "home": {
            "title": home.title if home else "",
            "intro_html": context.html(home.intro) if home else "",
            "slots": [_slot(context, raw) for raw in streams.structs(home.slots)] if home else [],
        },
    }


def _context(now: datetime, *things: Any) -> Context:
    """What the streams and texts of the settings, menus and home page refer to."""
    context = load([], now)
    wanted = Wanted()
    for thing in things:
        if thing is not None:
            for block, raw in streams.page_leaves(thing):
                wanted_by_block(wanted, block, raw)
    chosen = things[0]
    if chosen:
        pages = (chosen.legal_page_id, chosen.accessibility_page_id, chosen.privacy_page_id)
        wanted.pages.update(pk for pk in pages if pk)
        wanted.images.update({chosen.logo_id} - {None})
    load_pages([], wanted.pages, context)
    load_images(wanted.images, context)
    load_files(wanted.files, context)
    return context


def _identity(context: Context, chosen: SiteSettings | None) -> Json:
    names = ("tagline", "departement", "owner_name", "contact_email", "contact_phone",
             "contact_address")  # fmt: skip
    given = {name: getattr(chosen, name, "") for name in names}
    pages = {
        name: context.ref(getattr(chosen, f"{name}_page_id", None))
        for name in ("legal", "accessibility", "privacy")
    }
    return {
        "name": getattr(chosen, "name", "") or settings.WAGTAIL_SITE_NAME,
        "tagline": given["tagline"],
        "departement": given["departement"] or None,
        "owner": given["owner_name"],
        "logo": context.images.get(chosen.logo_id) if chosen and chosen.logo_id else None,
        "contact": {
            "email": given["contact_email"],
            "phone": given["contact_phone"],
            "address": given["contact_address"],
        },
        "licence": licence_of(chosen),
        "pages": pages,
        "social_links": [
            {"label": raw.get("label") or "", "url": raw.get("url") or ""}
            for raw in (streams.structs(chosen.social_links) if chosen else ())
        ],
    }


def _menu(context: Context, stream: Any) -> list[Json]:
    """Entries that lead somewhere public, or have such entries below them."""
    found = []
    for raw in streams.structs(stream):
        children = _links(context, streams.items(raw.get("children")))
        entry = link(context, raw)
        if entry or children:
            blank = {"label": raw.get("label") or "", "url": None, "page": None}
            found.append({**(entry or blank), "children": children})
    return found


def _links(context: Context, raws: Iterable[Mapping[str, Any]]) -> list[Json]:
    return [entry for raw in raws if (entry := link(context, raw))]


def _slot(context: Context, raw: Mapping[str, Any]) -> Json:
    return {
        "title": raw.get("title") or "",
        "starts_at": _moment(raw.get("starts_at")),
        "ends_at": _moment(raw.get("ends_at")),
        "html": context.html(raw.get("text")),
        "pages": context.ref_list(streams.items(raw.get("pages"))),
        "link": raw.get("link") or None,
    }


def _moment(raw: Any) -> str | None:
    return moment(datetime.fromisoformat(raw)) if raw else None
