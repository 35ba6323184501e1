"""One representation, JSON: a client that accepts none of it is told so."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from api.errors import Problem


class JSON(BaseRenderer):
    """Names the media type for the contract; the views write their bytes themselves."""

    media_type = "application/json"
    format = "json"
    charset = None


class JSONOnly(BaseContentNegotiation):
    """No ``?format=`` either: it would be a parameter like another."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return None

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        renderer = renderers[0]
        if not request.accepts(renderer.media_type):
            message = _("Only %(type)s is served here.") % {"type": renderer.media_type}
            raise Problem(406, message)
        return renderer, renderer.media_type
