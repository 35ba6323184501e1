"""What the content check finds, and the pages it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cms_pages.kinds import KINDS
from cms_pages.models import HomePage, Menus, SiteSettings


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: which page, where in it, which check, and a sentence."""

    kind: str
    slug: str
    field: str
    check: str
    message: str

    @classmethod
    def on(cls, page: Any, field: str, check: str, message: str) -> Finding:
        """A fault of a page, or of a part of the site (home, menus, settings)."""
        kind = getattr(page, "kind", page._meta.model_name)
        return cls(kind, getattr(page, "slug", ""), field, check, message)


def public_pages() -> Iterator[Any]:
    """Every page anyone may read, kind after kind."""
    for kind in KINDS.values():
        yield from kind.model.objects.public().order_by("path")


def site_parts() -> Iterator[Any]:
    """What leads a visitor to the pages: homes, menus, mandatory pages."""
    yield from HomePage.objects.live()
    yield from Menus.objects.all()
    yield from SiteSettings.objects.all()
