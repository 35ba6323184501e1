"""Every refusal of the API as ``application/problem+json`` (RFC 9457), and where it is made."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from search.engines.base import EngineUnavailable

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

# A refusal of parameters has a type of its own; the others say no more than their status does.
INVALID_PARAMETERS = "urn:bouquet:problem:invalid-parameters"
BLANK = "about:blank"
RETRY_AFTER = "5"


@dataclass(frozen=True, slots=True)
class ParameterError:
    """What is wrong with one parameter, and what it may be."""

    parameter: str
    code: str
    message: str
    allowed: Sequence[str] = ()


class Problem(Exception):  # the name that RFC 9457 gives it
    """A refusal with its status; raised anywhere under a view of the API."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        title: str = "",
        type_: str = BLANK,
        errors: Sequence[ParameterError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.title = title or title_of(status)
        self.type = type_
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class InvalidParameters(Problem):
    """The query string holds something unknown or malformed: every fault is told at once."""

    def __init__(self, errors: Sequence[ParameterError]) -> None:
        names = ", ".join(dict.fromkeys(error.parameter for error in errors))
        super().__init__(
            400,
            _("Check these parameters: %(names)s.") % {"names": names},
            title=_("Invalid parameters"),
            type_=INVALID_PARAMETERS,
            errors=errors,
        )


def title_of(status: int) -> str:
    """The title of a status, in the language of the answers."""
    titles = {
        400: _("Bad request"),
        404: _("Not found"),
        405: _("Method not allowed"),
        406: _("Not acceptable"),
        410: _("Gone"),
        414: _("Address too long"),
        503: _("Service unavailable"),
    }
    return titles.get(status) or HTTPStatus(status).phrase


def not_found(detail: str = "") -> Problem:
    """What is asked for does not exist, or is not public: one same answer for both."""
    return Problem(404, detail or _("Nothing public is at this address."))


def gone(detail: str = "") -> Problem:
    """What was public and is no more."""
    return Problem(410, detail or _("This content was public and has been withdrawn."))


def problem_response(problem: Problem) -> HttpResponse:
    """The answer of a refusal. It is never kept by a cache: it may be right a minute later."""
    body: dict[str, Any] = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "errors": [
            asdict(error) | {"allowed": [str(value) for value in error.allowed]}
            for error in problem.errors
        ],
    }
    response = HttpResponse(
        orjson.dumps(body), status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers
    )
    response["Cache-Control"] = "no-store"
    return response


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Django REST framework's hook: known refusals become problems, the rest stays an error."""
    problem = _as_problem(exc)
    return problem_response(problem) if problem else None


def _as_problem(exc: Exception) -> Problem | None:
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Http404):
        return not_found()
    if isinstance(exc, EngineUnavailable | OperationalError):
        # Ours to repair, and passing: the client may come back.
        logger.error("The API cannot answer", exc_info=exc)
        message = _("The catalogue cannot answer now. Try again in a moment.")
        return Problem(503, message, headers={"Retry-After": RETRY_AFTER})
    if isinstance(exc, PermissionDenied):
        return Problem(403, _("This is not allowed."))
    if isinstance(exc, TooManyFieldsSent | RequestDataTooBig):
        return Problem(400, _("The request holds too many parameters."))
    if isinstance(exc, exceptions.MethodNotAllowed):
        return Problem(
            405,
            _("Only GET, HEAD and OPTIONS are served."),
            headers={"Allow": "GET, HEAD, OPTIONS"},
        )
    if isinstance(exc, exceptions.Throttled):
        wait: float | None = getattr(exc, "wait", None)
        headers = {} if wait is None else {"Retry-After": str(int(wait) + 1)}
        return Problem(429, str(exc.detail), headers=headers)
    if isinstance(exc, exceptions.APIException):
        return Problem(exc.status_code, str(exc.detail))
    return None
