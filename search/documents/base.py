"""What the documents of all kinds share. Each kind's builder adds its own fields to a draft."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms_pages.kinds import KINDS
from cms_pages.models import CataloguePage, PartnerSpacePage
from search.documents import blocks, streams
from search.documents.address import api_url, front_path, front_url
from search.documents.context import PARIS, Context, Json, coded
from search.documents.visibility import Window
from search.text.french import sort_key

NO_DAY = 0
LAST_DAY = 9_999_999


@dataclass(slots=True)
class Draft:
    """A document being built: its parts, the texts to index, the moments that would change it."""

    item: Json
    detail: Json
    index: Json
    rules: Json
    calendar: Json | None = None
    texts: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """Names of what it belongs to: they find it, its own words rank it."""
    titles: list[str] = field(default_factory=list)
    """Other names that count as much as the title."""
    moments: list[datetime] = field(default_factory=list)


def start(context: Context, page: CataloguePage, window: Window) -> Draft:
    """The draft with everything that all kinds share."""
    space = context.space_of(page)
    co_bearers = _co_bearers(context, page, space)
    bearers = [space, *co_bearers] if space else co_bearers
    domains = _domains(context, page)
    line = {above.slug: above.label for domain in domains for above in lineage(context, domain)}
    path = front_path(page.kind, page.slug, page.url_path)
    draft = Draft(
        item={
            "id": page.pk,
            "uuid": str(page.translation_key),
            "kind": {"code": page.kind, "label": str(KINDS[page.kind].label)},
            "title": page.title,
            "slug": page.slug,
            "url": api_url(page.kind, page.pk),
            "html_url": front_url(page.kind, page.pk, path),
            "summary": page.summary,
            "partner": partner_code(space) if space else None,
            "co_bearers": [partner_code(other) for other in co_bearers],
            "domains": [coded(domain) for domain in domains],
            "image": context.images.get(page.image_id) if page.image_id else None,
            "published_at": moment(page.first_published_at),
            "updated_at": moment(page.last_published_at or page.first_published_at),
            "source": str(space.title if space else context.owner),
            "licence": context.licence,
        },
        detail=_detail(context, page),
        index={},
        rules={"perimeter": None, "cases": []},
        keywords=[*split(page.keywords), *split(page.acronyms)],
    )
    draft.index = {
        "id": page.pk,
        "kind": [page.kind],
        "domain": sorted(line),
        "partner": [bearer.code for bearer in bearers],
        "live_from": window.live_from,
        "live_until": window.live_until,
        "published": epoch(page.first_published_at),
        "updated": epoch(page.last_published_at or page.first_published_at),
        "sort_title": sort_key(page.title),
    }
    draft.labels = [draft.item["kind"]["label"], *line.values()]
    for bearer in bearers:
        draft.labels += filter(None, (bearer.title, bearer.acronym, bearer.code))
    return draft


def _detail(context: Context, page: CataloguePage) -> Json:
    contacts = [context.contacts.get(pk) for pk in context.many("contacts", page)]
    return {
        "keywords": split(page.keywords),
        "acronyms": split(page.acronyms),
        "body": blocks.render(context, page.body),
        "related": context.ref_list(streams.values(page.related)),
        "attachments": attachments(context, page.attachments),
        "contacts": [contact for contact in contacts if contact],
        "reviewed_on": day(page.reviewed_on),
        "review_due_on": day(page.review_due_on),
        "source_url": page.source_url,
        "seo": {
            "title": page.seo_title or page.title,
            "description": page.search_description or page.summary,
        },
    }


def attachments(context: Context, stream: Any) -> list[Json]:
    return [
        {
            **file,
            "accessible": bool(raw.get("accessible")),
            "language": raw.get("language") or "fr",
        }
        for raw in streams.structs(stream)
        if (file := blocks.file_of(context, raw))
    ]


def finish(draft: Draft) -> Draft:
    """Fill what depends on the whole draft: the texts to index, normalised for both engines."""
    index = draft.index
    index["title"] = nfc([draft.item["title"], *draft.titles])
    index["keywords"] = nfc(dict.fromkeys(draft.keywords))
    index["labels"] = nfc(dict.fromkeys(draft.labels))
    index["summary"] = nfc([draft.item["summary"]])
    index["body"] = nfc([*blocks.words(draft.detail["body"]), *draft.texts])
    return draft


def partner_code(space: PartnerSpacePage) -> Json:
    return {"code": space.code, "label": space.title}


def _co_bearers(
    context: Context, page: CataloguePage, space: PartnerSpacePage | None
) -> list[PartnerSpacePage]:
    """The public spaces that take part, the bearer's own left out."""
    public = {found.pk: found for found in context.spaces.values() if found != space}
    wanted = context.many("co_bearers", page)
    return [public[pk] for pk in wanted if pk in public and context.ref(pk)]


def _domains(context: Context, page: CataloguePage) -> list[Any]:
    found = [context.domains[pk] for pk in context.many("domains", page) if pk in context.domains]
    return sorted(found, key=lambda domain: domain.position)


def lineage(context: Context, domain: Any) -> list[Any]:
    """A domain and those above it, whatever the data say."""
    line: list[Any] = []
    current = domain
    while current is not None and current not in line:
        line.append(current)
        current = context.domains.get(current.parent_id)
    return line


def split(text: str) -> list[str]:
    """The values of a comma-separated field."""
    return [part for raw in (text or "").split(",") if (part := raw.strip())]


def nfc(texts: Iterable[str]) -> list[str]:
    return [unicodedata.normalize("NFC", text) for text in texts if text]


def day(value: Any) -> str | None:
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """A moment as people of the place read it, with its offset."""
    return value.astimezone(PARIS).isoformat(timespec="seconds") if value else None


def epoch(value: datetime | None) -> int:
    return int(value.timestamp()) if value else 0


def number(value: Any) -> int | float | None:
    """A number of a stream, stored as text when it is a decimal."""
    if value in (None, ""):
        return None
    found = float(value)
    return int(found) if found.is_integer() else found


def codes(pairs: Iterable[Json]) -> list[str]:
    return [pair["code"] for pair in pairs]
