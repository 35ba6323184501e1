"""The report on the catalogue's coverage, and its tables as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms_pages.coverage import calendar, exports, snapshot, tables
from cms_pages.spaces.visibility import is_confined

URL_NAME = "coverage_report"
TITLE = gettext_lazy("Coverage of the catalogue")
CODES = ("domains-kinds", "domains-partners", "natures-kinds", calendar.CODE)
ALLOWED = {"table": CODES, "format": ("csv",)}


def may_see(user: Any) -> bool:
    """The staff of the département, who answers for the whole catalogue."""
    return not is_confined(user)


def problems_of(request: HttpRequest) -> list[str]:
    """What the address asks that this report does not know, in sentences."""
    found = []
    for name in request.GET:
        if name not in ALLOWED:
            found.append(
                _("“%(name)s” is unknown. Allowed: %(allowed)s.")
                % {"name": name, "allowed": ", ".join(ALLOWED)}
            )
            continue
        values = request.GET.getlist(name)
        if len(values) > 1 or values[0] not in ALLOWED[name]:
            found.append(
                _("“%(name)s” takes one of these values: %(allowed)s.")
                % {"name": name, "allowed": ", ".join(ALLOWED[name])}
            )
    if not found and len(request.GET) == 1:
        found.append(_("“table” and “format” go together."))
    return found


class CoverageView(WagtailAdminTemplateMixin, View):
    """Tables on one page; with ``table`` and ``format``, one of them as a file."""

    http_method_names = ["get", "head"]
    page_title = TITLE
    header_icon = "table"
    template_name = "cms_pages/coverage/report.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request.user):
            denied: HttpResponse = permission_denied(request)
            return denied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        problems = problems_of(request)
        if problems:
            return self._answer("cms_pages/coverage/refused.html", 400, problems=problems)
        found = snapshot.read()
        code = request.GET.get("table")
        if code:
            return _file(code, found)
        return self._answer(
            self.template_name,
            200,
            tables=tables.build(found),
            months=calendar.build(found),
            calendar=calendar.CODE,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def _answer(self, template: str, status: int, **context: Any) -> HttpResponse:
        answer: HttpResponse = self.response_class(
            self.request, template, self.get_context_data(**context), status=status
        )
        return answer


def _file(code: str, found: snapshot.Snapshot) -> HttpResponse:
    if code == calendar.CODE:
        rows = exports.calendar_rows(calendar.build(found))
    else:
        rows = exports.table_rows(next(t for t in tables.build(found) if t.code == code))
    return HttpResponse(
        exports.as_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{code}.csv"'},
    )
