"""The document of a guide."""

from __future__ import annotations

from cms_pages.models import GuidePage
from search.documents.base import Draft
from search.documents.context import Context
from search.documents.people import add_audiences


def build(context: Context, page: GuidePage, draft: Draft) -> None:
    draft.item.update(
        edition_year=page.edition_year,
        page_count=page.page_count,
        printed=page.printed,
        document=context.files.get(page.document_id) if page.document_id else None,
    )
    add_audiences(context, page, draft)
