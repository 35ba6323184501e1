"""The admin's hooks about partner spaces: choosers, menus, home panels, protected operations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import SubmitForModerationMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms_pages.kinds import api_path
from cms_pages.models import CataloguePage, PartnerSpacePage
from cms_pages.spaces.home import DeskPanel
from cms_pages.spaces.visibility import is_confined, visible_pages

PARTNER_MENU = {"explorer", "images", "documents", "reports"}


@hooks.register("construct_page_chooser_queryset")
def choose_visible_pages(pages: Any, request: HttpRequest) -> Any:
    return visible_pages(request.user, pages)


@hooks.register("construct_main_menu")
def keep_partner_menu(request: HttpRequest, items: list[Any]) -> None:
    """A partner's person sees the few entries that are theirs."""
    if is_confined(request.user):
        items[:] = [item for item in items if item.name in PARTNER_MENU]


@hooks.register("construct_reports_menu")
def keep_partner_reports(request: HttpRequest, items: list[Any]) -> None:
    """The report on page types names other partners' drafts: the gate closes it to them."""
    if is_confined(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(DeskPanel())


@hooks.register("register_page_header_buttons")
def api_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """A way from a published page to what others read of it."""
    model = page.specific_class or Page
    if page.live and issubclass(model, CataloguePage):
        yield Button(label=_("See in the API"), url=api_path(model.kind, page.pk), icon_name="code")


class SubmitItem(SubmitForModerationMenuItem):
    """Wagtail's "Submit to" and the review's name make no French sentence."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "label": _("Submit for review")}


@hooks.register("construct_page_action_menu")
def plain_submit_label(items: list[Any], request: HttpRequest, context: Any) -> None:
    items[:] = [
        SubmitItem(order=item.order) if isinstance(item, SubmitForModerationMenuItem) else item
        for item in items
    ]


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms_pages/admin.css"))


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A space is made, never copied: its code, its group and its collection are its own."""
    if issubclass(page.specific_class or Page, PartnerSpacePage):
        messages.error(request, _("A partner's space cannot be copied: create a new one."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
