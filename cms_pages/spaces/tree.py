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

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

TREE_LOCK = 0x426F7571
"""Key of the advisory lock: "Bouq" in ASCII, so that no other lock of the database has it."""

ATTEMPTS = 4
READS = {"GET", "HEAD", "OPTIONS", "TRACE"}

TREE_VIEWS = {
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:set_page_position",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:convert_alias",
    "wagtailadmin_api:pages:action",
    "wagtail_bulk_action",
    "wagtailadmin_collections:add",
    "wagtailadmin_collections:edit",
    "wagtailadmin_collections:delete",
}

LOST_RACES = {
    "40001",  # serialisation failure
    "40P01",  # deadlock
    "55P03",  # lock not obtained in time
    "23503",  # what was chosen has been deleted meanwhile
    "23505",  # a place or a name was taken meanwhile
}
SQLITE_LOCKED = "database is locked"
SQLITE_LOST_RACES = ("UNIQUE constraint", "FOREIGN KEY constraint", SQLITE_LOCKED)


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


def is_lost_race(error: BaseException) -> bool:
    """Whether this failure only says that another writer came first: trying again may succeed."""
    if not isinstance(error, DatabaseError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state in LOST_RACES or any(text in str(error) for text in SQLITE_LOST_RACES)


class TreeQueueMiddleware:
    """Makes the admin's tree writes queue, inside the request's transaction."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in READS or match is None or match.view_name not in TREE_VIEWS:
            return None
        if request.user.is_authenticated and connection.in_atomic_block:
            return self._take_turn(request)
        return None

    def _take_turn(self, request: HttpRequest) -> HttpResponse | None:
        """Django shows what fails here to nobody: remember a lost race for who replays it."""
        try:
            lock_tree()
        except DatabaseError as error:
            if not is_lost_race(error):
                raise
            request.lost_race = error  # type: ignore[attr-defined]
            return HttpResponse(status=503)
        return None


class LostRaceMiddleware:
    """Replays an admin's write that lost a race, then refuses it politely.

    It stands above all that a request writes, session included, and gives each attempt a
    transaction of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS or not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        for _attempt in range(ATTEMPTS):
            error, response = self._attempt(request)
            if response is not None:
                return response
            logger.warning("Two writers met on %s: %s", request.path, error)
            if SQLITE_LOCKED in str(error):
                break  # a lock waited for in vain has already cost its whole delay
            _rewind(request)
        return _refusal(request)

    def _attempt(self, request: HttpRequest) -> tuple[BaseException | None, HttpResponse | None]:
        request.lost_race = None  # type: ignore[attr-defined]
        committed: list[bool] = []
        try:
            with transaction.atomic():
                # Registered first: if what follows the commit fails, nothing is replayed.
                transaction.on_commit(lambda: committed.append(True))
                response = self.get_response(request)
                if request.lost_race is not None:  # type: ignore[attr-defined]
                    transaction.set_rollback(True)
        except DatabaseError as error:
            if committed or not is_lost_race(error):
                raise
            return error, None
        lost = request.lost_race  # type: ignore[attr-defined]
        return lost, None if lost is not None else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not hasattr(request, "lost_race") or not is_lost_race(error):
            return None
        request.lost_race = error
        # The transaction is broken: nothing that reads the database may be rendered here.
        return HttpResponse(status=503)


def _rewind(request: HttpRequest) -> None:
    """Give the next attempt the request as it came: files at their start, no one remembered."""
    for name in request.FILES:
        for upload in request.FILES.getlist(name):
            upload.seek(0)
    for remembered in ("_cached_user", "_acached_user"):
        request.__dict__.pop(remembered, None)


def _refusal(request: HttpRequest) -> HttpResponse:
    response = render(request, "cms_pages/spaces/conflict.html", status=503)
    response["Retry-After"] = "5"
    return response
