"""Tree writes one at a time, and conflicts between writers that never become a server error.

Wagtail computes a new page's place from its last sibling: two transactions that do so at once
write the same ``path``. On PostgreSQL a lock held until commit makes them queue; on SQLite each
writing transaction already holds the only write lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

logger = logging.getLogger(__name__)

TREE_LOCK = 0x426F7571
"""Key of the advisory lock: "Bouq" in ASCII, so that no other lock of the database has it."""

ATTEMPTS = 3

TREE_VIEWS = {
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:set_page_position",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:convert_alias",
    "wagtailadmin_api:main:pages:action",
    "wagtail_bulk_action",
    "wagtailadmin_collections:add",
    "wagtailadmin_collections:edit",
    "wagtailadmin_collections:delete",
}


def lock_tree() -> None:
    """Wait for the tree's turn; the enclosing transaction keeps it until its end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


@contextmanager
def tree_transaction() -> Iterator[None]:
    """A transaction that may add, move or delete pages or collections."""
    with transaction.atomic():
        lock_tree()
        yield


class TreeWriteMiddleware:
    """Queues the admin's tree writes; replays, then politely refuses, a lost race.

    Sits outside the middleware that opens the request's transaction, so that each attempt has a
    transaction of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for _attempt in range(ATTEMPTS):
            request._lost_race = False  # type: ignore[attr-defined]
            response = self.get_response(request)
            if not request._lost_race:  # type: ignore[attr-defined]
                return response
            _rewind(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.view_name in TREE_VIEWS:
            if connection.in_atomic_block:
                lock_tree()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        admin = request.path.startswith(reverse("wagtailadmin_home"))
        if not admin or request.method in ("GET", "HEAD") or not is_lost_race(error):
            return None
        logger.warning("Two writers met on %s: %s", request.path, error)
        # A lock waited for in vain has already cost its whole delay: that one is not replayed.
        request._lost_race = "locked" not in str(error)  # type: ignore[attr-defined]
        response = render(request, "cms_pages/spaces/conflict.html", status=503)
        response["Retry-After"] = "5"
        return response


def is_lost_race(error: BaseException) -> bool:
    """Deadlock, lock not obtained in time, serialisation failure, or a tree place taken twice."""
    if not isinstance(error, DatabaseError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if state in {"40P01", "40001", "55P03"}:
        return True
    if isinstance(error, OperationalError):
        return "locked" in str(error)
    return isinstance(error, IntegrityError) and "path" in str(error)


def _rewind(request: HttpRequest) -> None:
    """Give the next attempt the request as it came: files at their start, nothing remembered."""
    for upload in request.FILES.values():
        upload.seek(0)
    for remembered in ("_cached_user", "_acached_user"):
        request.__dict__.pop(remembered, None)
    messages = getattr(request, "_messages", None)
    if messages is not None:
        messages._queued_messages = []
