"""From any code of any date to the territory it meant then, and to the one it leads to today."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from backend.territories.codes import normalise
from backend.territories.profile import OtherName, Period, Resolution, Step, UnknownTerritory
from backend.territories.records import Records, Row

# Before this day the yearly files tell nothing: earlier dates are read as this one.
FIRST_DAY = date(2019, 1, 1)
# A code of a déléguée is still in official use, but a merged commune's own code says more.
_ORDER = ("ancien_code", "deleguee", "associee", "arrondissement")
_MAX_STEPS = 12


class Resolver:
    """Codes of all kinds and dates, over the records of a directory."""

    def __init__(self, records: Records) -> None:
        self._rows = records.rows
        self._periods = records.periods
        self._aliases = records.aliases
        self._sirens = _siren_index(records)
        self._postal: dict[str, list[str]] = defaultdict(list)
        for row in records.rows.values():
            if row.until is None and row.postal_codes:
                for code in row.postal_codes.split():
                    self._postal[code].append(row.code)

    def communes_of_postal_code(self, code: str) -> tuple[str, ...]:
        """The communes in force that use a postal code."""
        return tuple(self._postal.get(code, ()))

    @property
    def postal_codes(self) -> dict[str, list[str]]:
        """Each postal code with its communes."""
        return self._postal

    def versions(self, code: str) -> list[Period]:
        """Every version of a code, oldest first, the latest one last."""
        row = self._rows[code]
        return [*self._periods.get(code, ()), latest_version(row)]

    def at(self, code: str, on: date) -> tuple[Period, list[Step]]:
        """What a code designated on a day: its own version then, or what it had become."""
        asked, day = normalise(code), max(on, FIRST_DAY)
        steps: list[Step] = []
        current = asked
        for _step in range(_MAX_STEPS):
            if current in self._rows:
                versions = self.versions(current)
                if version := next((v for v in versions if v.holds(day)), None):
                    return version, steps
            found = self._alias(current, day)
            if found is None:
                found = self._ended(current, day)
            if found is None:
                break
            heir, step = found
            steps.append(step)
            current = heir
        raise self._unknown(asked, on)

    def today(self, code: str, on: date | None = None) -> Resolution:
        """The territory in force that a code, written on a day (today), leads to."""
        asked = normalise(code)
        if on is not None:
            return self._forward(asked, on)
        steps: list[Step] = []
        current = asked
        for _step in range(_MAX_STEPS):
            row = self._rows.get(current)
            if row is not None and row.until is None:
                return Resolution(current, asked, tuple(steps))
            found = self._alias(current, None) or self._ended(current, None)
            if found is None:
                break
            current, step = found
            steps.append(step)
        raise self._unknown(asked, None)

    def _forward(self, asked: str, on: date) -> Resolution:
        """From what the code meant that day, version after version, to today."""
        version, steps = self.at(asked, on)
        for _step in range(_MAX_STEPS * 4):
            if version.until is None:
                return Resolution(version.code, asked, tuple(steps))
            following = next(
                (v for v in self.versions(version.code) if v.since == version.until), None
            )
            if version.successors or following is None:
                heir = self._heir(version.code, version.successors, version.until)
                if heir is None:
                    break
                steps.append(self._step(version.code, version.name, heir, version.until))
                following, more = self.at(heir, version.until)
                steps.extend(more)
            version = following
        raise self._unknown(asked, None)

    def _alias(self, code: str, day: date | None) -> tuple[str, Step] | None:
        """The territory that an old code, or a déléguée's, led to on a day."""
        active = [
            (territory, other)
            for territory, other in self._aliases.get(code, ())
            if territory != code and _active(other, day)
        ]
        if not active and day is None:  # a déléguée that was abolished still tells the commune
            past = [found for found in self._aliases.get(code, ()) if found[0] != code]
            active = [found for found in past if found[1].kind in _ORDER]
        if not active:
            if self._sirens.get(code, code) == code:
                return None
            heir = self._sirens[code]
            return heir, self._step(code, "", heir, None, "siren")
        territory, other = min(active, key=lambda found: _ORDER.index(found[1].kind))
        return territory, self._step(code, other.name, territory, other.since, other.kind)

    def _ended(self, code: str, day: date | None) -> tuple[str, Step] | None:
        """The successor of a territory that has ended by that day."""
        row = self._rows.get(code)
        if row is None or row.until is None or (day is not None and day < row.until):
            return None
        heir = self._heir(code, tuple(row.successors.split()), row.until)
        return (heir, self._step(code, row.name, heir, row.until)) if heir else None

    def _heir(self, code: str, successors: tuple[str, ...], on: date) -> str | None:
        if len(successors) > 1:
            raise UnknownTerritory(
                code,
                _("“%(code)s” ended on %(day)s and was divided between %(codes)s: choose one.")
                % {"code": code, "day": on.isoformat(), "codes": ", ".join(successors)},
                candidates=successors,
            )
        return successors[0] if successors else None

    def _step(
        self, code: str, name: str, heir: str, on: date | None, reason: str = "successor"
    ) -> Step:
        row = self._rows.get(code)
        known = self._rows.get(heir)
        label = name or (row.name if row else "")
        return Step(code, label, heir, known.name if known else "", on, reason)

    def _unknown(self, code: str, on: date | None) -> UnknownTerritory:
        if on is not None and (code in self._rows or code in self._aliases):
            detail = _("“%(code)s” was not the code of a territory on %(day)s.") % {
                "code": code,
                "day": on.isoformat(),
            }
            return UnknownTerritory(code, detail)
        return UnknownTerritory(code, postal=self.communes_of_postal_code(code))


def latest_version(row: Row) -> Period:
    """The latest version of a territory as a period."""
    return Period(
        row.code, row.nature, row.name, row.departement, row.epci, row.siren, row.since,
        row.until, tuple(row.successors.split()),
    )  # fmt: skip


def _active(other: OtherName, day: date | None) -> bool:
    if other.kind not in _ORDER:
        return False
    if day is None:
        return other.until is None
    return (other.since is None or other.since <= day) and (
        other.until is None or day < other.until
    )


def _siren_index(records: Records) -> dict[str, str]:
    """The territory of each SIREN, old ones of communes included; one in force wins."""
    sirens: dict[str, str] = {}
    for code, periods in records.periods.items():
        for period in periods:
            if period.siren:
                sirens.setdefault(period.siren, code)
    for row in sorted(records.rows.values(), key=lambda row: row.until is None):
        if row.siren:
            sirens[row.siren] = row.code
    return sirens
