"""The few pages of the project itself: the way in, editors' files, and errors."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.static import serve

#: Documents are left out: they go through /documents/, which knows who may read them.
MEDIA_FOLDERS = {"images", "original_images", "avatar_images"}
MEDIA_SECONDS = 7 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Nobody reads the catalogue here: on to the front end, or to the API's documentation."""
    return HttpResponseRedirect(settings.FRONTEND_URL or "/api/v1/docs/")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Images that editors sent. Their names change with their content, so they may be kept."""
    parts = PurePosixPath(path).parts
    if parts[0] not in MEDIA_FOLDERS or ".." in parts or "\0" in path:
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:  # a name that no file could have
        raise Http404 from error
    response.headers["Cache-Control"] = f"public, max-age={MEDIA_SECONDS}"
    # A front end on another host shows them.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def problem(status: HTTPStatus, title: str) -> JsonResponse:
    """An error of the API's addresses, in the format that the API promises (RFC 9457)."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": title,
            "status": status.value,
            "detail": title,
            "errors": [],
        },
        status=status,
        content_type="application/problem+json",
    )


def _error(request: HttpRequest, status: HTTPStatus, title: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem(status, title)
    context = {"status": status.value, "title": title, "instance": settings.INSTANCE_NAME}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, HTTPStatus.BAD_REQUEST, _("Bad request"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, HTTPStatus.FORBIDDEN, _("Access denied"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, HTTPStatus.NOT_FOUND, _("Page not found"))


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong"))
