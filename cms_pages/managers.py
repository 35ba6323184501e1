"""What "public" means, in one place: the pages anyone may read at a given moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from cms_pages.models import PartnerSpacePage

# SQLite takes a limited number of parameters in one statement.
CHUNK = 500
# And nests a limited number of alternatives.
FEW = 400


def _shown(now: datetime) -> Q:
    """A page's own state: live, and between its publication dates."""
    return (
        Q(live=True)
        & (Q(go_live_at__isnull=True) | Q(go_live_at__lte=now))
        & (Q(expire_at__isnull=True) | Q(expire_at__gt=now))
    )


def hidden_branches(now: datetime) -> list[str]:
    """The tree paths at or below which nothing is public, none of them within another.

    Read in two short queries rather than asked of each page: few pages have pages below them,
    and a condition that compares each page with each of these costs seconds on a large tree.
    """
    parents = Page.objects.filter(depth__gt=1, numchild__gt=0).exclude(_shown(now))
    paths = {*parents.values_list("path", flat=True)}
    paths.update(PageViewRestriction.objects.values_list("page__path", flat=True))
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def _outside(branches: list[str]) -> Q | Any:
    """A condition on pages; tree paths are digits and capitals, so a prefix is exact anywhere."""
    if len(branches) <= FEW:
        inside = Q()
        for path in branches:
            inside |= Q(path__startswith=path)
        return ~inside if branches else Q()
    outer = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    roots = Page.objects.filter(path__in=branches).annotate(outer_path=outer)
    return ~Exists(roots.filter(outer_path__startswith=F("path")))


def public_filters(now: datetime | None = None) -> tuple[Any, ...]:
    """Conditions for any queryset of pages: shown, below shown ancestors only, not restricted."""
    now = now or timezone.now()
    return (_shown(now), _outside(hidden_branches(now)))


class CatalogueQuerySet(PageQuerySet):
    def public(self, now: datetime | None = None) -> CatalogueQuerySet:
        """Pages anyone may read: stricter than Wagtail's, which looks at restrictions only."""
        return self.filter(*public_filters(now))


CatalogueManager = PageManager.from_queryset(CatalogueQuerySet)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    known = sorted(set(ids))
    for start in range(0, len(known), CHUNK):
        yield known[start : start + CHUNK]


def public_page_ids(ids: Iterable[int], now: datetime | None = None) -> set[int]:
    """Those of the given pages that anyone may read."""
    filters = public_filters(now)
    found: set[int] = set()
    for chunk in _chunks(ids):
        pages = Page.objects.filter(pk__in=chunk).filter(*filters)
        found.update(pages.values_list("pk", flat=True))
    return found


def ancestor_paths(path: str) -> list[str]:
    """The tree paths of a page's ancestors and its own, from the root down."""
    step = Page.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def public_windows(ids: Iterable[int]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """From when and until when each page's publication dates let it be seen.

    Those of its ancestors count: a page is not seen before its space opens nor after it closes.
    """
    paths: dict[int, str] = {}
    for chunk in _chunks(ids):
        paths.update(Page.objects.filter(pk__in=chunk).values_list("pk", "path"))
    dated = {
        path: (go_live_at, expire_at)
        for path, go_live_at, expire_at in Page.objects.filter(
            Q(go_live_at__isnull=False) | Q(expire_at__isnull=False)
        ).values_list("path", "go_live_at", "expire_at")
    }
    return {pk: _window(path, dated) for pk, path in paths.items()}


def _window(
    path: str, dated: dict[str, tuple[datetime | None, datetime | None]]
) -> tuple[datetime | None, datetime | None]:
    bounds = [dated[ancestor] for ancestor in ancestor_paths(path) if ancestor in dated]
    starts = [start for start, _end in bounds if start]
    ends = [end for _start, end in bounds if end]
    return max(starts, default=None), min(ends, default=None)


def space_of(page: Page) -> PartnerSpacePage | None:
    """The partner space that owns a page, read from its place in the tree (itself included)."""
    from cms_pages.models import PartnerSpacePage

    path = page.path
    if not path:
        parent = page.get_parent() if page.depth else getattr(page, "_cached_parent_obj", None)
        if parent is None:
            return None
        path = parent.path
    return PartnerSpacePage.objects.filter(path__in=ancestor_paths(path)).order_by("-depth").first()
