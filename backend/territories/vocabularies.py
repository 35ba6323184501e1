"""The closed vocabularies of a territory's profile: ordered, stable slugs with their labels.

The facets of the catalogue show these lists; labels are English sources of gettext.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a vocabulary."""

    slug: str
    label: Label


@dataclass(frozen=True, slots=True)
class Band:
    """A stratum of population: from ``minimum`` included to ``maximum`` excluded (None: no end)."""

    slug: str
    label: Label
    minimum: int
    maximum: int | None

    def holds(self, population: int) -> bool:
        """Whether a population lies in the stratum."""
        return self.minimum <= population and (self.maximum is None or population < self.maximum)


def _entries(*pairs: tuple[str, Label]) -> Mapping[str, Entry]:
    return MappingProxyType({slug: Entry(slug, label) for slug, label in pairs})


LEVELS = _entries(
    ("commune", _("Commune")),
    ("epci", _("EPCI")),
    ("syndicat", _("Syndicat")),
    ("departement", _("Département")),
    ("region", _("Région")),
    ("other", _("Other")),
)

NATURES = _entries(
    ("com", _("Commune")),
    ("com-nouvelle", _("New commune, born of a merger")),
    ("cc", _("Community of communes")),
    ("ca", _("Agglomeration community")),
    ("cu", _("Urban community")),
    ("metropole", _("Métropole")),
    ("ept", _("Territorial public body of Greater Paris")),
    ("sivu", _("Single-purpose syndicat (SIVU)")),
    ("sivom", _("Multi-purpose syndicat (SIVOM)")),
    ("smf", _("Closed mixed syndicat")),
    ("smo", _("Open mixed syndicat")),
    ("petr", _("Territorial and rural balance pole (PETR)")),
    ("polem", _("Metropolitan pole")),
    ("ccas", _("Communal social action centre (CCAS, CIAS)")),
    ("autre", _("Other collectivity")),
)

# Not a legal nature: a commune that has déléguées is one too. Rules and facets name it.
DERIVED_NATURE = "com-nouvelle"

# Natures that a département's own admin adds; the others come with the pack.
WIDER_NATURES = _entries(("departement", _("Département")), ("region", _("Région")))

NATURE_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "com": "commune", "com-nouvelle": "commune", "cc": "epci", "ca": "epci", "cu": "epci",
        "metropole": "epci", "ept": "epci", "sivu": "syndicat", "sivom": "syndicat",
        "smf": "syndicat", "smo": "syndicat", "petr": "syndicat", "polem": "syndicat",
        "ccas": "other", "autre": "other", "departement": "departement", "region": "region",
    }
)  # fmt: skip

_BANDS = (
    Band("moins-100", _("Fewer than 100 inhabitants"), 0, 100),
    Band("100-499", _("100 to 499 inhabitants"), 100, 500),
    Band("500-999", _("500 to 999 inhabitants"), 500, 1000),
    Band("1000-1999", _("1,000 to 1,999 inhabitants"), 1000, 2000),
    Band("2000-3499", _("2,000 to 3,499 inhabitants"), 2000, 3500),
    Band("3500-4999", _("3,500 to 4,999 inhabitants"), 3500, 5000),
    Band("5000-9999", _("5,000 to 9,999 inhabitants"), 5000, 10_000),
    Band("10000-19999", _("10,000 to 19,999 inhabitants"), 10_000, 20_000),
    Band("20000-24999", _("20,000 to 24,999 inhabitants"), 20_000, 25_000),
    Band("25000-plus", _("25,000 inhabitants or more"), 25_000, None),
)
POPULATION_BANDS: Mapping[str, Band] = MappingProxyType({band.slug: band for band in _BANDS})

RURALITIES = _entries(
    ("dense", _("Dense urban")),
    ("intermediaire", _("Intermediate urban")),
    ("bourg_rural", _("Rural town")),
    ("rural_disperse", _("Dispersed rural")),
    ("rural_tres_disperse", _("Very dispersed rural")),
)

ZONINGS = _entries(
    ("frr", _("France ruralités revitalisation (FRR)")),
    ("frr_plus", _("FRR “plus”")),
    ("frr_beneficiaire", _("Keeps the effects of FRR")),
    ("zrr", _("Former rural revitalisation zone (ZRR)")),
    ("pvd", _("Petites villes de demain")),
    ("acv", _("Action cœur de ville")),
    ("villages_avenir", _("Villages d'avenir")),
    ("qpv", _("Priority district of the city policy (QPV)")),
    ("montagne", _("Mountain area")),
    ("massif_vosges", _("Massif of the Vosges")),
    ("massif_jura", _("Massif of the Jura")),
    ("massif_alpes", _("Massif of the Alps")),
    ("massif_corse", _("Massif of Corsica")),
    ("massif_central", _("Massif central")),
    ("massif_pyrenees", _("Massif of the Pyrenees")),
    ("massif_guadeloupe", _("Heights of Guadeloupe")),
    ("massif_martinique", _("Heights of Martinique")),
    ("massif_reunion", _("Heights of Réunion")),
)

COMPETENCES = _entries(
    ("eau", _("Drinking water")),
    ("assainissement", _("Sanitation")),
    ("eaux-pluviales", _("Rainwater")),
    ("gemapi", _("Rivers and flood prevention (GEMAPI)")),
    ("dechets", _("Waste")),
    ("voirie", _("Roads")),
    ("mobilite", _("Mobility")),
    ("plui", _("Local urban planning (PLUi)")),
    ("scot", _("Territorial coherence plan (SCoT)")),
    ("habitat", _("Housing programme")),
    ("ecoles", _("Schools")),
    ("tourisme", _("Tourism")),
    ("numerique", _("Digital networks")),
    ("eclairage-reseaux", _("Public lighting and energy networks")),
    ("plans-climat", _("Climate plan (PCAET)")),
    ("pnr", _("Regional nature park")),
    ("archives", _("Archives")),
)


def population_band(population: int | None) -> str | None:
    """The slug of the stratum of a population; None when the population is unknown."""
    if population is None:
        return None
    return next((band.slug for band in _BANDS if band.holds(population)), None)
