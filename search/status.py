"""Upcoming, open, closing soon, closed: from dates and today, never stored."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.documents.base import LAST_DAY
from search.documents.calendar import YEAR_END, next_day
from search.query import All, Between, Clause, Either, Not

if TYPE_CHECKING:
    from search.moment import Moment

UPCOMING, OPEN, CLOSING, CLOSED = "a-venir", "ouvert", "cloture-proche", "clos"
STATUSES: Mapping[str, str | Promise] = MappingProxyType(
    {
        UPCOMING: _("Upcoming"),
        OPEN: _("Open"),
        CLOSING: _("Closing soon"),
        CLOSED: _("Closed"),
    }
)
CLOSING_DAYS = 30


def status_clauses(moment: Moment) -> dict[str, Clause]:
    """The clause of each status. What closes soon is open too."""
    today = moment.today.toordinal()
    annual = Between("annual_from", at_least=0)
    window = All((Between("opens", at_most=today), Between("closes", at_least=today)))
    season = _in_season(moment.today)
    soon = Either(
        (
            All((Not(annual), Between("deadline", at_most=today + CLOSING_DAYS))),
            All((annual, _season_ends(moment.today))),
        )
    )
    is_open = All((window, Either((Not(annual), season))))
    return {
        UPCOMING: Either(
            (Between("opens", at_least=today + 1), All((window, annual, Not(season))))
        ),
        OPEN: is_open,
        CLOSING: All((is_open, soon)),
        CLOSED: Between("closes", at_most=today - 1),
    }


def _in_season(today: date) -> Clause:
    """The yearly window holds today, seen from this year or from the one before."""
    mark = today.month * 100 + today.day
    return Either(
        tuple(
            All((Between("annual_from", at_most=seen), Between("annual_to", at_least=seen)))
            for seen in (mark, mark + YEAR_END)
        )
    )


def _season_ends(today: date) -> Clause:
    """A yearly window that holds today ends within the days that count as soon."""
    last = today + timedelta(days=CLOSING_DAYS)
    mark, end = today.month * 100 + today.day, _month_day(last)
    if last.year == today.year:
        spans = [(mark, end), (mark + YEAR_END, end + YEAR_END)]
    else:
        spans = [(mark, 1231), (mark + YEAR_END, 1231 + YEAR_END), (YEAR_END, end + YEAR_END)]
    return Either(tuple(Between("annual_to", low, high) for low, high in spans))


def _month_day(day: date) -> int:
    """The 28th of February of a common year reaches the deadlines of the 29th."""
    mark = day.month * 100 + day.day
    return 229 if mark == 228 and not isleap(day.year) else mark


def status_of(calendar: Mapping[str, Any] | None, today: date) -> str | None:
    """The most precise status of one calendar; the facet's clauses say the same."""
    if not calendar:
        return None
    number = today.toordinal()
    if calendar["closes"] < number:
        return CLOSED
    if calendar["opens"] > number:
        return UPCOMING
    if "annual_from" in calendar:
        return _annual_status(calendar["annual_from"], calendar["annual_to"], today)
    return CLOSING if calendar.get("deadline", LAST_DAY) <= number + CLOSING_DAYS else OPEN


def _annual_status(first: int, last: int, today: date) -> str:
    mark = today.month * 100 + today.day
    if not any(first <= seen <= last for seen in (mark, mark + YEAR_END)):
        return UPCOMING
    closing = next_day(today, last if last <= 1231 else last - YEAR_END)
    return CLOSING if closing <= today + timedelta(days=CLOSING_DAYS) else OPEN
