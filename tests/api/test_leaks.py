"""What is not public appears in no answer of any endpoint: no item, no count, no completion."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cms_pages.kinds import COLLECTIONS, KINDS
from tests.api.catalogue import SECRET, Catalogue
from tests.api.conftest import Api
from tests.api.endpoints import ENDPOINTS

HIDDEN = [
    f"{why}-{kind}"
    for why in ("draft", "expired", "future", "orphan", "private")
    for kind in KINDS
    if kind != "partner"
] + ["orphan-partner", "private-partner"]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_no_endpoint_shows_what_is_not_public(api: Api, path: str) -> None:
    response = api.answer(path)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("path", ["search/", *(f"{name}/" for name in COLLECTIONS)])
def test_no_page_of_a_list_holds_it(api: Api, path: str) -> None:
    body = json.dumps(api.get(path, page_size=100))
    assert SECRET not in body
    found = api.get(path, q=SECRET)
    assert (found["count"], found["results"]) == (0, [])
    assert SECRET not in str(found["meta"]["did_you_mean"])
    assert all(
        value["count"] == 0 for facet in found["facets"].values() for value in facet["values"]
    )


@pytest.mark.parametrize("name", HIDDEN)
def test_it_is_at_no_address(api: Api, world: Catalogue, name: str) -> None:
    page = world.hidden[name]
    collection = KINDS[page.kind].collection
    for key in (page.pk, page.slug):
        for address in (f"{collection}/{key}/", f"{collection}/{key}/similar/"):
            response = api.answer(address)
            assert response.status_code in {404, 410}
            assert SECRET not in response.content.decode().replace(f"{key}", "")
    assert api.get("search/", id=page.pk)["count"] == 0
    path = KINDS[page.kind].path.format(slug=page.slug, tree_path=page.slug)
    assert api.answer("resolve/", path=path).status_code in {404, 410}


def test_what_was_never_public_is_not_said_to_be_gone(api: Api, world: Catalogue) -> None:
    """A 410 would tell that a page exists."""
    for name in ("draft-offer", "private-offer", "future-offer"):
        page = world.hidden[name]
        if name != "future-offer":
            api.refused(f"offers/{page.pk}/", 404)
            api.refused(f"offers/{page.slug}/", 404)


def test_it_completes_nothing(api: Api) -> None:
    for typed in (SECRET, SECRET[:4], SECRET.upper(), f"{SECRET} draft"):
        assert api.get("suggest/", q=typed)["results"] == []


def test_its_domain_counts_without_it(api: Api, world: Catalogue) -> None:
    (energy,) = [d for d in api.get("domains/")["domains"] if d["code"] == "energie-climat"]
    assert energy["count"] == sum(
        1
        for pages in world.public.values()
        for page in pages
        if world.domains["energie-climat"] in page.domains.all()
    )


def test_a_close_spelling_never_leads_to_it(api: Api) -> None:
    found: Any = api.get("search/", q=SECRET[:-1] + "a")
    assert found["count"] == 0
    assert found["meta"]["did_you_mean"] is None
