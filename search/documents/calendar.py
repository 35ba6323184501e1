"""When one may apply: the dates of aids and calls, for people and for engines."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any

from search.documents.base import LAST_DAY, NO_DAY, Draft, day
from search.documents.context import PARIS, Context, Json

YEAR_END = 1300
"""Added to the closing day of a yearly window that crosses the new year."""


def add_calendar(context: Context, page: Any, draft: Draft, kind: str) -> None:
    """``kind`` is permanent, annual, window or closed; a call always has a window."""
    draft.item["calendar"] = shown = {
        "kind": kind,
        "opens_on": None,
        "predeposit_on": None,
        "closes_on": None,
        "annual_opens": None,
        "annual_closes": None,
        "annual_year_offset": None,
        "note": page.calendar_note,
    }
    draft.calendar = {"kind": kind}
    if kind == "annual":
        _annual(context, page, draft, shown)
    elif kind == "window":
        _window(page, draft, shown)
    else:
        _bounds(draft, NO_DAY, NO_DAY if kind == "closed" else LAST_DAY)


def add_sessions(draft: Draft, spans: list[tuple[datetime, datetime]]) -> None:
    """An event is to come while one of its sessions is, then under way, then past.

    It has no deadline: nothing closes before it takes place.
    """
    draft.calendar = {"kind": "sessions"}
    starts = max(start.astimezone(PARIS) for start, _end in spans)
    ends = max(end.astimezone(PARIS) for _start, end in spans)
    _bounds(draft, starts.date().toordinal(), ends.date().toordinal())


def _bounds(draft: Draft, opens: int, closes: int) -> None:
    draft.index["opens"], draft.index["closes"] = opens, closes
    draft.calendar = {**(draft.calendar or {}), "opens": opens, "closes": closes}


def _window(page: Any, draft: Draft, shown: Json) -> None:
    for name in ("opens_on", "predeposit_on", "closes_on"):
        shown[name] = day(getattr(page, name))
    opens = page.opens_on.toordinal() if page.opens_on else NO_DAY
    closes = page.closes_on.toordinal() if page.closes_on else LAST_DAY
    _bounds(draft, opens, closes)
    if page.closes_on:
        draft.index["deadline"] = closes
        draft.calendar = {**(draft.calendar or {}), "deadline": closes}


def _annual(context: Context, page: Any, draft: Draft, shown: Json) -> None:
    opens = _month_day(page.annual_opens_month, page.annual_opens_day)
    closes = _month_day(page.annual_closes_month, page.annual_closes_day)
    shown["annual_opens"], shown["annual_closes"] = _dashed(opens), _dashed(closes)
    shown["annual_year_offset"] = page.annual_year_offset
    _bounds(draft, NO_DAY, LAST_DAY)
    if closes is None:
        return
    first = opens or 101
    last = closes if closes >= first else closes + YEAR_END
    draft.index["annual_from"], draft.index["annual_to"] = first, last
    draft.calendar = {**(draft.calendar or {}), "annual_from": first, "annual_to": last}
    closing = next_day(context.today, closes)
    draft.index["deadline"] = closing.toordinal()
    draft.moments.append(midnight(closing + timedelta(days=1)))


def _month_day(month: int | None, number: int | None) -> int | None:
    """10 and 31 give 1031; a day the month does not have is its last one."""
    if not month or not number or not 1 <= month <= 12:
        return None
    return month * 100 + min(number, 29 if month == 2 else monthrange(2001, month)[1])


def _dashed(value: int | None) -> str | None:
    return f"{value // 100:02d}-{value % 100:02d}" if value else None


def next_day(today: date, month_day: int) -> date:
    """The next date, today included, with this month and day (29 February gives the 28th)."""
    for year in (today.year, today.year + 1):
        month, number = divmod(month_day, 100)
        found = date(year, month, min(number, monthrange(year, month)[1]))
        if found >= today:
            return found
    raise AssertionError("unreachable")


def midnight(value: date) -> datetime:
    return datetime.combine(value, time(), PARIS)
