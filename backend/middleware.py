"""What surrounds every request: one transaction for a write, and a content policy by address."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
API = "/api/"

#: The first prefix that fits wins; a view that says its own policy keeps it.
POLICIES = (
    (API, "default-src 'none'; frame-ancestors 'none'"),
    # Files that editors send never run as part of our own pages.
    ("/media/", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("/documents/", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ("/", "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"),
)


class AtomicWritesMiddleware:
    """A request that may write runs in one transaction; a read never opens one.

    The API only reads and stays outside. An answer of 500 or more undoes everything, as does one
    marked `undo_writes`; work put in `on_commit` runs right after the commit and before the
    answer leaves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or request.path_info.startswith(API):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(response, "undo_writes", False):
                transaction.set_rollback(True)
        return response


class AnonymousApiMiddleware:
    """The API knows nobody: cookies are dropped at the door, so that no answer depends on them.

    Without this, the session's and the form protection's middleware would answer a stale cookie
    by setting another one, and the answer could no longer be shared.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class ContentSecurityPolicyMiddleware:
    """Gives each answer the strictest content policy that its part of the site can live with."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = next(text for prefix, text in POLICIES if request.path_info.startswith(prefix))
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
