"""The document of an offer: the help a partner gives."""

from __future__ import annotations

from cms_pages.models import OfferPage
from search.documents import streams
from search.documents.base import Draft, codes
from search.documents.context import Context
from search.documents.people import add_audiences
from search.documents.richtext import to_text
from search.documents.rules import add_rules

TEXTS = ("operations", "deliverables", "limits")


def build(context: Context, page: OfferPage, draft: Draft) -> None:
    phases, help_kinds = context.codes("phases", page), context.codes("help_kinds", page)
    access = context.code(page.access_mode_id)
    draft.item.update(phases=phases, help_kinds=help_kinds, access_mode=access)
    draft.index.update(
        phase=codes(phases), help=codes(help_kinds), access=codes([access] if access else [])
    )
    add_audiences(context, page, draft)
    for name in TEXTS:
        source = getattr(page, name)
        draft.detail[f"{name}_html"] = context.html(source)
        draft.texts.append(to_text(source))
    for name in ("in_house_name", "price_note", "lead_time", "request_url"):
        draft.detail[name] = getattr(page, name)
    draft.detail["levels"] = [
        {"label": raw.get("label") or "", "html": context.html(raw.get("text"))}
        for raw in streams.structs(page.levels)
    ]
    draft.detail["examples"] = [
        {
            "title": raw.get("title") or "",
            "year": raw.get("year"),
            "territory": context.territory(raw.get("territory")),
            "text": raw.get("text") or "",
        }
        for raw in streams.structs(page.examples)
    ]
    draft.keywords.append(page.in_house_name)
    draft.labels += [pair["label"] for pair in help_kinds]
    draft.texts += [text for raw in draft.detail["levels"] for text in _level_texts(raw)]
    draft.texts += [f"{raw['title']} {raw['text']}".strip() for raw in draft.detail["examples"]]
    add_rules(context, page, draft)


def _level_texts(level: dict[str, str]) -> list[str]:
    return [level["label"], to_text(level["html"])]
