"""Addresses in documents. Those of this site start with a placeholder, replaced in each answer."""

from __future__ import annotations

from django.conf import settings

from cms_pages.kinds import api_path, frontend_path

BASE = "https://base.invalid"
BASE_BYTES = BASE.encode()


def absolute(url: str) -> str:
    """An address of this site (media, documents) as an absolute one."""
    if url.startswith("//"):
        return f"https:{url}"
    return BASE + url if url.startswith("/") else url


def api_url(kind: str, pk: int) -> str:
    return BASE + api_path(kind, pk)


def front_path(kind: str, slug: str, url_path: str) -> str:
    return frontend_path(kind, slug, url_path)


def front_url(kind: str, pk: int, path: str) -> str:
    """The page on the front end, or without one the item in the API."""
    frontend = getattr(settings, "FRONTEND_URL", "") or ""
    return frontend.rstrip("/") + path if frontend else api_url(kind, pk)
