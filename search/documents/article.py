"""The document of a news article."""

from __future__ import annotations

from cms_pages.models import ArticlePage
from search.documents.base import Draft, day
from search.documents.context import Context
from search.documents.people import add_audiences


def build(context: Context, page: ArticlePage, draft: Draft) -> None:
    draft.item["pinned_until"] = day(page.pinned_until)
    add_audiences(context, page, draft)
