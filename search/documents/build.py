"""From page ids to finished documents, a chunk at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils import timezone, translation
from wagtail.models import Page

from cms_pages.kinds import KINDS
from cms_pages.models import CataloguePage
from search.documents import (
    aid,
    article,
    base,
    call,
    event,
    guide,
    newsletter,
    offer,
    partner,
    programme,
    rules,
)
from search.documents import page as free_page
from search.documents.address import front_path
from search.documents.context import Context, kinds_by_content_type, load
from search.documents.visibility import NEVER, Window

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
BUILDERS: Mapping[str, Any] = {
    "offer": offer.build,
    "aid": aid.build,
    "call": call.build,
    "event": event.build,
    "programme": programme.build,
    "article": article.build,
    "guide": guide.build,
    "newsletter": newsletter.build,
    "partner": partner.build,
    "page": free_page.build,
}


@dataclass(frozen=True, slots=True)
class Document:
    """One public page's document, in the form in which it is stored."""

    page_id: int
    uuid: UUID
    kind: str
    slug: str
    path: str
    item: str
    detail: str
    facts: str
    content_hash: str
    refresh_on: datetime | None


@dataclass(slots=True)
class Built:
    """The documents of a chunk; the other ids have none, except those that failed."""

    documents: dict[int, Document] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)


def fingerprint() -> str:
    """What all documents depend on besides the database: when it changes, all are built again."""
    frontend = getattr(settings, "FRONTEND_URL", "") or ""
    paths = "|".join(kind.path for kind in KINDS.values())
    text = f"{_release()}|{frontend}|{paths}|{settings.MEDIA_URL}|{settings.LANGUAGE_CODE}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=1)
def _release() -> str:
    """The builders' own text and the labels in the language of the catalogue.

    Read once a process; nobody has to remember to raise a number.
    """
    words = f"{settings.LANGUAGE_CODE}/LC_MESSAGES/django.mo"
    files = [
        *HERE.glob("*.py"),
        *HERE.parent.glob("*.py"),
        *HERE.parent.glob("text/*.py"),
        *(Path(folder, words) for folder in settings.LOCALE_PATHS),
    ]
    digest = blake2b(digest_size=16)
    for file in sorted(files):
        if file.exists():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def build(ids: Iterable[int], now: datetime | None = None) -> Built:
    """The documents of those of these pages that are public, now or later."""
    built = Built()
    now = now or timezone.now()
    with translation.override(settings.LANGUAGE_CODE), timezone.override(settings.TIME_ZONE):
        pages = _specific(ids)
        if not pages:
            return built
        context = load(pages, now)
        for page in pages:
            window = context.windows.get(page.pk)
            if window is None or window.live_until <= now.timestamp():
                continue
            try:
                built.documents[page.pk] = document(context, page, window)
            except Exception:
                logger.exception("The document of page %s cannot be built", page.pk)
                built.failed.add(page.pk)
    return built


def _specific(ids: Iterable[int]) -> list[CataloguePage]:
    """The pages themselves, read from the database, one query a kind."""
    kind_of = kinds_by_content_type()
    by_kind: dict[str, list[int]] = {}
    rows = Page.objects.filter(pk__in=list(ids), live=True, content_type__in=kind_of)
    for pk, type_id in rows.order_by("pk").values_list("pk", "content_type_id"):
        by_kind.setdefault(kind_of[type_id], []).append(pk)
    found: list[CataloguePage] = []
    for kind, wanted in by_kind.items():
        found += KINDS[kind].model.objects.filter(pk__in=wanted).order_by("pk")
    return found


def document(context: Context, page: CataloguePage, window: Window) -> Document:
    context.used = set()
    draft = base.start(context, page, window)
    BUILDERS[page.kind](context, page, draft)
    rules.index_rules(draft)
    base.finish(draft)
    facts = {
        "index": draft.index,
        "rules": draft.rules,
        "calendar": draft.calendar,
        "refs": sorted(context.used & context.refs.keys() - {page.pk}),
        "names": [page.acronym, *draft.detail["acronyms"]] if page.kind == "partner" else [],
        "visible": window.holds(context.now),
    }
    parts = [_dump(draft.item), _dump(draft.detail), _dump(facts)]
    refresh_on = _refresh_on(context, window, draft.moments)
    return Document(
        page_id=page.pk,
        uuid=page.translation_key,
        kind=page.kind,
        slug=page.slug,
        path=front_path(page.kind, page.slug, page.url_path),
        item=parts[0],
        detail=parts[1],
        facts=parts[2],
        content_hash=content_hash(*parts, str(refresh_on)),
        refresh_on=refresh_on,
    )


def content_hash(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _dump(value: Any) -> str:
    return orjson.dumps(value).decode()


def _refresh_on(context: Context, window: Window, moments: list[datetime]) -> datetime | None:
    """The next moment at which time alone changes the document."""
    bounds = (window.live_from, window.live_until)
    moments += [datetime.fromtimestamp(seconds, UTC) for seconds in bounds if seconds < NEVER]
    return min((moment for moment in moments if moment > context.now), default=None)
