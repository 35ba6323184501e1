"""The parameters that several endpoints share, read into plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from api.query_string import QueryString, shorten
from api.serializers.items import item_fields
from backend.territories.directory import Profile, UnknownTerritory, directory
from search.catalogue import Snapshot
from search.facets import FACETS

MAX_TEXT = 500
MAX_IDS = 500
MAX_PAGE_SIZE = 100
PAGE_SIZE = 20
# Both engines page that deep; whoever wants all takes the export.
MAX_RESULTS = 100_000

SORTS = ("relevance", "newest", "updated", "deadline", "date", "title")
SORT_CHOICES = tuple(sign + sort for sort in SORTS for sign in ("", "-"))
ANSWERS = ("eligible", "to_check", "not_eligible")
# What a collectivity can use, or may after a check: what it sees when it does not ask otherwise.
USABLE = ("eligible", "to_check")

INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
SIREN = re.compile(r"[0-9]{9}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Territory:
    """The collectivity of ``insee`` or ``siren``: the code asked for, and its profile today."""

    requested: str
    profile: Profile

    def as_json(self) -> dict[str, str]:
        profile = self.profile
        return {"code": profile.code, "name": profile.name, "requested": self.requested}


def read_territory(parameters: QueryString) -> Territory | None:
    """``insee`` or ``siren``, one of the two at most, resolved to what is in force."""
    commune = parameters.checked("insee", _commune)
    grouping = parameters.checked("siren", _grouping)
    if parameters.given("insee") and parameters.given("siren"):
        message = _("Give either insee or siren, not both.")
        parameters.refuse("siren", "conflict", message, ["insee", "siren"])
    return commune or grouping


def read_eligibility(parameters: QueryString, territory: Territory | None) -> tuple[str, ...]:
    """The answers to keep; without a collectivity there is nothing to judge."""
    answers = parameters.choices("eligibility", ANSWERS)
    named = parameters.given("insee") or parameters.given("siren")
    if answers and not named:
        message = _("Eligibility is judged for a collectivity: add insee or siren.")
        parameters.refuse("eligibility", "missing_territory", message, ["insee", "siren"])
    return answers or (USABLE if territory else ())


def read_day(value: str) -> date:
    """A day, in full."""
    message = _("“%(value)s” is not a day: YYYY-MM-DD.") % {"value": shorten(value)}
    if not DAY.fullmatch(value):
        raise ValueError(message)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(message) from None


def _commune(code: str) -> Territory:
    """A postal code is the usual mistake: the directory's message names its communes."""
    if not INSEE.fullmatch(code):
        raise ValueError(
            _("“%(code)s” is not an INSEE code: five characters, for example 26113.")
            % {"code": shorten(code)}
        )
    return _known(code)


def _grouping(code: str) -> Territory:
    if not SIREN.fullmatch(code):
        raise ValueError(
            _("“%(code)s” is not a SIREN: nine digits, for example 242600534.")
            % {"code": shorten(code)}
        )
    return _known(code)


def _known(code: str) -> Territory:
    try:
        return Territory(code, directory().profile(code))
    except UnknownTerritory as error:
        raise ValueError(str(error)) from error


def read_facet_filters(
    parameters: QueryString, snapshot: Snapshot, now: datetime
) -> dict[str, tuple[str, ...]]:
    """The values asked of each facet, all known to the catalogue."""
    wanted = {}
    for name, facet in FACETS.items():
        if not parameters.given(name):
            continue
        if facet.pattern:
            values = parameters.matching(name, re.compile(facet.pattern), _("YYYY-MM"))
        else:
            known = {value.code: value.label for value in snapshot.facet_values(name, now)}
            values = parameters.choices(name, known)
        if values:
            wanted[name] = values
    return wanted


def read_facet_names(parameters: QueryString) -> tuple[str, ...] | None:
    """The facets to count: those named, none when empty; None for those that apply."""
    if not parameters.given("facets"):
        return None
    return parameters.choices("facets", FACETS)


def read_fields(parameters: QueryString, kind: str | None) -> tuple[str, ...] | None:
    """The fields to keep, ``id`` and ``kind`` always; None keeps everything."""
    if not parameters.given("fields"):
        return None
    named = parameters.choices("fields", item_fields(kind))
    return tuple(dict.fromkeys(("id", "kind", *named))) if named else None


def read_page(parameters: QueryString) -> tuple[int, int]:
    """Page number and size, within what can be paged."""
    size = parameters.integer("page_size", 0, MAX_PAGE_SIZE, PAGE_SIZE)
    page = parameters.integer("page", 1, MAX_RESULTS, 1)
    if size == 0 and page != 1:
        parameters.refuse("page", "out_of_range", _("Without items there is one page."), ["1"])
    elif size and page * size > MAX_RESULTS:
        last = MAX_RESULTS // size
        message = _(
            "Pages reach the first 100,000 results, here page %(last)d. To read all of them, "
            "use export/."
        )
        parameters.refuse("page", "too_deep", message % {"last": last}, [f"1..{last}"])
    return page, size
