"""What is known of a collectivité, each fact with its source and date: plain immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with where it comes from; ``as_of`` is a year, a month or a day (ISO)."""

    value: Any
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name or code of a territory: a déléguée, an old name, an old code."""

    kind: str
    code: str
    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """A version of a code: from ``since`` (None: as far as is known) to the eve of ``until``."""

    code: str
    nature: str
    name: str
    departement: str
    epci: str
    siren: str
    since: date | None
    until: date | None
    successors: tuple[str, ...]

    def holds(self, day: date) -> bool:
        """Whether the version was in force that day."""
        after = self.since is None or self.since <= day
        return after and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain of successors: on that day (None: unknown) a code became another."""

    code: str
    name: str
    successor: str
    successor_name: str
    on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The territory of today that a code leads to, and how."""

    code: str
    requested: str
    steps: tuple[Step, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the code asked for is not the one in use."""
        return bool(self.steps)


@dataclass(frozen=True, slots=True)
class Match:
    """An answer of the look-up; ``matched_name`` is the name that matched, maybe an old one."""

    code: str
    name: str
    level: str
    departement: str
    score: float
    matched_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A territory on a day. A missing key, or None, is “unknown”, never “no”."""

    code: str
    level: str
    nature: str
    name: str
    in_force: bool
    on: date | None = None
    is_new_commune: bool = False
    siren: str | None = None
    departement: str | None = None
    region: str | None = None
    epci: str | None = None
    populations: Mapping[str, Fact] = field(default_factory=_nothing)
    population_band: str | None = None
    rurality: Fact | None = None
    zonings: Mapping[str, Fact] = field(default_factory=_nothing)
    partial_zonings: Mapping[str, Fact] = field(default_factory=_nothing)
    competences: frozenset[str] | None = None
    competences_fact: Fact | None = None
    rural: Fact | None = None
    within: frozenset[str] = frozenset()
    members: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
    tncc: int = 0
    since: date | None = None
    until: date | None = None
    successors: tuple[str, ...] = ()
    other_names: tuple[OtherName, ...] = ()
    history: tuple[Period, ...] = ()


class UnknownTerritory(LookupError):
    """No territory has the code asked for; the message says what is allowed."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        candidates: tuple[str, ...] = (),
        postal: tuple[str, ...] = (),
    ) -> None:
        self.code = code
        self.candidates = candidates  # several territories share what the code was
        self.postal = postal  # communes of which the string is a postal code
        super().__init__(detail or self._allowed(code, postal))

    @staticmethod
    def _allowed(code: str, postal: tuple[str, ...]) -> str:
        shown = code[:40]
        if postal:
            return _(
                "“%(code)s” is a postal code, not a territory code: it is used by %(codes)s. "
                "Give the INSEE code of the commune."
            ) % {"code": shown, "codes": ", ".join(postal[:10])}
        return _(
            "“%(code)s” is not a known territory: give the INSEE code of a commune "
            "(5 characters), the SIREN of an EPCI or a syndicat (9 digits), DEP-26 or REG-84."
        ) % {"code": shown}
