"""The document of a programme, with the public events that belong to it."""

from __future__ import annotations

from cms_pages.models import ProgrammePage
from search.documents.base import Draft, day
from search.documents.context import Context
from search.documents.people import add_audiences
from search.documents.rules import add_rules


def build(context: Context, page: ProgrammePage, draft: Draft) -> None:
    draft.item.update(
        year=page.year,
        starts_on=day(page.starts_on),
        ends_on=day(page.ends_on),
        price_note=page.price_note,
    )
    draft.detail["events"] = context.ref_list(context.programme_events.get(page.pk, ()))
    draft.texts += [event["title"] for event in draft.detail["events"]]
    if page.starts_on:
        draft.index["date"] = page.starts_on.toordinal()
    add_audiences(context, page, draft)
    add_rules(context, page, draft)
