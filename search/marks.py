"""Marks: written in the transaction that changes something, they say what to look at again.

A signal's name is never trusted (publishing may mean scheduling): it only marks. The drain reads
the database afterwards. What an object touches is found at the drain; only what a deletion would
make impossible to find is collected here, before it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
    get_page_models,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from backend.territories.models import Territory, TerritoryAlias, TerritoryData
from cms_pages import models as content
from search import references
from search.models import Mark

DRAFT_FIELDS = frozenset(
    {
        "alias_of",
        "alias_of_id",
        "comments",
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
    }
)
"""Columns of a page that no document shows: saving a draft touches nothing else."""

Receiver = Callable[..., None]
_state = local()


@contextmanager
def drain_later() -> Iterator[None]:
    """Marks are written as ever, but no drain follows the commits: for loads of many pages."""
    before = getattr(_state, "paused", False)
    _state.paused = True
    try:
        yield
    finally:
        _state.paused = before


def mark(subject: Mark.Subject, model: type[models.Model] | None = None, *ids: Any) -> None:
    """Leave marks beside the change, and drain them once it is committed."""
    label = model._meta.label_lower if model else ""
    Mark.objects.bulk_create(
        [Mark(subject=subject, model=label, object_id=str(pk)) for pk in ids or ("",)]
    )
    if not getattr(_state, "paused", False):
        transaction.on_commit(_drain, robust=True)


def mark_pages(ids: Iterable[int]) -> None:
    """Look at these pages again."""
    if wanted := sorted(set(ids)):
        mark(Mark.Subject.PAGE, Page, *wanted)


def _drain() -> None:
    from search.drain import drain

    drain()


def page_saved(instance: Page, update_fields: Any = None, **kwargs: Any) -> None:
    if update_fields and DRAFT_FIELDS.issuperset(update_fields):
        return
    page_touched(instance)


def page_touched(instance: Page, **kwargs: Any) -> None:
    mark(Mark.Subject.PAGE, Page, instance.pk)


def home_saved(instance: Page, **kwargs: Any) -> None:
    mark(Mark.Subject.SITE)


def object_saved(instance: models.Model, **kwargs: Any) -> None:
    mark(Mark.Subject.OBJECT, type(instance), instance.pk)


def object_leaving(instance: models.Model, **kwargs: Any) -> None:
    """Before a deletion: afterwards nothing tells any more who referred to the object."""
    found = references.to_objects(type(instance), [instance.pk])
    mark_pages(found.pages)
    if found.site:
        mark(Mark.Subject.SITE)


def child_saved(instance: models.Model, **kwargs: Any) -> None:
    """A row that belongs to a page (a session, a contact) changed: so did the page."""
    for field in instance._meta.concrete_fields:
        if isinstance(field, ParentalKey):
            mark_pages([getattr(instance, field.attname)])


def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    mark(Mark.Subject.PAGE, Page, instance.page_id)


def restriction_leaving(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Before it is saved: it may leave the page it was on."""
    before = PageViewRestriction.objects.filter(pk=instance.pk).exclude(page=instance.page_id)
    mark_pages(before.values_list("page_id", flat=True))


def vocabulary_changed(**kwargs: Any) -> None:
    mark(Mark.Subject.VOCABULARY)


def site_changed(**kwargs: Any) -> None:
    mark(Mark.Subject.SITE)


def everything_changed(**kwargs: Any) -> None:
    mark(Mark.Subject.EVERYTHING)


def territories_changed(**kwargs: Any) -> None:
    mark(Mark.Subject.VOCABULARY)
    mark(Mark.Subject.EVERYTHING)


def watched() -> Iterator[tuple[type[models.Model], tuple[Receiver, ...]]]:
    """Each watched model and what follows a change of one of its rows, save or deletion."""
    for page_model in {Page, *get_page_models()}:
        yield page_model, (page_saved,)
        for relation in get_all_child_relations(page_model):
            if relation.related_model._meta.app_label == content.CataloguePage._meta.app_label:
                yield relation.related_model, (child_saved,)
    yield content.HomePage, (home_saved,)
    for model in (get_image_model(), get_document_model(), content.Contact):
        yield model, (object_saved,)
    for model in (content.Domain, content.Term):
        yield model, (object_saved, vocabulary_changed)
    for shared in (content.SynonymGroup, Redirect):
        yield shared, (vocabulary_changed,)
    # Every document quotes the owner, the licence and the département of the settings.
    yield content.SiteSettings, (site_changed, everything_changed)
    for model in (content.Menus, Site):
        yield model, (site_changed,)
    yield PageViewRestriction, (restriction_changed,)
    yield CollectionViewRestriction, (everything_changed,)
    yield Territory, (object_saved, vocabulary_changed)
    yield TerritoryAlias, (vocabulary_changed,)
    yield TerritoryData, (territories_changed,)


def referred() -> Iterator[type[models.Model]]:
    """The models that documents refer to: their referrers are collected before a deletion."""
    yield from {Page, *get_page_models()}
    yield from (get_image_model(), get_document_model())
    yield from (content.Contact, content.Domain, content.Term, Territory)


def connect() -> None:
    """Connect every receiver, once."""
    # Wagtail's reference index does not follow settings by itself.
    for setting in (content.SiteSettings, content.Menus):
        ReferenceIndex.register_model(setting)
    for model, receivers in watched():
        for receiver in receivers:
            uid = f"search.{receiver.__name__}.{model._meta.label_lower}"
            post_save.connect(receiver, sender=model, dispatch_uid=f"{uid}.save")
            post_delete.connect(receiver, sender=model, dispatch_uid=f"{uid}.delete")
    for model in referred():
        uid = f"search.leaving.{model._meta.label_lower}"
        pre_delete.connect(object_leaving, sender=model, dispatch_uid=uid)
    m2m_changed.connect(
        vocabulary_changed, sender=Territory.members.through, dispatch_uid="search.members"
    )
    pre_save.connect(
        restriction_leaving, sender=PageViewRestriction, dispatch_uid="search.restriction_leaving"
    )
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(page_touched, dispatch_uid="search.page_touched")
