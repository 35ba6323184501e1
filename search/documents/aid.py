"""The document of a financial aid."""

from __future__ import annotations

from cms_pages.models import AidPage
from search.documents.base import Draft, codes
from search.documents.calendar import add_calendar
from search.documents.context import Context
from search.documents.funding import add_funding
from search.documents.rules import add_rules


def build(context: Context, page: AidPage, draft: Draft) -> None:
    phases = context.codes("phases", page)
    draft.item["phases"] = phases
    draft.index["phase"] = codes(phases)
    add_funding(context, page, draft)
    add_calendar(context, page, draft, page.calendar_kind)
    add_rules(context, page, draft)
