"""Two questions of an orchestrator: is the process alive, and may it be sent requests?"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

logger = logging.getLogger(__name__)


class HealthMiddleware:
    """Answers the probes before anything else: they come by address, without host name or HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info.rstrip("/"))
        if probe is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return probe()


def live() -> JsonResponse:
    """The process answers; nothing else is asked, so that an outage elsewhere restarts no one."""
    return _answer({"status": "ok"})


def ready() -> JsonResponse:
    """The database answers and holds the tables that this code expects."""
    checks = {"database": database_answers()}
    if checks["database"]:
        checks["migrations"] = migrations_applied()
    good = all(checks.values())
    words = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    if settings.ELASTICSEARCH["hosts"]:
        # Told, not counted: without it the embedded engine answers every request.
        words["elasticsearch"] = "degraded" if elasticsearch_is_down() else "ok"
    return _answer({"status": "ok" if good else "unavailable", "checks": words}, good=good)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        # The probe's reader learns that it failed; where and why is for the log alone.
        logger.exception("The database does not answer")
        return False


def elasticsearch_is_down() -> bool:
    """What the searches of this process found out; nothing is asked for a probe."""
    from search.production import production

    main = production()
    return main is not None and main.breaker.is_open


_migrated: set[str] = set()


def migrations_applied() -> bool:
    """Whether every migration has run; once true for a database it stays true for the process."""
    name = str(connection.settings_dict["NAME"])
    if name in _migrated:
        return True
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("The migrations cannot be read")
        return False
    if not pending:
        _migrated.add(name)
    return not pending


def _answer(body: dict[str, object], *, good: bool = True) -> JsonResponse:
    response = JsonResponse(body, status=200 if good else 503)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Length"] = str(len(response.content))
    return response


PROBES: dict[str, Callable[[], JsonResponse]] = {"/health/live": live, "/health/ready": ready}
