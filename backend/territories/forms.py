"""The form by which the catalogue's team adds a syndicat or another collectivité."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from backend.territories.codes import normalise, validate_siren
from backend.territories.departements import departements
from backend.territories.directory import current_directory
from backend.territories.models import Territory, TerritoryAlias, competence_choices
from backend.territories.names import fold
from backend.territories.profile import UnknownTerritory
from backend.territories.vocabularies import NATURE_LEVELS, NATURES, Label

EDITABLE_LEVELS = ("syndicat", "other")
_CODE_FIRST = re.compile(r"\s*(\d[\dAB]\d{3}|\d{3}[ \u00a0]?\d{3}[ \u00a0]?\d{3})(?!\d)", re.ASCII)
MAX_MEMBERS = 2000


def editable_natures() -> list[tuple[str, Label]]:
    """The natures that the team may add: the others come with the reference data."""
    return [
        (entry.slug, entry.label)
        for entry in NATURES.values()
        if NATURE_LEVELS[entry.slug] in EDITABLE_LEVELS
    ]


def departement_choices() -> list[tuple[str, str]]:
    """The départements, for a list."""
    return [("", "---------")] + [(d.code, f"{d.code} {d.name}") for d in departements().values()]


class CollectivityForm(WagtailAdminModelForm):
    """One page of plain questions; members are pasted as a list."""

    code = forms.CharField(
        label=_("SIREN"),
        max_length=20,
        help_text=_("Nine digits. It is checked, and cannot be changed later."),
    )
    nature = forms.ChoiceField(label=_("Legal nature"), choices=editable_natures)
    departement = forms.ChoiceField(
        label=_("Département of the seat"), choices=departement_choices, required=False
    )
    population = forms.IntegerField(
        label=_("Total population"), required=False, min_value=0, max_value=100_000_000
    )
    population_year = forms.IntegerField(
        label=_("Year of that population"), required=False, min_value=1990, max_value=2100
    )
    competences_known = forms.BooleanField(
        label=_("The competences below are complete"),
        required=False,
        help_text=_("Leave unticked while you do not know them: unknown is not the same as none."),
    )
    competences = forms.MultipleChoiceField(
        label=_("Competences"), choices=competence_choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    member_list = forms.CharField(
        label=_("Members"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One a line: an INSEE code or a SIREN, followed by whatever you like, or a name. "
            "The communes of an EPCI that is a member are counted as members."
        ),
    )
    other_names = forms.CharField(
        label=_("Usual names and acronyms"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: they are found by the search."),
    )

    class Meta:
        model = Territory
        fields = ["code", "nature", "name", "departement", "competences", "until"]
        labels = {"until": _("Dissolved on")}
        help_texts = {"until": _("Leave empty as long as the collectivity exists.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory = self.instance
        if territory.pk:
            self.fields["code"].disabled = True
            self._show_saved(territory)
        elif not self.is_bound:
            self.initial["departement"] = getattr(settings, "DEPARTEMENT", "")

    def _show_saved(self, territory: Territory) -> None:
        self.initial["competences_known"] = territory.competences is not None
        figures = (territory.populations or {}).get("totale", {})
        if figures:
            year = max(figures)
            self.initial.update(population=figures[year], population_year=int(year))
        members = territory.members.order_by("code")
        self.initial["member_list"] = "\n".join(f"{m.code} {m.name}" for m in members)
        names = territory.aliases.filter(kind=TerritoryAlias.Kind.USUAL).order_by("name")
        self.initial["other_names"] = "\n".join(names.values_list("name", flat=True))

    def clean_code(self) -> str:
        """The SIREN without the spaces that people type."""
        code = normalise(self.cleaned_data["code"])
        validate_siren(code)
        return code

    def clean_competences(self) -> list[str] | None:
        """None as long as they are not known."""
        # The box comes first in the data whatever the order of the fields.
        known = self.data.get(self.add_prefix("competences_known"))
        chosen = sorted(self.cleaned_data["competences"])
        return chosen if chosen or known else None

    def clean_member_list(self) -> list[Territory]:
        """The members, each line understood or named in the error."""
        lines = [line for line in self.cleaned_data["member_list"].splitlines() if line.strip()]
        if len(lines) > MAX_MEMBERS:
            raise ValidationError(_("At most %(count)s members."), params={"count": MAX_MEMBERS})
        own = self.instance.code or normalise(self.data.get(self.add_prefix("code"), ""))
        codes, refused = set(), []
        for line in lines:
            code = self._member(line)
            if code is None or code == own:
                refused.append(line.strip()[:80])
            else:
                codes.add(code)
        members = list(Territory.objects.filter(code__in=codes))
        refused += sorted(codes - {member.code for member in members})
        if refused:
            raise ValidationError(
                _("Not recognised, or ambiguous: %(lines)s. Give the INSEE code or the SIREN."),
                params={"lines": " ; ".join(refused[:20])},
            )
        return members

    def _member(self, line: str) -> str | None:
        """The territory that a line names: by code, else by a name that only one bears."""
        directory = current_directory()
        if found := _CODE_FIRST.match(line.upper()):
            try:
                return directory.resolve(found[1]).code
            except UnknownTerritory:
                return None
        own = self.data.get(self.add_prefix("departement")) or None
        matches = [
            match
            for match in directory.search(line, own, 20)
            if fold(match.matched_name) == fold(line)
        ]
        if own:
            matches = [match for match in matches if match.departement == own] or matches
        return matches[0].code if len(matches) == 1 else None

    def clean(self) -> dict[str, Any]:
        """A population has a year, and the year is not in the future."""
        data: dict[str, Any] = super().clean()
        population, year = data.get("population"), data.get("population_year")
        if population is not None and year is None and "population_year" not in self.errors:
            self.add_error("population_year", gettext("Say of which year the population is."))
        if year is not None and year > timezone.localdate().year:
            self.add_error("population_year", gettext("This year has not come yet."))
        return data

    def save(self, commit: bool = True) -> Territory:
        """Save the row, its members and its usual names together."""
        territory: Territory = self.instance
        data = self.cleaned_data
        if data.get("population") is not None:
            figures = dict((territory.populations or {}).get("totale", {}))
            figures[str(data["population_year"])] = data["population"]
            territory.populations = {**(territory.populations or {}), "totale": figures}
        elif territory.populations:
            territory.populations = {}
        if "competences" in self.changed_data or not territory.competences_as_of:
            known = territory.competences is not None
            territory.competences_as_of = timezone.localdate().isoformat() if known else ""
        territory.origin = Territory.Origin.LOCAL
        with transaction.atomic():
            territory = super().save(commit=commit)
            if commit:
                self._save_relations(territory)
        return territory

    def _save_relations(self, territory: Territory) -> None:
        territory.members.set(self.cleaned_data["member_list"])
        territory.aliases.filter(kind=TerritoryAlias.Kind.USUAL).delete()
        names = dict.fromkeys(
            line.strip()[:255] for line in self.cleaned_data["other_names"].splitlines()
        )
        for name in names:
            if name:
                TerritoryAlias.objects.create(
                    territory=territory, kind=TerritoryAlias.Kind.USUAL, name=name,
                    folded=fold(name),
                )  # fmt: skip
