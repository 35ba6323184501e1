"""The people a page is for, besides the local authorities."""

from __future__ import annotations

from typing import Any

from search.documents.base import Draft, codes
from search.documents.context import Context


def add_audiences(context: Context, page: Any, draft: Draft) -> None:
    audiences = context.codes("audiences", page)
    draft.item["audiences"] = audiences
    draft.index["audience"] = codes(audiences)
    draft.labels += [pair["label"] for pair in audiences]
