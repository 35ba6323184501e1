"""What follows a change of a page: fresh answers, redirections, 410."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from search.drain import drain
from tests.api.catalogue import Catalogue
from tests.api.conftest import Api
from tests.search.world import block, make_page, publish, stream


def change(page: Any, **fields: Any) -> Any:
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page = publish(page)
    drain()
    return page


def test_a_publication_is_in_the_next_answer(api: Api, world: Catalogue) -> None:
    before = api.answer("offers/")
    page = make_page(world.spaces[0], "offer", title="Offre toute neuve", slug="toute-neuve")
    drain()
    after = api.answer("offers/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["count"] == before.json()["count"] + 1
    assert api.get("offers/toute-neuve/")["id"] == page.pk


def test_an_old_slug_leads_to_the_new_one(api: Api, world: Catalogue) -> None:
    page = world.first("guide")
    change(page, slug="guide-de-leau-2027")
    change(page, slug="guide-de-leau-2028")
    for old in ("guide-eau", "guide-de-leau-2027"):
        response = api.answer(f"guides/{old}/?insee=26113")
        assert response.status_code == 301
        assert response["Location"] == (
            "http://testserver/api/v1/guides/guide-de-leau-2028/?insee=26113"
        )
        similar = api.answer(f"guides/{old}/similar/")
        assert similar["Location"].endswith("/guides/guide-de-leau-2028/similar/")
        found = api.get("resolve/", path=f"/guides/{old}/")
        assert (found["status"], found["path"]) == (301, "/guides/guide-de-leau-2028/")
    assert api.get("guides/guide-de-leau-2028/")["id"] == page.pk


def test_what_was_public_and_is_gone_says_so(api: Api, world: Catalogue) -> None:
    article, call = world.first("article"), world.first("call")
    addresses = [f"articles/{article.pk}/", "articles/villages-fleuris/",
                 f"calls/{call.pk}/", "calls/appel-rivieres/similar/"]  # fmt: skip
    for address in addresses:
        assert api.answer(address).status_code == 200
    article.unpublish()
    call.delete()
    drain()
    for address in addresses:
        assert api.refused(address, 410)["title"] == "Retiré"
    api.refused("resolve/", 410, path="/actualites/villages-fleuris/")
    assert api.get("search/", id=f"{article.pk},{call.pk}")["count"] == 0


def test_a_slug_taken_again_is_the_new_pages_own(api: Api, world: Catalogue) -> None:
    old = make_page(world.spaces[0], "guide", title="Ancien", slug="repris")
    drain()
    old.delete()
    drain()
    api.refused("guides/repris/", 410)
    new = make_page(world.spaces[0], "guide", title="Nouveau", slug="repris")
    drain()
    assert api.get("guides/repris/")["id"] == new.pk


def test_a_renamed_partner_is_renamed_in_its_items_and_facets(api: Api, world: Catalogue) -> None:
    change(world.spaces[1], title="Énergie Drôme")
    values = api.get("search/")["facets"]["partner"]["values"]
    assert {"sded": "Énergie Drôme"}.items() <= {v["code"]: v["label"] for v in values}.items()
    item = api.get("offers/", partner="sded", page_size=1)["results"][0]
    assert item["partner"]["label"] == "Énergie Drôme" or item["co_bearers"]


def test_a_highlight_of_the_home_page_comes_and_goes_by_itself(
    api: Api, world: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    times = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=2)}
    slot = {"title": "Bientôt", "text": "", "pages": [], "link": "https://example.org/"}
    slot |= {name: time.isoformat() for name, time in times.items()}
    change(world.home, slots=stream(block("slot", slot)))
    before = api.answer("site/")
    assert before.json()["home"]["slots"] == []
    for hours, titles in ((1.5, ["Bientôt"]), (2.5, [])):
        later = now + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        answer = api.answer("site/", headers={"If-None-Match": before["ETag"]})
        assert [shown["title"] for shown in answer.json()["home"]["slots"]] == titles


def test_links_to_what_is_no_longer_public_disappear(api: Api, world: Catalogue) -> None:
    aid = world.first("aid")
    assert [ref["slug"] for ref in api.get(f"aids/{aid.pk}/")["related"]] == ["diagnostic-eau"]
    world.first("offer").unpublish()
    drain()
    assert api.get(f"aids/{aid.pk}/")["related"] == []
    assert api.get("site/")["home"]["slots"][0]["pages"] == []
