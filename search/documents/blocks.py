"""The blocks of a page's text, as typed JSON a front end renders its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from search.documents.context import Context, Json
from search.documents.richtext import to_text
from search.documents.streams import entries, items

Render = Callable[[Context, Any], Json | None]
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


def render(context: Context, stream: Any) -> list[Json]:
    """Each block that has something to show, in order."""
    rendered = []
    for kind, block_id, raw in entries(stream):
        renderer = RENDERERS.get(kind)
        content = renderer(context, raw) if renderer and raw not in (None, "", [], {}) else None
        if content is not None:
            rendered.append({"type": kind, "id": block_id, **content})
    return rendered


def words(value: Any) -> list[str]:
    """Every text of rendered blocks, HTML stripped: what full text search reads."""
    if isinstance(value, Mapping):
        found = []
        for key, inner in value.items():
            if key.endswith("html"):
                found.append(to_text(inner))
            elif key in TEXT_KEYS and isinstance(inner, str):
                found.append(inner)
            elif isinstance(inner, (list, Mapping)):
                found += words(inner)
        return found
    if isinstance(value, list):
        return [text for inner in value for text in words(inner)]
    return [value] if isinstance(value, str) else []


TEXT_KEYS = frozenset(
    {
        "alt", "author", "caption", "label", "name", "note", "organisation", "role", "text",
        "title", "value",
    }
)  # fmt: skip


def file_of(context: Context, raw: Mapping[str, Any]) -> Json | None:
    """The chosen document with the title given here, or its own."""
    pk = raw.get("document")
    file = context.files.get(pk) if isinstance(pk, int) else None
    return {**file, "title": raw.get("title") or file["title"]} if file else None


def _heading(context: Context, raw: Any) -> Json:
    return {"level": HEADINGS.get(raw.get("level"), 2), "text": raw.get("text") or ""}


def _paragraph(context: Context, raw: Any) -> Json | None:
    html = context.html(raw)
    return {"html": html} if html else None


def _image(context: Context, raw: Any) -> Json | None:
    image = context.images.get(raw.get("image"))
    if not image:
        return None
    image = {**image, "alt": raw.get("alt") or image["alt"]}
    return {"image": image, "caption": raw.get("caption") or ""}


def _quote(context: Context, raw: Any) -> Json:
    return {"text": raw.get("text") or "", "author": raw.get("author") or ""}


def _document(context: Context, raw: Any) -> Json | None:
    file = file_of(context, raw)
    return {"document": file} if file else None


def _callout(context: Context, raw: Any) -> Json:
    return {
        "level": raw.get("level") or "info",
        "title": raw.get("title") or "",
        "html": context.html(raw.get("text")),
    }


def _table(context: Context, raw: Any) -> Json | None:
    rows = [[str(cell or "") for cell in row or ()] for row in raw.get("data") or ()]
    if not any(cell.strip() for row in rows for cell in row):
        return None
    return {
        "caption": raw.get("table_caption") or "",
        "header_row": bool(raw.get("first_row_is_table_header")),
        "header_column": bool(raw.get("first_col_is_header")),
        "rows": rows,
    }


def _video(context: Context, raw: Any) -> Json:
    return {
        "url": raw.get("url") or "",
        "title": raw.get("title") or "",
        "transcript_html": context.html(raw.get("transcript")),
    }


def link(context: Context, raw: Mapping[str, Any]) -> Json | None:
    """A label that leads to a public page or an address; None when it leads nowhere."""
    page = context.ref(raw.get("page"))
    url = page["html_url"] if page else raw.get("url") or ""
    return {"label": raw.get("label") or "", "url": url, "page": page} if url else None


def titled_texts(context: Context, raw: Any) -> Json | None:
    texts = [
        {"title": item.get("title") or "", "html": context.html(item.get("text"))}
        for item in items(raw)
    ]
    return {"items": texts} if texts else None


def _accordion(context: Context, raw: Any) -> Json | None:
    return titled_texts(context, raw.get("items"))


def _key_figures(context: Context, raw: Any) -> Json | None:
    figures = [
        {"value": item.get("value") or "", "label": item.get("label") or ""} for item in items(raw)
    ]
    return {"items": figures} if figures else None


RENDERERS: Mapping[str, Render] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "image": _image,
    "quote": _quote,
    "document": _document,
    "callout": _callout,
    "table": _table,
    "video": _video,
    "button": link,
    "accordion": _accordion,
    "steps": titled_texts,
    "key_figures": _key_figures,
}
