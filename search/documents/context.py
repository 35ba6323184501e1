"""What the builders of one chunk of pages need from the database, fetched once for all of them."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Min, Model
from django.utils import timezone
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import CollectionViewRestriction, Page

from backend.territories.models import Territory
from cms_pages.images import RENDITIONS
from cms_pages.kinds import KINDS
from cms_pages.models import (
    CataloguePage,
    Contact,
    Domain,
    EventPage,
    EventSession,
    PartnerSpacePage,
    SiteSettings,
    Term,
)
from search.documents import streams
from search.documents.address import absolute, api_url, front_path, front_url
from search.documents.richtext import links, to_html
from search.documents.visibility import Window, windows

logger = logging.getLogger(__name__)
PARIS = ZoneInfo("Europe/Paris")
Json = dict[str, Any]


@dataclass(slots=True)
class Context:
    """Everything the builders look up, by id. Pages that are not public are simply absent."""

    now: datetime
    licence: Json
    owner: str
    departement: str
    windows: Mapping[int, Window] = field(default_factory=dict)
    refs: dict[int, Json] = field(default_factory=dict)
    spaces: dict[str, PartnerSpacePage] = field(default_factory=dict)
    """Public spaces by tree path."""
    domains: dict[int, Domain] = field(default_factory=dict)
    terms: dict[int, Term] = field(default_factory=dict)
    related: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    """Targets of each many-to-many field, by page."""
    images: dict[int, Json] = field(default_factory=dict)
    files: dict[int, Json] = field(default_factory=dict)
    contacts: dict[int, Json] = field(default_factory=dict)
    space_contacts: dict[int, list[Json]] = field(default_factory=dict)
    sessions: dict[int, list[EventSession]] = field(default_factory=dict)
    programme_events: dict[int, list[int]] = field(default_factory=dict)
    """Events of each programme, the first to come first."""
    territories: dict[int, Json] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    """Pages the document being built shows; emptied by the builder for each page."""

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    def ref(self, page_id: Any) -> Json | None:
        """A short public reference to a page, or None. Whoever asks shows it."""
        if not isinstance(page_id, int):
            return None
        self.used.add(page_id)
        return self.refs.get(page_id)

    def ref_list(self, ids: Iterable[Any]) -> list[Json]:
        return [found for pk in ids if (found := self.ref(pk))]

    def space_of(self, page: Page) -> PartnerSpacePage | None:
        """The public space a page lies in: itself for a space."""
        step = Page.steplen
        for end in range(len(page.path), 0, -step):
            if found := self.spaces.get(page.path[:end]):
                return found
        return None

    def html(self, source: Any) -> str:
        return to_html(str(source or ""), self._resolve)

    def _resolve(self, kind: str, pk: int) -> str | None:
        if kind == "page":
            found = self.ref(pk)
            return found["html_url"] if found else None
        if kind == "document":
            file = self.files.get(pk)
            return file["url"] if file else None
        return None

    def many(self, name: str, page: Page) -> list[int]:
        return self.related.get(name, {}).get(page.pk, [])

    def codes(self, name: str, page: Page) -> list[Json]:
        """The terms of a field, as codes with labels in the order of their vocabulary."""
        terms = [self.terms[pk] for pk in self.many(name, page) if pk in self.terms]
        terms.sort(key=lambda term: (term.order, term.label))
        return [coded(term) for term in terms]

    def code(self, term_id: int | None) -> Json | None:
        term = self.terms.get(term_id) if term_id else None
        return coded(term) if term else None

    def territory(self, pk: Any) -> Json | None:
        return self.territories.get(pk) if isinstance(pk, int) else None


def coded(thing: Any) -> Json:
    return {"code": thing.slug, "label": thing.label}


def load(pages: list[CataloguePage], now: datetime | None = None) -> Context:
    """The context of these pages (specific, read from the database), in a bounded number of
    queries whatever their number."""
    site = SiteSettings.objects.select_related("site").order_by("-site__is_default_site").first()
    context = Context(
        now=now or timezone.now(),
        licence=licence_of(site),
        owner=(site.owner_name if site else "") or settings.WAGTAIL_SITE_NAME,
        departement=(site.departement if site else "") or getattr(settings, "DEPARTEMENT", ""),
    )
    context.domains = Domain.objects.in_bulk()
    context.terms = Term.objects.in_bulk()
    context.related = _many_to_many(pages)
    wanted = _collect(pages, context)
    wanted.contacts.update(pk for ids in context.related.get("contacts", {}).values() for pk in ids)
    load_pages(pages, wanted.pages, context)
    load_images(wanted.images, context)
    load_files(wanted.files, context)
    _load_contacts(pages, wanted.contacts, context)
    _load_sessions(pages, wanted, context)
    context.territories = {
        pk: {"code": code, "label": name}
        for pk, code, name in Territory.objects.filter(pk__in=wanted.territories).values_list(
            "pk", "code", "name"
        )
    }
    return context


def licence_of(site: SiteSettings | None) -> Json:
    return {
        "code": site.licence_code if site else "etalab-2.0",
        "label": site.licence_label if site else "Licence Ouverte 2.0",
        "url": site.licence_url
        if site
        else "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    }


@dataclass(slots=True)
class Wanted:
    pages: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    territories: set[int] = field(default_factory=set)
    contacts: set[int] = field(default_factory=set)


def _collect(pages: list[CataloguePage], context: Context) -> Wanted:
    """The ids that the pages' fields, streams and texts name."""
    wanted = Wanted()
    for page in pages:
        for block, raw in streams.page_leaves(page):
            wanted_by_block(wanted, block, raw)
        for relation in page._meta.concrete_fields:
            target = relation.related_model
            value = getattr(page, relation.attname, None)
            if not isinstance(target, type) or not isinstance(value, int):
                continue
            if issubclass(target, get_image_model()):
                wanted.images.add(value)
            elif issubclass(target, get_document_model()):
                wanted.files.add(value)
            elif issubclass(target, Territory):
                wanted.territories.add(value)
            elif issubclass(target, CataloguePage):
                wanted.pages.add(value)
    for others in (context.related.get("co_bearers", {}), _events_of(pages, context)):
        wanted.pages.update(pk for ids in others.values() for pk in ids)
    return wanted


