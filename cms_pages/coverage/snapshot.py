"""The public pages at one moment and what they are filed under, read in a few queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page

from backend.territories import vocabularies
from cms_pages.kinds import KINDS
from cms_pages.managers import public_filters
from cms_pages.models import PartnerSpacePage
from cms_pages.models.mixins import EligibilityMixin
from cms_pages.spaces.visibility import SPACE_DEPTH

COMMUNES = {"com", vocabularies.DERIVED_NATURE}
SPACE_PATH = SPACE_DEPTH * Page.steplen

RULED_KINDS = tuple(
    code for code, kind in KINDS.items() if issubclass(kind.model, EligibilityMixin)
)
"""The kinds that say which collectivités may benefit."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A public page and what the tables count it under."""

    pk: int
    kind: str
    title: str
    domains: frozenset[int]
    partners: frozenset[int]
    natures: frozenset[str]
    open_to_all: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the tables count."""

    pages: Mapping[int, PublicPage]
    partners: Mapping[int, str]


def read(now: datetime | None = None) -> Snapshot:
    """As many queries for one page as for thousands; what is not public is never counted."""
    filters = public_filters(now or timezone.now())
    partners, spaces = _partners(filters)
    types = ContentType.objects.get_for_models(*(kind.model for kind in KINDS.values()))
    kinds = {types[kind.model].pk: code for code, kind in KINDS.items()}
    domains, co_bearers, rules = _links("domains"), _links("co_bearers"), _rules()
    found = Page.objects.filter(*filters, content_type__in=kinds).order_by("path")
    pages = {}
    for pk, path, title, content_type in found.values_list(
        "pk", "path", "title", "content_type_id"
    ):
        bearers = {spaces.get(path[:SPACE_PATH]), *co_bearers[pk]}
        natures = natures_of(rules.get(pk, ())) if kinds[content_type] in RULED_KINDS else set()
        pages[pk] = PublicPage(
            pk,
            kinds[content_type],
            title,
            frozenset(domains[pk]),
            frozenset(bearer for bearer in bearers if bearer in partners),
            frozenset(natures),
            natures == set(vocabularies.NATURES),
        )
    return Snapshot(pages, partners)


def natures_of(cases: Iterable[Mapping[str, Any]]) -> set[str]:
    """The natures that at least one case leaves possible; a silent rule is open to all."""
    wanted: set[str] = set()
    for case in list(cases) or [{}]:
        natures = set(case.get("natures") or vocabularies.NATURES)
        if "com" in natures:
            natures.add(vocabularies.DERIVED_NATURE)
        if case.get("rural_by_law"):
            natures &= COMMUNES
        wanted |= natures
    return wanted & set(vocabularies.NATURES)


def _partners(filters: tuple[Any, ...]) -> tuple[dict[int, str], dict[str, int]]:
    """The public spaces: their names by number, and their numbers by tree path."""
    spaces = PartnerSpacePage.objects.filter(*filters).order_by("title", "pk")
    rows = list(spaces.values_list("pk", "path", "acronym", "title"))
    names = {pk: acronym or title for pk, _path, acronym, title in rows}
    return names, {path: pk for pk, path, _acronym, _title in rows}


def _united(queries: Iterable[Any]) -> Any:
    first, *others = queries
    return first.union(*others, all=True)


def _links(name: str) -> defaultdict[int, set[int]]:
    """What each page of any kind is tied to by a field with many values, in one query."""
    queries = []
    for kind in KINDS.values():
        field: Any = kind.model._meta.get_field(name)
        columns = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        through = field.remote_field.through
        queries.append(through._base_manager.order_by().values_list(*columns))
    links: defaultdict[int, set[int]] = defaultdict(set)
    for page, other in _united(queries):
        links[page].add(other)
    return links


def _rules() -> dict[int, list[Mapping[str, Any]]]:
    """The cases of each page, as they are stored: no block needs to be built to count them."""
    queries = [
        KINDS[code]
        .model._base_manager.order_by()
        .annotate(cases=Cast("beneficiaries", TextField()))
        .values_list("pk", "cases")
        for code in RULED_KINDS
    ]
    return {
        pk: [block["value"] for block in json.loads(cases or "[]") if block["type"] == "case"]
        for pk, cases in _united(queries)
    }
