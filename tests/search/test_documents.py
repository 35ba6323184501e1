"""Documents: what they say of a page, and what they never say."""

from __future__ import annotations

from typing import Any

import pytest

from cms_pages.kinds import KINDS
from search.drain import drain
from tests.search.world import is_public, item, make_page


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "partner"])
def test_every_kind_has_a_document(space: Any, kind: str) -> None:
    page = make_page(space, kind)
    drain()
    found = item(page)
    assert found["kind"]["code"] == kind
    assert found["title"] == page.title
    assert found["partner"] == {"code": "caue-26", "label": "Partenaire caue-26"}


def test_a_draft_has_none(space: Any) -> None:
    page = make_page(space, live=False)
    drain()
    assert not is_public(page)
