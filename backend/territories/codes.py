"""Official codes of territories: INSEE, SIREN, ``DEP-26``, ``REG-84``. Always strings, checked."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_INSEE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-578]|2[AB])\d{3}", re.ASCII)
_SIREN = re.compile(r"\d{9}", re.ASCII)
_WIDER = re.compile(r"(DEP|REG)-(\d{2,3}|2[AB])", re.ASCII)

# Real numbers of the national register that do not satisfy the key: La Poste, and one syndicat.
SIREN_WITHOUT_KEY = frozenset({"356000000", "704930550"})


def is_insee(code: str) -> bool:
    """Whether the string has the form of a commune's INSEE code, old Corsican ones included."""
    return bool(_INSEE.fullmatch(code))


def luhn(digits: str) -> bool:
    """Whether a number satisfies the Luhn key that closes every SIREN and SIRET."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_siren(code: str) -> bool:
    """Whether the string is a SIREN: nine digits closed by their key."""
    return bool(_SIREN.fullmatch(code)) and (luhn(code) or code in SIREN_WITHOUT_KEY)


def is_wider(code: str) -> bool:
    """Whether the string is the code of a département or a région in this catalogue."""
    return bool(_WIDER.fullmatch(code))


def normalise(code: str) -> str:
    """The code as it is stored: no spaces, capitals."""
    return re.sub(r"[\s\u00a0\u202f.]+", "", code).upper()


def validate_territory_code(code: str) -> None:
    """Refuse what is neither an INSEE code, a SIREN, nor ``DEP-…`` / ``REG-…``."""
    if not (is_insee(code) or is_siren(code) or is_wider(code)):
        raise ValidationError(
            _(
                "“%(code)s” is not a territory code: give an INSEE code (5 characters), "
                "a SIREN (9 digits), DEP-26 or REG-84."
            ),
            code="territory_code",
            params={"code": code},
        )


def validate_siren(code: str) -> None:
    """Refuse a number that is not a SIREN."""
    if not is_siren(code):
        raise ValidationError(
            _("“%(code)s” is not a SIREN: nine digits, the last ones closing the check sum."),
            code="siren",
            params={"code": code},
        )
