"""Strict reading of a query string: what is unknown, repeated or malformed is refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from rapidfuzz import process

from api.errors import InvalidParameters, ParameterError

# Ascii digits only: int() would take digits of other scripts, signs, spaces and underscores.
INTEGER = re.compile(r"(?:0|[1-9][0-9]{0,17})")

# Control characters never belong to a value, and a database may refuse some of them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

T = TypeVar("T")


class QueryString:
    """Reads the parameters one by one and remembers every fault until ``finish``.

    A parameter that nothing has read by then is unknown. An empty text or an empty choice is as
    good as no parameter (that is what a form with empty fields sends); an empty number or code
    is a fault.
    """

    def __init__(self, data: QueryDict) -> None:
        self._data = data
        self._known: list[str] = []
        self.errors: list[ParameterError] = []

    # -- reading ------------------------------------------------------------------------------
    def text(self, name: str, max_length: int) -> str:
        """One free text, trimmed; empty when absent."""
        value = self._single(name) or ""
        if len(value) > max_length:
            message = _("At most %(max)d characters are read.") % {"max": max_length}
            self.refuse(name, "too_long", message)
            return ""
        return CONTROL.sub(" ", value).strip()

    def required_text(self, name: str, max_length: int) -> str:
        """One free text that has to be there."""
        value = self.text(name, max_length)
        if not value and not any(error.parameter == name for error in self.errors):
            self.refuse(name, "required", _("This parameter is needed."))
        return value

    def integer(self, name: str, low: int, high: int, default: int) -> int:
        """One whole number between two bounds, both included."""
        value = self._single(name)
        if value is None:
            return default
        number = self._number(value)
        if number is None or not low <= number <= high:
            message = _("“%(value)s” is not a whole number from %(low)d to %(high)d.")
            message %= {"value": shorten(value), "low": low, "high": high}
            self.refuse(name, "invalid_number", message, [f"{low}..{high}"])
            return default
        return number

    def integers(self, name: str, most: int) -> tuple[int, ...]:
        """Several positive whole numbers, by comma or repetition."""
        if not self.given(name):
            return ()
        values = self._many(name)
        numbers = [self._number(value) for value in values]
        wrong = [v for v, n in zip(values, numbers, strict=True) if n is None or n == 0]
        if wrong or not values:
            message = _("“%(value)s” is not a whole number from 1.") % {
                "value": shorten(", ".join(wrong))
            }
            self.refuse(name, "invalid_number", message)
            return ()
        if len(values) > most:
            message = _("At most %(max)d values are read.") % {"max": most}
            self.refuse(name, "too_many", message)
            return ()
        return tuple(dict.fromkeys(n for n in numbers if n is not None))

    def choice(self, name: str, choices: Sequence[str]) -> str | None:
        """One value among those allowed."""
        value = self._single(name)
        if not value:
            return None
        return value if self._all_allowed(name, [value], choices) else None

    def choices(self, name: str, choices: Iterable[str]) -> tuple[str, ...]:
        """Several values among those allowed, by comma or repetition, without doubles."""
        values = self._many(name)
        if not values:
            return ()
        return tuple(values) if self._all_allowed(name, values, choices) else ()

    def matching(self, name: str, pattern: re.Pattern[str], form: str) -> tuple[str, ...]:
        """Several values of one form, by comma or repetition; ``form`` describes it."""
        values = self._many(name)
        wrong = [value for value in values if not pattern.fullmatch(value)]
        if wrong:
            message = _("“%(value)s” does not have the form %(form)s.")
            message %= {"value": shorten(wrong[0]), "form": form}
            self.refuse(name, "invalid_form", message, [form])
            return ()
        return tuple(values)

    def checked(self, name: str, check: Callable[[str], T]) -> T | None:
        """One code, told right by ``check`` or refused with the message of its ValueError."""
        value = self._single(name)
        if value is None:
            return None
        try:
            return check(value)
        except ValueError as error:
            self.refuse(name, "invalid_code", str(error))
            return None

    def given(self, name: str) -> bool:
        """Whether the parameter is in the query string, even empty."""
        self._know(name)
        return name in self._data

    # -- refusing -----------------------------------------------------------------------------
    def refuse(self, name: str, code: str, message: str, allowed: Iterable[str] = ()) -> None:
        """Remember a fault of a parameter."""
        self.errors.append(ParameterError(name, code, message, tuple(allowed)))

    def finish(self) -> None:
        """Refuse the request when anything in it was unknown or wrong."""
        for name in self._data:
            if name not in self._known:
                self._refuse_unknown(name)
        if self.errors:
            raise InvalidParameters(self.errors)

    # -- inside -------------------------------------------------------------------------------
    def _know(self, name: str) -> None:
        if name not in self._known:
            self._known.append(name)

    def _single(self, name: str) -> str | None:
        self._know(name)
        values = self._data.getlist(name)
        if len(values) > 1:
            self.refuse(name, "repeated", _("This parameter takes one value."))
            return None
        return values[0] if values else None

    def _many(self, name: str) -> list[str]:
        self._know(name)
        parts = (part.strip() for value in self._data.getlist(name) for part in value.split(","))
        return list(dict.fromkeys(part for part in parts if part))

    @staticmethod
    def _number(value: str) -> int | None:
        return int(value) if INTEGER.fullmatch(value) else None

    def _all_allowed(self, name: str, values: Iterable[str], choices: Iterable[str]) -> bool:
        allowed = choices if isinstance(choices, Mapping) else list(choices)
        wrong = [value for value in values if value not in allowed]
        for value in wrong[:1]:
            message = _("“%(value)s” is not an allowed value.") % {"value": shorten(value)}
            self.refuse(name, "unknown_value", message + _guess(value, allowed), allowed)
        return not wrong

    def _refuse_unknown(self, name: str) -> None:
        message = _("The parameter “%(name)s” does not exist here.") % {"name": shorten(name)}
        guess = _guess(name, self._known)
        self.refuse(shorten(name), "unknown_parameter", message + guess, self._known)


def shorten(value: str, most: int = 80) -> str:
    """A value as it can be shown back in a message."""
    value = CONTROL.sub("�", value)
    return value if len(value) <= most else value[: most - 1] + "…"


def _guess(value: str, choices: Iterable[str]) -> str:
    """« Did you mean…? » when one of the choices is close."""
    best = process.extractOne(value[:80], list(choices), score_cutoff=75)
    return " " + _("Did you mean “%(guess)s”?") % {"guess": best[0]} if best else ""
