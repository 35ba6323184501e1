"""The panel of the admin's home: what awaits the person, in a few queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms_pages.kinds import KINDS
from cms_pages.models import PartnerSpacePage
from cms_pages.spaces.visibility import is_confined, own_paths, under

ADD = "wagtailadmin_pages:add"
SHOWN = 5
EXPIRES_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Task:
    """One list of the panel: what to look at, and why."""

    title: str
    empty: str
    pages: list[Page]


def my_pages(user: Any) -> QuerySet[Page]:
    """The pages a person answers for: a partner's space, or all for the staff."""
    pages = Page.objects.filter(depth__gt=1)
    if user.is_superuser:
        return pages
    return pages.filter(under(own_paths(user)))


def tasks_for(user: Any) -> list[Task]:
    """The person's lists, each one query."""
    pages = my_pages(user).order_by("-latest_revision_created_at", "-pk")
    now = timezone.now()
    drafts = pages.filter(Q(live=False) | Q(has_unpublished_changes=True))
    if not is_confined(user):
        drafts = drafts.filter(owner=user)
    expiring = pages.filter(live=True, expire_at__gt=now, expire_at__lte=now + EXPIRES_WITHIN)
    return [
        Task(_("Drafts"), _("No draft is waiting."), list(drafts[:SHOWN])),
        Task(
            _("Expiring within 30 days"),
            _("No page expires soon."),
            list(expiring.order_by("expire_at", "pk")[:SHOWN]),
        ),
        Task(_("To be reviewed"), _("Every page is up to date."), due_for_review(pages)),
    ]


def due_for_review(pages: QuerySet[Page]) -> list[Page]:
    """The pages whose review is due, the longest overdue first; dates live in each kind's table."""
    today = timezone.localdate()
    each = [
        kind.model._base_manager.filter(live=True, review_due_on__lte=today)
        .filter(pk__in=pages.order_by().values("pk"))
        .order_by()
        .values_list("pk", "review_due_on")
        for kind in KINDS.values()
    ]
    first, *others = each
    due = list(first.union(*others, all=True).order_by("review_due_on", "pk")[:SHOWN])
    found = pages.in_bulk([pk for pk, _day in due])
    return [found[pk] for pk, _day in due if pk in found]


class DeskPanel(Component):
    """What awaits the person: drafts, pages about to expire, pages to review."""

    name = "desk"
    template_name = "cms_pages/spaces/desk.html"
    order = 230  # after what awaits a decision

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        spaces = own_spaces(request.user)
        return {
            "tasks": tasks_for(request.user),
            "spaces": spaces,
            "kinds": creatable_kinds(spaces[0]) if len(spaces) == 1 else [],
        }


def own_spaces(user: Any) -> list[PartnerSpacePage]:
    """The spaces a partner's person works in; the staff, who works in all, is shown none."""
    if not is_confined(user):
        return []
    return list(PartnerSpacePage.objects.filter(path__in=own_paths(user)).order_by("title", "pk"))


def creatable_kinds(space: PartnerSpacePage) -> list[tuple[str, str]]:
    """(label, address) of the forms that add a page of each kind to a space."""
    allowed = PartnerSpacePage.creatable_subpage_models()
    return [
        (
            str(kind.label),
            reverse(
                "wagtailadmin_pages:add", args=("cms_pages", kind.model_name.lower(), space.pk)
            ),
        )
        for kind in KINDS.values()
        if kind.model in allowed
    ]
