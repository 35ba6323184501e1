"""The moment of a request: the instant, and the day it is in the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from search.documents.context import PARIS


@dataclass(frozen=True, slots=True)
class Moment:
    now: datetime

    @classmethod
    def current(cls) -> Moment:
        return cls(timezone.now())

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())
