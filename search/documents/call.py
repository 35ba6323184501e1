"""The document of a call for projects."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms_pages.choices import FunderLevel
from cms_pages.models import CallPage
from search.documents import streams
from search.documents.base import Draft, day
from search.documents.calendar import add_calendar
from search.documents.context import Context
from search.documents.funding import add_funding
from search.documents.rules import add_rules


def build(context: Context, page: CallPage, draft: Draft) -> None:
    call_kind = context.code(page.call_kind_id)
    draft.item.update(
        call_kind=call_kind,
        edition=page.edition,
        funder_level=_level(page.funder_level),
        results_on=day(page.results_on),
    )
    add_funding(context, page, draft)
    add_calendar(context, page, draft, "window")
    draft.detail["criteria"] = [
        {"label": raw.get("label") or "", "weight": raw.get("weight")}
        for raw in streams.structs(page.criteria)
    ]
    draft.detail["laureates"] = [
        {
            "name": raw.get("name") or "",
            "territory": context.territory(raw.get("territory")),
            "note": raw.get("note") or "",
        }
        for raw in streams.structs(page.laureates)
    ]
    if call_kind:
        draft.labels.append(call_kind["label"])
    if page.edition:
        draft.keywords.append(_("edition %(year)s") % {"year": page.edition})
    draft.texts += [raw["label"] for raw in draft.detail["criteria"]]
    add_rules(context, page, draft)


def _level(code: str) -> dict[str, str] | None:
    return {"code": code, "label": str(FunderLevel(code).label)} if code else None
