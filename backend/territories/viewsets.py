"""The admin screens of the collectivités that the catalogue's team adds: syndicats, PETR, CCAS…"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from backend.territories.choosers import nature_label, search_codes
from backend.territories.forms import EDITABLE_LEVELS, CollectivityForm
from backend.territories.models import Territory


def editable() -> QuerySet[Territory]:
    """What these screens show: reference data of communes and EPCI is not typed by hand."""
    return Territory.objects.filter(level__in=EDITABLE_LEVELS)


class _EditableMixin:
    def get_object(self, queryset: QuerySet[Territory] | None = None) -> Territory:
        """Only collectivités of these screens: a commune's key answers 404."""
        del queryset
        found: Territory = super().get_object(editable())  # type: ignore[misc]
        return found


class CollectivityIndexView(generic.IndexView):
    """The list, the own département first; searched by the directory's look-up."""

    page_title = _("Syndicats and other collectivities")

    def get_base_queryset(self) -> QuerySet[Territory]:
        """Syndicats and other collectivités, of the own département unless one searches."""
        own = getattr(settings, "DEPARTEMENT", "")
        searching = self.request.GET.get("q") or self.request.GET.get("departement")
        return editable().filter(departement=own) if own and not searching else editable()

    def search_queryset(self, queryset: QuerySet[Territory]) -> QuerySet[Territory]:
        """By name with typos, or by SIREN."""
        if not self.search_query:
            return queryset
        return queryset.filter(code__in=search_codes(self.search_query, 200, EDITABLE_LEVELS))


class CollectivityAddView(generic.CreateView):
    """Adds one."""

    def get_page_subtitle(self) -> Any:
        """What is added, in the team's words rather than the model's."""
        return _("Syndicats and other collectivities")


class CollectivityEditView(_EditableMixin, generic.EditView):
    """Edits one; from then on reference data leaves it alone."""


class CollectivityDeleteView(_EditableMixin, generic.DeleteView):
    """Deletes one that was entered here; what the reference data brought can only be ended."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse a row that the next load would bring back."""
        if self.get_object().origin != Territory.Origin.LOCAL:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CollectivityViewSet(ModelViewSet):
    """Syndicats and other collectivités, for the catalogue's team."""

    model = Territory
    name = "collectivities"
    icon = "site"
    menu_label = _("Syndicats and other collectivities")
    menu_order = 250
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = CollectivityIndexView
    add_view_class = CollectivityAddView
    edit_view_class = CollectivityEditView
    delete_view_class = CollectivityDeleteView
    list_display = [
        "name",
        Column("code", label=_("SIREN"), accessor="code", sort_key="code"),
        Column("nature", label=_("Legal nature"), accessor=nature_label, sort_key="nature"),
        Column("departement", label=_("Département"), accessor="departement"),
        Column("origin", label=_("Origin"), accessor="get_origin_display"),
    ]
    list_filter = ["departement", "nature", "origin"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["folded", "code"]

    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("code"),
                    FieldPanel("nature"),
                    FieldPanel("name"),
                    FieldPanel("other_names"),
                    FieldPanel("departement"),
                    FieldPanel("until"),
                ],
                heading=_("Identity"),
            ),
            MultiFieldPanel([FieldPanel("member_list")], heading=_("Members")),
            FieldRowPanel(
                [FieldPanel("population"), FieldPanel("population_year")], heading=_("Population")
            ),
            MultiFieldPanel(
                [FieldPanel("competences_known"), FieldPanel("competences")],
                heading=_("Competences"),
            ),
        ],
        base_form_class=CollectivityForm,
    )


collectivity_viewset = CollectivityViewSet()
