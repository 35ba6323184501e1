"""What is asked of the catalogue and what it answers: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search.facets import Facet
from search.replica import Entry

if TYPE_CHECKING:
    from backend.territories.directory import Profile


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One list. ``kind`` is that of a collection; ``facets`` None asks for those that apply.

    ``eligibility`` keeps the items with one of these answers for ``profile``.
    """

    q: str = ""
    kind: str | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profile: Profile | None = None
    eligibility: tuple[str, ...] = ()
    ids: tuple[int, ...] | None = None
    sort: str = ""
    page: int = 1
    page_size: int = 20
    facets: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A stored item (JSON), and what depends on the request."""

    entry: Entry
    item: bytes
    status: str | None
    eligibility: Mapping[str, Any] | None = None
    highlights: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)  # two hundred an answer: freezing them would take longer than the rest
class FacetValue:
    """The API writes these fields, in this order."""

    code: str
    label: str
    count: int
    selected: bool
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class FacetAnswer:
    facet: Facet
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    count: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetAnswer, ...]
    engine: str
    degraded: bool
    version: int
    relaxed: bool = False
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """What stands at an address: one of the three, or nothing."""

    entry: Entry | None = None
    moved: Entry | None = None
    """The page that had this address before: redirect to it."""
    gone: bool = False
    """It was public and is no more."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: ``kind`` is item, partner, domain or territory; ``code`` its id or code."""

    kind: str
    code: str
    label: str
    detail: str = ""
    """What tells homonyms apart: the kind of an item, the département of a commune."""
    entry: Entry | None = None
