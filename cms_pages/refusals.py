"""An admin action that meets an incomplete page says so, rather than failing.

Wagtail checks a page in its form; publishing several drafts at once, approving or copying go
straight to the page's own rules and let their refusal through as a server error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import Page

GetResponse = Callable[[HttpRequest], HttpResponse]


class IncompletePageMiddleware:
    """Turns a page's refusal to be published into a page that tells what it lacks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        page = getattr(error, "page", None)
        if not isinstance(error, ValidationError) or page is None:
            return None
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        context = {"page": page, "faults": list(faults(page, error))}
        response = render(request, "cms_pages/incomplete.html", context, status=422)
        # What the action had already written goes with it: several pages are published or none.
        response.undo_writes = True  # type: ignore[attr-defined]
        return response


def faults(page: Page, error: ValidationError) -> Iterator[tuple[str, list[str]]]:
    """The label of each field at fault and what is said of it."""
    for name, messages in error.message_dict.items():
        if name == NON_FIELD_ERRORS:
            yield "", messages
            continue
        try:
            label = getattr(page._meta.get_field(name), "verbose_name", name)
        except FieldDoesNotExist:
            label = name
        yield capfirst(str(label)), messages
