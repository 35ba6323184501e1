"""What a person of the admin may see: one definition for listings, choosers, forms and URLs.

Ownership comes from the tree: a partner's people hold page permissions on their space, and what
lies below it is theirs. Of the others' pages they see what is public, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms_pages.managers import public_filters

SPACE_DEPTH = 3
"""Depth of a partner's space in Wagtail's tree: root, home page, space."""

NAVIGATION_DEPTH = SPACE_DEPTH - 1

_viewer: ContextVar[Any] = ContextVar("confined_viewer", default=None)


def own_paths(user: Any) -> tuple[str, ...]:
    """The tree paths a person works in: those of the pages they hold a permission on."""
    permissions = policy_registry.get_by_type(Page).get_cached_permissions_for_user(user)
    return tuple(sorted({permission.page.path for permission in permissions}))


def is_confined(user: Any) -> bool:
    """Whether a person works inside partner spaces only, so that others' drafts stay hidden."""
    if user.is_superuser:
        return False
    shortest = SPACE_DEPTH * Page.steplen
    return all(len(path) >= shortest for path in own_paths(user))


def owns(user: Any, page: Page) -> bool:
    """Whether a page lies in the person's part of the tree."""
    return user.is_superuser or page.path.startswith(own_paths(user))


def under(paths: Iterable[str]) -> Q:
    """Pages at or below any of these tree paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition


def visible_pages(user: Any, pages: QuerySet[Any]) -> QuerySet[Any]:
    """Of these pages, those the person may see: all for the département's staff."""
    if not is_confined(user):
        return pages
    condition = under(own_paths(user)) | Q(*public_filters()) | Q(depth__lte=NAVIGATION_DEPTH)
    # By key, since Wagtail's search backends understand no deeper condition.
    return pages.filter(pk__in=Page.objects.filter(condition).values("pk"))


def hidden_page_ids(user: Any, ids: Iterable[Any]) -> set[int]:
    """Of these page ids, those of existing pages the person must not see."""
    wanted = clean_ids(ids)
    if not wanted or not is_confined(user):
        return set()
    existing = Page.objects.filter(pk__in=wanted)
    seen = visible_pages(user, existing).values_list("pk", flat=True)
    return set(existing.values_list("pk", flat=True)) - set(seen)


def foreign_page_ids(user: Any, ids: Iterable[Any]) -> set[int]:
    """Of these page ids, those of existing pages that are not the person's own."""
    wanted = clean_ids(ids)
    if not wanted or not is_confined(user):
        return set()
    pages = Page.objects.filter(pk__in=wanted).exclude(under(own_paths(user)))
    return set(pages.values_list("pk", flat=True))


def foreign_media_ids(user: Any, model: Any, ids: Iterable[Any]) -> set[int]:
    """Of these images or documents, those of collections the person may not choose from."""
    wanted = clean_ids(ids)
    if not wanted or not is_confined(user):
        return set()
    policy = policy_registry.get_by_type(model)
    allowed = policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    existing = model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)
    return set(existing) - set(allowed.filter(pk__in=wanted).values_list("pk", flat=True))


def media_models() -> tuple[Any, Any]:
    return get_image_model(), get_document_model()


def clean_ids(values: Iterable[Any]) -> set[int]:
    """The values that can be a primary key; anything else names no object."""
    found = (str(value).strip() for value in values)
    return {int(text) for text in found if text.isascii() and text.isdigit() and len(text) < 19}


def set_viewer(user: Any) -> Any:
    """Remember the confined person an admin answer is being made for; gives the reset token."""
    return _viewer.set(user)


def reset_viewer(token: Any) -> None:
    _viewer.reset(token)


def hides_draft_of(page: Page) -> bool:
    """Whether the answer under way is for someone who must not read this page's draft."""
    viewer = _viewer.get()
    return viewer is not None and not owns(viewer, page)
