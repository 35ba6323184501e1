"""The gate before the admin's views: a partner's person reaches no page hidden from them.

Wagtail checks permissions in most views, and leaks draft titles in a few (choosers, the refusal
list of bulk actions, the lists of its private API). This gate reads the ids an address names,
before any view runs, so that a view added tomorrow is closed by default.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from cms_pages.spaces.visibility import (
    NAVIGATION_DEPTH,
    SPACE_DEPTH,
    clean_ids,
    foreign_media_ids,
    foreign_page_ids,
    hidden_page_ids,
    is_confined,
    media_models,
    reset_viewer,
    set_viewer,
)

PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
BLOCK_NUMBER = re.compile(r"-(count|order)$")
SMALL_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
"""StreamFields post how many blocks they hold and where each stands."""

CHOSEN_PAGES = "wagtailadmin_choose_page_chosen_multiple"
VISIBLE_ENOUGH = {"wagtailadmin_choose_page_child"}
NAVIGATION = {"wagtailadmin_explore", "wagtailadmin_explore_results"}
CLOSED = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}
"""Reports that name the last page of each type, whoever owns it."""

SPACE_IS_KEPT_FROM = {
    f"wagtailadmin_pages:{name}"
    for name in ("delete", "unpublish", "move", "move_confirm", "copy", "set_privacy")
}
"""What a partner may do to its pages, but not to its space, which the département gave it."""


class ConfinementMiddleware:
    """Refuses admin addresses naming pages or media the person may not see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        user = getattr(request, "user", None)
        confined = user is not None and user.is_authenticated and is_confined(user)
        token = set_viewer(user if confined else None)
        try:
            return self.get_response(request)
        finally:
            reset_viewer(token)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated or not is_confined(user):
            return None
        return None if is_allowed(request, match) else permission_denied(request)


class MalformedFormMiddleware:
    """Answers 400 to a form that no browser of ours sends, where Wagtail would fail with 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        if request.path.startswith(reverse("wagtailadmin_home")):
            _refuse_malformed_ids(request)
            if request.method == "POST":
                _refuse_malformed_form(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        admin = request.path.startswith(reverse("wagtailadmin_home"))
        if admin and isinstance(error, MultiValueDictKeyError):
            raise BadRequest from error


def view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _refuse_malformed_ids(request: HttpRequest) -> None:
    """Chosen objects are named by number; anything else would fail in the database's words."""
    view = view_name(request)
    ids = set(request.GET.getlist("id"))
    if view == "wagtail_bulk_action":
        ids.discard("all")
    elif not view.endswith(("chosen_multiple", ":find")):
        return
    if len(clean_ids(ids)) < len(ids):
        raise BadRequest("id")
    if view == CHOSEN_PAGES and Page.objects.filter(pk__in=clean_ids(ids), depth=1).exists():
        raise BadRequest("id")  # the root has no parent to show


def _refuse_malformed_form(request: HttpRequest) -> None:
    link = view_name(request) == "wagtailadmin_choose_page_external_link"
    if link and "external-link-chooser-url" not in request.POST:
        raise BadRequest("external-link-chooser-url")
    for name, value in request.POST.items():
        if BLOCK_NUMBER.search(name) and not SMALL_NUMBER.fullmatch(str(value)):
            raise BadRequest(name)


def is_allowed(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether a confined person may open this address."""
    if match.view_name == "wagtail_bulk_action":
        return _bulk_allowed(request, match.kwargs)
    if match.view_name in CLOSED:
        return False
    if match.view_name == CHOSEN_PAGES:
        return not hidden_page_ids(request.user, request.GET.getlist("id"))
    if match.view_name.startswith("wagtailadmin_api:"):
        return _private_api_allowed(request, match)
    return _page_arguments_allowed(request, match)


def _page_arguments_allowed(request: HttpRequest, match: ResolverMatch) -> bool:
    ids = [match.kwargs[name] for name in PAGE_ARGUMENTS if match.kwargs.get(name) is not None]
    if match.view_name in VISIBLE_ENOUGH:
        return not hidden_page_ids(request.user, ids)
    if match.view_name in SPACE_IS_KEPT_FROM and names_a_space(ids):
        return False
    foreign = foreign_page_ids(request.user, ids)
    if foreign and match.view_name in NAVIGATION:
        deeper = Page.objects.filter(pk__in=foreign, depth__gt=NAVIGATION_DEPTH)
        return not deeper.exists()
    return not foreign


def _private_api_allowed(request: HttpRequest, match: ResolverMatch) -> bool:
    """Wagtail's own private API: own pages; media only through the choosers."""
    if ":pages:" not in match.view_name:
        return False
    pk = match.kwargs.get("pk")
    if pk is None:
        return True
    if match.kwargs.get("action_name") and names_a_space([pk]):
        return False
    return not foreign_page_ids(request.user, [pk])


def names_a_space(ids: list[Any]) -> bool:
    return Page.objects.filter(pk__in=clean_ids(ids), depth__lte=SPACE_DEPTH).exists()


def _bulk_allowed(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    try:
        model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return True  # the view answers 404
    ids = request.GET.getlist("id")
    if issubclass(model, Page):
        if "all" in ids:
            parent = clean_ids([request.GET.get("childOf", "")])
            return bool(parent) and not foreign_page_ids(request.user, parent)
        return not names_a_space(ids) and not foreign_page_ids(request.user, ids)
    if issubclass(model, media_models()):
        return not foreign_media_ids(request.user, model, ids)
    return True
