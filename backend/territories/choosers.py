"""The chooser of territories of the admin: by name with typos, INSEE, SIREN or postal code."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from backend.territories.directory import current_directory
from backend.territories.models import Territory
from backend.territories.vocabularies import NATURES, WIDER_NATURES, Label

_LIMIT = 50


def search_codes(query: str, limit: int = _LIMIT, levels: Iterable[str] | None = None) -> list[str]:
    """The codes of the territories that answer a look-up, best first, own département first."""
    own = getattr(settings, "DEPARTEMENT", "") or None
    return [match.code for match in current_directory().search(query, own, limit, levels)]


class TerritoryFilterForm(BaseFilterForm):
    """The search field, answered by the directory's look-up rather than by words."""

    q = forms.CharField(
        label=_("Name, INSEE code, SIREN or postal code"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
        max_length=200,
    )

    def filter(self, objects: QuerySet[Territory]) -> QuerySet[Territory]:
        """Keep what the look-up found, in its order."""
        query = (self.cleaned_data.get("q") or "").strip()
        if not query:
            return objects
        self.is_searching = True
        self.search_query = query
        codes = search_codes(query)
        rank = Case(
            *(When(code=code, then=Value(place)) for place, code in enumerate(codes)),
            default=Value(len(codes)),
            output_field=IntegerField(),
        )
        return objects.filter(code__in=codes).order_by(rank)


def nature_label(territory: Territory) -> Label:
    """The legal nature of a territory, in words."""
    entry = NATURES.get(territory.nature) or WIDER_NATURES.get(territory.nature)
    return entry.label if entry else territory.nature


class _TerritoryListMixin:
    filter_form_class = TerritoryFilterForm

    def get_object_list(self) -> QuerySet[Territory]:
        """Territories in force; before any search, those of the instance's own département."""
        objects = Territory.objects.filter(until__isnull=True)
        own = getattr(settings, "DEPARTEMENT", "")
        query = self.request.GET.get("q", "").strip()  # type: ignore[attr-defined]
        return objects.filter(departement=own) if own and not query else objects

    @property
    def columns(self) -> list[Column]:
        """What tells namesakes apart: code, nature and département beside the name."""
        columns: list[Column] = super().columns  # type: ignore[misc]
        return [
            *columns,
            Column("code", label=_("Code"), accessor="code"),
            Column("nature", label=_("Legal nature"), accessor=nature_label),
            Column("departement", label=_("Département"), accessor="departement"),
        ]


class TerritoryChooseView(_TerritoryListMixin, ChooseView):
    """The whole dialogue."""


class TerritoryChooseResultsView(_TerritoryListMixin, ChooseResultsView):
    """The list alone, refreshed while the editor types."""


class TerritoryChooser(BaseChooser):
    """The widget: reference data is not edited, so that no link leads there."""

    show_edit_link = False


class TerritoryChooserViewSet(ChooserViewSet):
    """Chooses territories in page forms and in StreamField blocks."""

    model = Territory
    icon = "site"
    per_page = 20
    choose_one_text = _("Choose a territory")
    choose_another_text = _("Choose another territory")
    base_widget_class = TerritoryChooser
    choose_view_class = TerritoryChooseView
    choose_results_view_class = TerritoryChooseResultsView


territory_chooser_viewset = TerritoryChooserViewSet("territory_chooser")
TerritoryChooserWidget = territory_chooser_viewset.widget_class
TerritoryChooserBlock = territory_chooser_viewset.get_block_class(
    name="TerritoryChooserBlock", module_path="backend.territories.choosers"
)
