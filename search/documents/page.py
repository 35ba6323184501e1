"""The document of a free page: where it stands in the tree."""

from __future__ import annotations

from cms_pages.models import FreePage
from search.documents.address import front_path
from search.documents.base import Draft
from search.documents.context import Context


def build(context: Context, page: FreePage, draft: Draft) -> None:
    draft.item["path"] = front_path(page.kind, page.slug, page.url_path)
