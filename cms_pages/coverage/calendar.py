"""What happens in the twelve coming months: calls and aids that close, sessions of events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy

from cms_pages.choices import CalendarKind, EventState, SessionState
from cms_pages.coverage.snapshot import PublicPage, Snapshot
from cms_pages.kinds import KINDS
from cms_pages.models import AidPage, CallPage, EventSession

MONTHS = 12
# The drawing's measures, those of its frame in the template.
BAR_HEIGHT = 60
BAR_TOP = 16
BAR_WIDTH = 36
BAR_STEP = 50
CODE = "calendar"
CLOSING = {"aid": gettext_lazy("Aid closing"), "call": gettext_lazy("Call closing")}

TAKING_PLACE = (SessionState.PLANNED, SessionState.FULL)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happens on a day."""

    day: date
    what: str
    page: PublicPage
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month and what happens in it; ``bar`` draws how much."""

    first: date
    entries: tuple[Entry, ...]
    bar: int
    x: int

    @property
    def bar_top(self) -> int:
        return BAR_TOP + BAR_HEIGHT - self.bar

    @property
    def middle(self) -> int:
        return self.x + BAR_WIDTH // 2

    @property
    def count_at(self) -> int:
        return self.bar_top - 4


def month_after(first: date, count: int = 1) -> date:
    """The first day of a month that comes later."""
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def build(snapshot: Snapshot, today: date | None = None) -> list[Month]:
    """From the first day of the current month: a yearly date is there exactly once."""
    start = (today or timezone.localdate()).replace(day=1)
    end = month_after(start, MONTHS)
    found = [*_calls(start, end), *_aids(start, end), *_sessions(start, end)]
    entries = sorted(
        (_entry(snapshot, day, what, pk) for day, what, pk in found if pk in snapshot.pages),
        key=lambda entry: (entry.day, entry.page.title, entry.page.pk),
    )
    months = [month_after(start, number) for number in range(MONTHS)]
    each = [
        tuple(entry for entry in entries if entry.day.replace(day=1) == month) for month in months
    ]
    most = max(map(len, each))
    return [
        Month(month, found, -(-len(found) * BAR_HEIGHT // most) if most else 0, number * BAR_STEP)
        for number, (month, found) in enumerate(zip(months, each, strict=True))
    ]


def _entry(snapshot: Snapshot, day: date, what: str, pk: int) -> Entry:
    page = snapshot.pages[pk]
    names = tuple(name for code, name in snapshot.partners.items() if code in page.partners)
    return Entry(day, what, page, names)


Found = Iterator[tuple[date, str, int]]


def _calls(start: date, end: date) -> Found:
    calls = CallPage._base_manager.filter(closes_on__gte=start, closes_on__lt=end)
    for pk, day in calls.values_list("pk", "closes_on"):
        yield day, str(CLOSING["call"]), pk


def _aids(start: date, end: date) -> Found:
    aids = AidPage._base_manager.filter(
        calendar_kind__in=(CalendarKind.WINDOW, CalendarKind.ANNUAL)
    )
    fields = ("pk", "calendar_kind", "closes_on", "annual_closes_month", "annual_closes_day")
    for pk, kind, closes_on, month, day in aids.values_list(*fields):
        closing = closes_on if kind == CalendarKind.WINDOW else _yearly(start, month, day)
        if closing and start <= closing < end:
            yield closing, str(CLOSING["aid"]), pk


def _yearly(start: date, month: int | None, day: int | None) -> date | None:
    """A day of the year within the twelve months; None for one that does not exist."""
    if month is None or day is None:
        return None
    try:
        return date(start.year + (month < start.month), month, day)
    except ValueError:
        return None


def _sessions(start: date, end: date) -> Found:
    """What is cancelled or postponed has no date to keep."""
    sessions = EventSession.objects.filter(
        starts_at__gte=_midnight(start),
        starts_at__lt=_midnight(end),
        state__in=TAKING_PLACE,
        page__state=EventState.PLANNED,
    )
    label = str(KINDS["event"].label)
    for pk, starts_at in sessions.values_list("page_id", "starts_at"):
        yield timezone.localdate(starts_at), label, pk


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
