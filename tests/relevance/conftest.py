"""The demonstration catalogue, asked of each engine by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings

from cms_pages.demo.sheets import default_folder, read_content
from search.engines.base import Engine
from search.production import Production, production
from search.relevance import Query, engines, read_queries
from search.replica import replica
from search.sync import sync
from tests.demonstration import loaded_content, read_afresh


@pytest.fixture(scope="session")
def queries() -> list[Query]:
    """The judged queries."""
    return read_queries(Path(__file__).with_name("queries.csv"))


@pytest.fixture(scope="package")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, loaded once for all the tests of this folder."""
    content = read_content(default_folder())
    with django_db_blocker.unblock(), loaded_content(content), read_afresh():
        yield


@pytest.fixture(scope="package")
def cluster(
    demonstration: None, elasticsearch_url: str, django_db_blocker: Any
) -> Iterator[Production]:
    """The catalogue on a real Elasticsearch, in indexes of its own, as the settings name it."""
    told = {
        **settings.ELASTICSEARCH,
        "hosts": (elasticsearch_url,),
        "index": f"tests-{uuid4().hex[:10]}",
        "timeout": 30.0,
    }
    with override_settings(ELASTICSEARCH=told), django_db_blocker.unblock():
        main = production()
        assert main
        sync()
        yield main
        main.indices.delete(*main.indices.all())
        main.engine.close()
        main.pusher.close()


@pytest.fixture(scope="package")
def embedded(demonstration: None, django_db_blocker: Any) -> Engine:
    """The embedded engine, with the same documents."""
    with django_db_blocker.unblock():
        return engines()[0]


@pytest.fixture(params=["embedded", pytest.param("cluster", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of the two engines."""
    found: Engine | Production = request.getfixturevalue(request.param)
    return found.engine if isinstance(found, Production) else found


@pytest.fixture
def configured(cluster: Production) -> Iterator[Production]:
    """A process that finds Elasticsearch in its settings."""
    told = {**settings.ELASTICSEARCH}
    with override_settings(ELASTICSEARCH=told):
        replica().forget()
        yield cluster
    replica().forget()
