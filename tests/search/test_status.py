"""Statuses: what the facet's clauses say is what each item says, every day of several years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents.base import LAST_DAY, NO_DAY, Draft
from search.documents.calendar import YEAR_END, _month_day, add_sessions, next_day
from search.documents.context import PARIS
from search.moment import Moment
from search.query import All, Between, Clause, Either, Not
from search.status import CLOSED, CLOSING, OPEN, UPCOMING, status_clauses, status_of

DAYS = st.dates(date(2023, 1, 1), date(2029, 1, 1))


def holds(clause: Clause, document: Mapping[str, int]) -> bool:
    match clause:
        case Between(field, low, high):
            value = document.get(field)
            return (
                value is not None
                and (low is None or value >= low)
                and (high is None or value <= high)
            )
        case All(clauses):
            return all(holds(inner, document) for inner in clauses)
        case Either(clauses):
            return any(holds(inner, document) for inner in clauses)
        case Not(inner):
            return not holds(inner, document)
    raise AssertionError(clause)


@st.composite
def calendars(draw: Any) -> dict[str, int]:
    shape = draw(st.sampled_from(["permanent", "closed", "window", "sessions", "annual"]))
    if shape in ("window", "sessions"):
        opens = draw(st.none() | DAYS)
        closes = draw(st.none() | st.dates(opens or date(2023, 1, 1), date(2029, 2, 1)))
        found = {
            "opens": opens.toordinal() if opens else NO_DAY,
            "closes": closes.toordinal() if closes else LAST_DAY,
        }
        return found if shape == "sessions" or not closes else found | {"deadline": found["closes"]}
    if shape == "closed":
        return {"opens": NO_DAY, "closes": NO_DAY}
    found = {"opens": NO_DAY, "closes": LAST_DAY}
    if shape == "annual":
        marks = st.tuples(st.integers(1, 12), st.integers(1, 31)).map(lambda md: _month_day(*md))
        first, last = draw(marks), draw(marks)
        found["annual_from"] = first
        found["annual_to"] = last if last >= first else last + YEAR_END
    return found


@settings(max_examples=1500, deadline=None)
@given(calendars(), DAYS)
def test_clauses_and_items_agree(calendar: dict[str, int], today: date) -> None:
    moment = Moment(datetime(today.year, today.month, today.day, 12, tzinfo=PARIS))
    found = {code for code, clause in status_clauses(moment).items() if holds(clause, calendar)}
    status = status_of(calendar, today)
    assert found == ({OPEN, CLOSING} if status == CLOSING else {status})


@settings(max_examples=500, deadline=None)
@given(calendars(), DAYS)
def test_status_says_what_the_dates_say(calendar: dict[str, int], today: date) -> None:
    status = status_of(calendar, today)
    if "annual_from" not in calendar:
        if calendar["closes"] < today.toordinal():
            assert status == CLOSED
        elif calendar["opens"] > today.toordinal():
            assert status == UPCOMING
        else:
            last = calendar.get("deadline", LAST_DAY)
            soon = last <= (today + timedelta(days=30)).toordinal()
            assert status == (CLOSING if soon else OPEN)


def test_the_last_day_counts_until_midnight_of_the_place() -> None:
    closes = date(2026, 10, 31)
    calendar = {"opens": NO_DAY, "closes": closes.toordinal(), "deadline": closes.toordinal()}
    late = Moment(datetime(2026, 10, 31, 23, 59, tzinfo=PARIS))
    assert status_of(calendar, late.today) == CLOSING
    after = Moment(datetime(2026, 11, 1, 0, 0, tzinfo=PARIS))
    assert status_of(calendar, after.today) == CLOSED


def test_an_event_is_to_come_while_a_session_is() -> None:
    def session(start: datetime, hours: int = 2) -> tuple[datetime, datetime]:
        return start, start + timedelta(hours=hours)

    draft = Draft(item={}, detail={}, index={}, rules={})
    first, last = datetime(2026, 3, 1, 9, tzinfo=PARIS), datetime(2026, 4, 1, 22, tzinfo=PARIS)
    add_sessions(draft, [session(last, 4), session(first)])
    found = [
        status_of(draft.calendar, day)
        for day in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2))
    ]
    assert found == [UPCOMING, UPCOMING, OPEN, OPEN]
    assert status_of(draft.calendar, date(2026, 4, 3)) == CLOSED
    assert "deadline" not in draft.index


def test_a_yearly_deadline_of_29_february_falls_on_the_28th_in_common_years() -> None:
    assert next_day(date(2026, 2, 1), 229) == date(2026, 2, 28)
    assert next_day(date(2028, 2, 1), 229) == date(2028, 2, 29)


def test_a_yearly_window_that_crosses_the_new_year() -> None:
    calendar = {
        "opens": NO_DAY,
        "closes": LAST_DAY,
        "annual_from": 1101,
        "annual_to": 131 + YEAR_END,
    }
    assert status_of(calendar, date(2026, 10, 31)) == UPCOMING
    assert status_of(calendar, date(2026, 11, 1)) == OPEN
    assert status_of(calendar, date(2027, 1, 15)) == CLOSING
    assert status_of(calendar, date(2027, 2, 1)) == UPCOMING
