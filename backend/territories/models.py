"""The tables of territories: the one home of their data, of which processes keep a copy."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.territories.codes import normalise, validate_siren, validate_territory_code
from backend.territories.names import fold
from backend.territories.vocabularies import (
    COMPETENCES,
    DERIVED_NATURE,
    LEVELS,
    NATURE_LEVELS,
    NATURES,
    WIDER_NATURES,
    Label,
)


def level_choices() -> list[tuple[str, Label]]:
    """The levels of territories, for forms."""
    return [(entry.slug, entry.label) for entry in LEVELS.values()]


def nature_choices() -> list[tuple[str, Label]]:
    """The legal natures, for forms."""
    natures = [entry for entry in NATURES.values() if entry.slug != DERIVED_NATURE]
    return [(entry.slug, entry.label) for entry in (*natures, *WIDER_NATURES.values())]


def competence_choices() -> list[tuple[str, Label]]:
    """The competences, for forms."""
    return [(entry.slug, entry.label) for entry in COMPETENCES.values()]


class Territory(models.Model):
    """A collectivity or a wider territory in its latest known version.

    ``since`` empty means “as far as the sources reach”; ``until`` empty means in force. Codes of
    places are plain strings, not keys to other rows: they are facts of a date, and a version may
    name an EPCI that has ended.
    """

    class Origin(models.TextChoices):
        PACK = "pack", _("Reference data")
        LOCAL = "local", _("Entered in this catalogue")

    code = models.CharField(
        _("code"), max_length=9, unique=True, validators=[validate_territory_code],
        help_text=_("INSEE code of a commune, SIREN of any other collectivity."),
    )  # fmt: skip
    level = models.CharField(_("level"), max_length=12, choices=level_choices)
    nature = models.CharField(_("legal nature"), max_length=12, choices=nature_choices)
    name = models.CharField(_("name"), max_length=255)
    folded = models.CharField(max_length=255, editable=False, db_index=True)
    tncc = models.PositiveSmallIntegerField(default=0, editable=False)
    siren = models.CharField(
        _("SIREN"), max_length=9, blank=True, db_index=True, validators=[validate_siren]
    )
    departement = models.CharField(_("département"), max_length=3, blank=True, db_index=True)
    region = models.CharField(_("région"), max_length=3, blank=True)
    epci = models.CharField(_("EPCI"), max_length=9, blank=True, db_index=True)
    postal_codes = models.CharField(_("postal codes"), max_length=200, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    successors = models.CharField(max_length=100, blank=True, editable=False)
    populations = models.JSONField(default=dict, blank=True, editable=False)
    facts = models.JSONField(default=dict, blank=True, editable=False)
    competences = models.JSONField(_("competences"), null=True, blank=True, default=None)
    competences_as_of = models.CharField(max_length=10, blank=True, editable=False)
    members = models.ManyToManyField(
        "self", symmetrical=False, related_name="groupings", blank=True,
        verbose_name=_("members"),
    )  # fmt: skip
    origin = models.CharField(
        max_length=5, choices=Origin.choices, default=Origin.LOCAL, editable=False
    )

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["folded", "code"]

    def __str__(self) -> str:
        place = f" ({self.departement})" if self.level == "commune" and self.departement else ""
        return f"{self.name}{place}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name, and the level that the nature implies."""
        self.folded = fold(self.name)
        self.level = NATURE_LEVELS.get(self.nature, self.level)
        super().save(*args, **kwargs)

    @property
    def in_force(self) -> bool:
        """Whether the territory exists today as far as the data tells."""
        return self.until is None

    def clean(self) -> None:
        """Check that code, nature and SIREN agree, and that competences are known ones."""
        super().clean()
        self.code = normalise(self.code or "")
        level = NATURE_LEVELS.get(self.nature)
        if level in ("epci", "syndicat", "other"):
            validate_siren(self.code)
            self.siren = self.code
        unknown = sorted(set(self.competences or ()) - COMPETENCES.keys())
        if unknown:
            raise ValidationError(
                {"competences": _("Unknown competences: %(codes)s.") % {"codes": unknown}}
            )


class TerritoryPeriod(models.Model):
    """An earlier version of a territory: what its code was between two days."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="periods")
    nature = models.CharField(max_length=12, choices=nature_choices)
    name = models.CharField(max_length=255)
    departement = models.CharField(max_length=3, blank=True)
    epci = models.CharField(max_length=9, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField()
    successors = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("earlier version of a territory")
        verbose_name_plural = _("earlier versions of territories")
        ordering = ["territory_id", "until"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "until"], name="one_period_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.until}"


class TerritoryAlias(models.Model):
    """Another name or code that leads to a territory, with the days it did."""

    class Kind(models.TextChoices):
        DELEGUEE = "deleguee", _("Delegated commune")
        ASSOCIEE = "associee", _("Associated commune")
        ARRONDISSEMENT = "arrondissement", _("Municipal district")
        FORMER_CODE = "ancien_code", _("Former code")
        FORMER_NAME = "ancien_nom", _("Former name")
        USUAL = "usage", _("Usual name")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    code = models.CharField(max_length=9, blank=True, db_index=True)
    name = models.CharField(max_length=255, blank=True)
    folded = models.CharField(max_length=255, blank=True, editable=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("other name of a territory")
        verbose_name_plural = _("other names of territories")
        ordering = ["territory_id", "kind", "code", "name"]

    def __str__(self) -> str:
        return self.name or self.code


class TerritoryDataset(models.Model):
    """A list that facts come from: who made it, of which date, under which licence.

    ``zonings`` are those it decides for every commune alive at its date: there, absent means no.
    """

    key = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=255)
    producer = models.CharField(max_length=120)
    as_of = models.CharField(max_length=10)
    licence = models.CharField(max_length=200)
    url = models.CharField(max_length=300, blank=True)
    zonings = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("source of territory data")
        verbose_name_plural = _("sources of territory data")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class TerritoryData(models.Model):
    """The one row that says which data the tables hold: processes reload when it changes."""

    pack = models.CharField(max_length=64, blank=True)
    revision = models.PositiveBigIntegerField(default=0)
    cog_as_of = models.CharField(max_length=10, blank=True)
    epci_as_of = models.CharField(max_length=10, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("state of the territory data")
        verbose_name_plural = _("state of the territory data")

    def __str__(self) -> str:
        return self.stamp

    @property
    def stamp(self) -> str:
        """What changes whenever the data may have."""
        return f"{self.pack[:16]}-{self.revision}"