def _events_of(pages: list[CataloguePage], context: Context) -> dict[int, list[int]]:
    programmes = [page.pk for page in pages if page.kind == "programme"]
    if programmes:
        events = EventPage.objects.filter(programme_id__in=programmes)
        dated = events.annotate(first=Min("sessions__starts_at")).order_by("first", "pk")
        for pk, programme in dated.values_list("pk", "programme_id"):
            context.programme_events.setdefault(programme, []).append(pk)
    return context.programme_events


def wanted_by_block(wanted: Wanted, block: Any, raw: Any) -> None:
    """What one filled block refers to; no block means rich text."""
    if block is None or isinstance(block, blocks.RichTextBlock):
        for kind, pk in links(str(raw)):
            (wanted.files if kind == "document" else wanted.pages).add(pk)
    elif isinstance(block, blocks.ChooserBlock) and isinstance(raw, int):
        if isinstance(block, ImageChooserBlock):
            wanted.images.add(raw)
        elif isinstance(block, DocumentChooserBlock):
            wanted.files.add(raw)
        elif isinstance(block, blocks.PageChooserBlock):
            wanted.pages.add(raw)
        else:
            wanted.territories.add(raw)


def _many_to_many(pages: list[CataloguePage]) -> dict[str, dict[int, list[int]]]:
    """The targets of every many-to-many field of these pages, one query a field and kind."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_model: dict[type[CataloguePage], list[int]] = defaultdict(list)
    for page in pages:
        by_model[type(page)].append(page.pk)
    for model, ids in by_model.items():
        for relation in model._meta.many_to_many:
            through = relation.remote_field.through
            source = through._meta.get_field(relation.m2m_field_name()).attname
            target = through._meta.get_field(relation.m2m_reverse_field_name()).attname
            rows = through._default_manager.filter(**{f"{source}__in": ids}).order_by("pk")
            for page_id, other in rows.values_list(source, target):
                found[relation.name][page_id].append(other)
    return found


def load_pages(pages: list[CataloguePage], wanted: set[int], context: Context) -> None:
    """Windows of the pages and of those they name, references, and the spaces above them."""
    kind_of = kinds_by_content_type()
    others = Page.objects.filter(pk__in=wanted, content_type__in=kind_of).values_list(
        "pk", "path", "title", "slug", "url_path", "content_type_id"
    )
    rows = {row[0]: row for row in others}
    context.windows = windows(
        [*((page.pk, page.path) for page in pages), *((row[0], row[1]) for row in rows.values())]
    )
    spaces = list(PartnerSpacePage.objects.all())
    shown = windows((space.pk, space.path) for space in spaces)
    context.spaces = {space.path: space for space in spaces if space.pk in shown}
    for pk, _path, title, slug, url_path, type_id in rows.values():
        window = context.windows.get(pk)
        if window and window.holds(context.now):
            context.refs[pk] = page_ref(kind_of[type_id], pk, title, slug, url_path)


def kinds_by_content_type() -> dict[int, str]:
    models: dict[type[Model], str] = {kind.model: code for code, kind in KINDS.items()}
    types = ContentType.objects.get_for_models(*models)
    return {content_type.pk: models[model] for model, content_type in types.items()}


def page_ref(kind: str, pk: int, title: str, slug: str, url_path: str) -> Json:
    """The short form under which a document shows another page."""
    return {
        "id": pk,
        "kind": {"code": kind, "label": str(KINDS[kind].label)},
        "title": title,
        "slug": slug,
        "url": api_url(kind, pk),
        "html_url": front_url(kind, pk, front_path(kind, slug, url_path)),
    }


def _private_collections() -> set[str]:
    """Tree paths of the collections behind a restriction: their files are not public."""
    return set(CollectionViewRestriction.objects.values_list("collection__path", flat=True))


def _hidden(path: str, private: set[str]) -> bool:
    return any(path.startswith(prefix) for prefix in private)


def load_images(wanted: set[int], context: Context) -> None:
    wanted.update(space.logo_id for space in context.spaces.values() if space.logo_id)
    if not wanted:
        return
    private = _private_collections()
    images = get_image_model().objects.filter(pk__in=wanted)
    for image in images.select_related("collection").prefetch_renditions(*RENDITIONS.values()):
        if not _hidden(image.collection.path, private) and (found := image_json(image)):
            context.images[image.pk] = found


def image_json(image: Any) -> Json | None:
    """An image with its alternative text and renditions; None when its file cannot be read."""
    try:
        with transaction.atomic():
            made = image.get_renditions(*RENDITIONS.values())
    except Exception:
        logger.exception("Image %s gives no rendition", image.pk)
        return None
    renditions = {}
    for name, spec in RENDITIONS.items():
        if rendition := made.get(spec):
            renditions[name] = {
                "url": absolute(rendition.url),
                "width": rendition.width,
                "height": rendition.height,
            }
    return {
        "alt": "" if image.is_decorative else image.description,
        "credit": image.credit,
        "renditions": renditions,
    }


def load_files(wanted: set[int], context: Context) -> None:
    if not wanted:
        return
    private = _private_collections()
    files = get_document_model().objects.filter(pk__in=wanted).select_related("collection")
    for file in files:
        if not _hidden(file.collection.path, private):
            context.files[file.pk] = {
                "title": file.title,
                "url": absolute(file.url),
                "filename": file.filename,
                "extension": file.file_extension.lower(),
                "size": file.file_size,
            }


def _load_contacts(pages: list[CataloguePage], wanted: set[int], context: Context) -> None:
    spaces = [page.pk for page in pages if isinstance(page, PartnerSpacePage)]
    for contact in Contact.objects.filter(pk__in=wanted):
        context.contacts[contact.pk] = contact_json(contact)
    if spaces:
        for contact in Contact.objects.filter(page_id__in=spaces).order_by("sort_order", "pk"):
            context.space_contacts.setdefault(contact.page_id, []).append(contact_json(contact))


def contact_json(contact: Contact) -> Json:
    names = ("name", "service", "email", "phone", "hours", "url")
    return {name: getattr(contact, name) for name in names}


def _load_sessions(pages: list[CataloguePage], wanted: Wanted, context: Context) -> None:
    events = [page.pk for page in pages if page.kind == "event"]
    if not events:
        return
    for session in EventSession.objects.filter(page_id__in=events).order_by("starts_at", "pk"):
        context.sessions.setdefault(session.page_id, []).append(session)
        if session.territory_id:
            wanted.territories.add(session.territory_id)
