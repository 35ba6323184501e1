"""The report's place in the admin: its address, and its entry among the reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms_pages.coverage.views import TITLE, URL_NAME, CoverageView, may_see


class CoverageMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


@hooks.register("register_admin_urls")
def coverage_address() -> list[Any]:
    return [path("reports/coverage/", CoverageView.as_view(), name=URL_NAME)]


@hooks.register("register_reports_menu_item")
def coverage_entry() -> MenuItem:
    return CoverageMenuItem(TITLE, reverse(URL_NAME), name="coverage", icon_name="table", order=100)
