"""The engines under contract: every test here runs on each of them with the same expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from search.engines.base import Engine
from search.engines.embedded.engine import EmbeddedEngine

MakeEngine = Callable[[Iterable[Mapping[str, Any]]], Engine]


def _embedded(documents: Iterable[Mapping[str, Any]]) -> Engine:
    engine = EmbeddedEngine()
    engine.apply(((document["id"], 1, document) for document in documents), 1)
    return engine


@pytest.fixture(scope="session", params=["embedded"])
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """Makes an engine that holds these documents and no other, at version 1."""
    return _embedded
