"""The laws any client may test, on random requests, against a count made by hand."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.facets import FACETS
from search.models import CatalogueEntry
from tests.api.catalogue import Catalogue
from tests.api.conftest import BASE, Api
from tests.api.places import DIOIS, SMALL, TOWN

COUNTED = [name for name in FACETS if name not in {"status", "month"}]
WORDS = ["", "eau", "lavoir communal", "renover", "élus", "chaudière", "chaudirre", "école", "rien"]
PLACES: list[dict[str, str]] = [
    {}, {}, {"insee": SMALL}, {"insee": TOWN, "eligibility": "eligible,to_check,not_eligible"},
    {"siren": DIOIS}, {"insee": TOWN, "eligibility": "not_eligible"},
]  # fmt: skip
RANDOM = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture
def values(api: Api) -> dict[str, list[str]]:
    """Every value that each facet may be asked."""
    declared = api.get("facets/")["facets"]
    found = {facet["name"]: [value["code"] for value in facet["values"]] for facet in declared}
    months = api.get("search/", facets="month")["facets"]["month"]["values"]
    return found | {"month": [value["code"] for value in months]}


@st.composite
def requests(draw: Any, values: dict[str, list[str]]) -> dict[str, str]:
    """A random request: words, a place, and values of up to three facets."""
    query = {"q": draw(st.sampled_from(WORDS)), **draw(st.sampled_from(PLACES))}
    for name in draw(st.lists(st.sampled_from(list(FACETS)), max_size=3, unique=True)):
        chosen = draw(st.lists(st.sampled_from(values[name]), min_size=1, max_size=3, unique=True))
        query[name] = ",".join(chosen)
    return {name: value for name, value in query.items() if value}


def read(query: dict[str, Any]) -> Any:
    response = Client().get(f"{BASE}search/", query)
    assert response.status_code == 200, (query, response.content[:500])
    return response.json()


def ids(query: dict[str, Any]) -> set[int]:
    return {item["id"] for item in read({**query, "page_size": 100, "facets": ""})["results"]}


@RANDOM
@given(data=st.data())
def test_the_count_of_a_value_is_what_the_value_alone_finds(
    api: Api, values: dict[str, list[str]], data: Any
) -> None:
    query = data.draw(requests(values))
    facets = read({**query, "page_size": 0, "facets": ",".join(FACETS)})["facets"]
    name = data.draw(st.sampled_from(list(FACETS)))
    for value in facets[name]["values"]:
        alone = read({**query, name: value["code"], "page_size": 0, "facets": ""})
        assert alone["count"] == value["count"], (query, name, value)


@RANDOM
@given(data=st.data())
def test_walking_the_pages_gives_each_item_once(
    api: Api, values: dict[str, list[str]], data: Any
) -> None:
    query: dict[str, Any] = data.draw(requests(values))
    query["sort"] = data.draw(
        st.sampled_from(
            ["relevance", "-newest", "updated", "deadline", "-deadline", "date", "title"]
        )
    )
    query["page_size"] = data.draw(st.integers(1, 9))
    page = read(query)
    total, seen = page["count"], [item["id"] for item in page["results"]]
    while page["next"]:
        page = Client().get(page["next"]).json()
        seen += [item["id"] for item in page["results"]]
    assert len(seen) == len(set(seen)) == total
    assert set(seen) == ids({key: query[key] for key in query if key not in {"sort", "page_size"}})


@RANDOM
@given(data=st.data())
def test_a_filter_only_removes(api: Api, values: dict[str, list[str]], data: Any) -> None:
    query = data.draw(requests(values))
    for name in list(query):
        if name in FACETS or name == "eligibility":
            less = {key: value for key, value in query.items() if key != name}
            if name == "eligibility":
                less[name] = "eligible,to_check,not_eligible"
            assert ids(query) <= ids(less), (query, name)


@RANDOM
@given(data=st.data())
def test_the_hits_are_those_of_a_count_by_hand(
    api: Api, world: Catalogue, values: dict[str, list[str]], data: Any
) -> None:
    """Without words, over the documents themselves."""
    query = data.draw(requests(values))
    wanted = {name: set(value.split(",")) for name, value in query.items() if name in COUNTED}
    public = {page.pk for pages in world.public.values() for page in pages}
    expected = set()
    for facts, pk in CatalogueEntry.objects.filter(removed=False, page_id__in=public).values_list(
        "facts", "page_id"
    ):
        index = orjson.loads(facts)["index"]
        if all(chosen & set(index.get(name, ())) for name, chosen in wanted.items()):
            expected.add(pk)
    assert ids({name: ",".join(chosen) for name, chosen in wanted.items()}) == expected
