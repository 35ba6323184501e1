"""Who refers to an object: through Wagtail's reference index and the many-to-many fields of pages.

The reference index knows foreign keys, choosers in streams and links in rich text; it does not
follow many-to-many fields, so these are asked directly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, ReferenceIndex, get_page_models

from cms_pages.models import CataloguePage, Domain

BATCH = 500


@dataclass(slots=True)
class Referrers:
    """The pages that refer to something, and whether the site's own settings do."""

    pages: set[int] = field(default_factory=set)
    site: bool = False


def to_objects(model: type[models.Model], ids: Iterable[Any]) -> Referrers:
    """Whatever refers to these objects, those below a domain included."""
    found = Referrers()
    wanted = list(ids)
    if issubclass(model, Domain):
        wanted = list(_domains_below(wanted))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        _from_index(model, batch, found)
        for through, source, target in _many_to_many(model):
            rows = through._default_manager.filter(**{f"{target}__in": batch})
            found.pages.update(rows.values_list(source, flat=True))
    return found


def _from_index(model: type[models.Model], ids: list[Any], found: Referrers) -> None:
    page_type = ContentType.objects.get_for_model(Page).pk
    base = (model._meta.get_parent_list() or [model])[-1]
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(base, for_concrete_model=False),
        to_object_id__in=[str(pk) for pk in ids],
    ).values_list("base_content_type_id", "object_id", "content_type__model")
    for type_id, object_id, model_name in rows:
        if type_id == page_type:
            found.pages.add(int(object_id))
        if type_id != page_type or model_name == "homepage":
            found.site = True


def _many_to_many(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str, str]]:
    """(through table, column of the page, column of the object) of the fields that lead there."""
    related = {model, *model._meta.get_parent_list()}
    for page_model in get_page_models():
        if not issubclass(page_model, CataloguePage):
            continue
        for relation in page_model._meta.many_to_many:
            if relation.related_model in related:
                through = relation.remote_field.through
                source = through._meta.get_field(relation.m2m_field_name()).attname
                yield through, source, relation.m2m_reverse_field_name()


def _domains_below(ids: Iterable[Any]) -> set[int]:
    """These domains and all below them: a page of a child shows its parents too."""
    parents = dict(Domain.objects.values_list("pk", "parent_id"))
    wanted = {int(pk) for pk in ids}
    grown = True
    while grown:
        more = {pk for pk, parent in parents.items() if parent in wanted} - wanted
        wanted |= more
        grown = bool(more)
    return wanted
