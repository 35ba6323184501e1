"""The document of a newsletter issue: its sections show public pages only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms_pages.models import NewsletterPage
from search.documents import streams
from search.documents.base import Draft, day
from search.documents.blocks import words
from search.documents.context import Context, Json
from search.documents.richtext import to_text


def build(context: Context, page: NewsletterPage, draft: Draft) -> None:
    draft.item.update(number=page.number, issued_on=day(page.issued_on))
    draft.detail["editorial_html"] = context.html(page.editorial)
    draft.detail["sections"] = [
        section
        for kind, _id, raw in streams.entries(page.sections)
        if isinstance(raw, Mapping) and (section := _section(context, kind, raw))
    ]
    if page.issued_on:
        draft.index["date"] = page.issued_on.toordinal()
        draft.index["month"] = [f"{page.issued_on:%Y-%m}"]
    draft.texts.append(to_text(page.editorial))
    draft.texts += words(draft.detail["sections"])


def _section(context: Context, kind: str, raw: Mapping[str, Any]) -> Json | None:
    if kind == "partner_focus":
        partner = context.ref(raw.get("partner"))
        return {"type": kind, "partner": partner, "html": context.html(raw.get("text"))}
    if kind == "questions":
        return {
            "type": kind,
            "items": [
                {"title": item.get("question") or "", "html": context.html(item.get("answer"))}
                for item in streams.items(raw.get("items"))
            ],
        }
    pages = context.ref_list(streams.items(raw.get("pages")))
    return {"type": kind, "title": raw.get("title") or "", "pages": pages} if pages else None
