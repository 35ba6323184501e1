"""Dates of content files: fixed ones, or relative to the day of loading.

A catalogue shows calls that are open, closing soon or closed: written as fixed dates they would
all be closed within a year. ``today+20d``, ``today-3m``, ``next 10-31``, ``last 06-30``,
``tue+3w`` (the first Tuesday from three weeks on), each with a time for a moment: ``tue+3w 09:30``.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cms_pages.demo.errors import ContentError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFSET = r"(?P<sign>[+-])(?P<number>\d+)(?P<unit>[dwmy])"
_RELATIVE = re.compile(rf"^(?P<anchor>today|{'|'.join(WEEKDAYS)})({_OFFSET})?$")
_YEARLY = re.compile(r"^(?P<way>next|last) (?P<month>\d\d)-(?P<day>\d\d)$")
_YEAR = re.compile(r"^year(?P<offset>[+-]\d+)?$")


def add_months(day: date, months: int) -> date:
    """The same day some months away, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _shift(day: date, sign: str, number: str, unit: str) -> date:
    amount = int(sign + number)
    if unit in "my":
        return add_months(day, amount * (12 if unit == "y" else 1))
    return day + timedelta(days=amount * (7 if unit == "w" else 1))


def _yearly(today: date, way: str, month: int, day: int) -> date:
    known = date(today.year, month, day)
    if way == "next":
        return known if known >= today else date(today.year + 1, month, day)
    return known if known <= today else date(today.year - 1, month, day)


def read_date(value: Any, today: date) -> date:
    """The day that a value of a file means."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip().lower()
    if match := _RELATIVE.match(text):
        day = today
        if match["sign"]:
            day = _shift(day, match["sign"], match["number"], match["unit"])
        if match["anchor"] != "today":
            day += timedelta(days=(WEEKDAYS.index(match["anchor"]) - day.weekday()) % 7)
        return day
    try:
        if match := _YEARLY.match(text):
            return _yearly(today, match["way"], int(match["month"]), int(match["day"]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise ContentError(f"not a date: {value!r}") from error


def read_datetime(value: Any, today: date) -> datetime:
    """The moment that a value of a file means, in the instance's time zone."""
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    text = str(value).strip()
    day, _space, clock = text.rpartition(" ")
    if ":" not in clock:
        day, clock = text, "00:00"
    try:
        moment = time.fromisoformat(clock.zfill(5))
    except ValueError as error:
        raise ContentError(f"not a time: {clock!r}") from error
    return timezone.make_aware(datetime.combine(read_date(day, today), moment))


def read_year(value: Any, today: date) -> Any:
    """``year``, ``year+1``… as numbers; anything else as it is."""
    match = _YEAR.match(value) if isinstance(value, str) else None
    return today.year + int(match["offset"] or 0) if match else value
