"""The closed lists of the pages' fields. Callables keep migrations stable when a list grows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from backend.territories import vocabularies

Choices = list[tuple[str, Any]]


class Vocabulary(models.TextChoices):
    """The vocabularies held by ``Term``."""

    PHASE = "phase", _("Project phase")
    HELP = "help", _("Kind of help")
    AID_TYPE = "aid_type", _("Type of aid")
    ACCESS = "access", _("Access conditions")
    CALL_KIND = "call_kind", _("Kind of call")
    EVENT_KIND = "event_kind", _("Kind of event")
    AUDIENCE = "audience", _("Audience")
    ORGANISATION_KIND = "organisation_kind", _("Kind of organisation")


class PerimeterKind(models.TextChoices):
    UNSET = "unset", _("Not stated")
    DEPARTEMENT = "departement", _("The whole département")
    TERRITORIES = "territories", _("The territories listed below")


class PopulationKind(models.TextChoices):
    MUNICIPALE = "municipale", _("Municipal population")
    TOTALE = "totale", _("Total population")
    DGF = "dgf", _("DGF population")


class CalendarKind(models.TextChoices):
    PERMANENT = "permanent", _("Permanent: applications all year round")
    ANNUAL = "annual", _("Every year, on the same days")
    WINDOW = "window", _("Between two dates")
    CLOSED = "closed", _("Closed: no more applications")


class FunderLevel(models.TextChoices):
    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunal body")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Region")
    ETAT = "etat", _("State")
    EUROPE = "europe", _("Europe")
    AGENCE = "agence", _("Public agency")
    FONDATION = "fondation", _("Foundation")
    AUTRE = "autre", _("Other")


class AmountBase(models.TextChoices):
    HT = "HT", _("Excluding tax (HT)")
    TTC = "TTC", _("Including tax (TTC)")


class Modality(models.TextChoices):
    PRESENTIEL = "presentiel", _("On site")
    DISTANCIEL = "distanciel", _("Online")
    HYBRIDE = "hybride", _("On site and online")


class EventState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")
    FULL = "full", _("Full")


class EventFunding(models.TextChoices):
    FREE = "free", _("Free of charge")
    DIFE = "dife", _("DIFE (elected people's individual training right)")
    CNFPT = "cnfpt", _("CNFPT (agents' training contribution)")
    OTHER = "other", _("Other funding")


class CalloutLevel(models.TextChoices):
    INFO = "info", _("Good to know")
    WARNING = "warning", _("Be careful")
    LEGAL = "legal", _("What the law says")


class HeadingLevel(models.TextChoices):
    H2 = "h2", _("Part title")
    H3 = "h3", _("Section title")
    H4 = "h4", _("Sub-section title")


class Language(models.TextChoices):
    FR = "fr", _("French")
    EN = "en", _("English")
    OC = "oc", _("Occitan")
    OTHER = "und", _("Another language")


def natures() -> Choices:
    return [(entry.slug, entry.label) for entry in vocabularies.NATURES.values()]


def ruralities() -> Choices:
    return [(entry.slug, entry.label) for entry in vocabularies.RURALITIES.values()]


def zonings() -> Choices:
    return [(entry.slug, entry.label) for entry in vocabularies.ZONINGS.values()]


def competences() -> Choices:
    return [(entry.slug, entry.label) for entry in vocabularies.COMPETENCES.values()]


def months() -> list[tuple[int, Any]]:
    return list(MONTHS.items())
