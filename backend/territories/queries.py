"""What a person typed to name a territory, taken apart: words, codes, département, date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from backend.territories.codes import is_insee, is_siren, is_wider
from backend.territories.names import fold

MAX_LENGTH = 120  # the longest name of a commune has 45 characters, of a syndicat 250
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
_DEPARTEMENT = re.compile(r"(?:0?[1-9]|[1-8]\d|9[0-5]|2[ab]|9[78]\d)", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_CODE = re.compile(r"(?:\d{5}|2[ab]\d{3}|\d{9}|\d{14}|(?:dep|reg)-\w{2,3})", re.ASCII)
_DIGITS = re.compile(r"[\d\s.\u00a0\u202f]+", re.ASCII)
_SPACES = re.compile(r"[\s.\u00a0\u202f]+")
_EDGES = " ,;:/-"

# Long forms of the natures of groups, as names of groups abbreviate them.
_GROUPS = (
    ("communaute de communes", "cc"), ("communaute d agglomeration", "ca"),
    ("communaute agglomeration", "ca"), ("communaute urbaine", "cu"),
    ("syndicat mixte", "sm"), ("syndicat intercommunal", "si"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """The parts of a query; ``code`` and ``digits`` are exclusive of one another.

    ``whole`` is the words with the number that was taken for a département's.
    """

    words: str = ""
    code: str = ""
    digits: str = ""
    departement: str | None = None
    on: date | None = None
    whole: str = ""


def group_key(folded: str) -> str:
    """A folded name with the nature of the group abbreviated."""
    if "communaute" not in folded and "syndicat" not in folded:
        return folded
    for long, short in _GROUPS:
        if long in folded:
            folded = folded.replace(long, short, 1)
    return folded


def parse(text: str) -> Query:
    """Take a query apart. Never fails: what is not understood stays words."""
    text = text[: MAX_LENGTH * 2].strip()
    code, departement, on = "", None, None
    for inner in _PARENTHESIS.findall(text):
        value = inner.strip()
        if _YEAR.fullmatch(value):
            on = date(int(value), 1, 1)
        elif _DEPARTEMENT.fullmatch(value):
            departement = value.upper().zfill(2)
        elif found := _as_code(value):
            code = found
        else:
            continue
        text = text.replace(f"({inner})", " ", 1)
    text = text.strip(_EDGES)
    if _DIGITS.fullmatch(text):
        digits = _SPACES.sub("", text)
        found = _as_code(digits)
        return Query("", found or code, "" if found else digits[:14], departement, on)
    whole, code = _split_code(text, code)
    words = whole
    if departement is None:
        words, departement = _split_departement(words)
    return Query(_key(words), code, "", departement, on, _key(whole) if words != whole else "")


def _key(words: str) -> str:
    return group_key(fold(words))[:MAX_LENGTH].strip()


def _as_code(text: str) -> str:
    compact = _SPACES.sub("", text).upper()
    if len(compact) == 14 and compact.isascii() and compact.isdigit():
        compact = compact[:9]  # a SIRET begins with the SIREN
    return compact if is_insee(compact) or is_siren(compact) or is_wider(compact) else ""


def _split_code(text: str, code: str) -> tuple[str, str]:
    """A code at either end: “26000 Valence”, “Les Trois Lacs 27058”."""
    parts = text.split()
    for place in (0, -1):
        if parts and not code and _CODE.fullmatch(parts[place].strip(_EDGES).lower()):
            found = _as_code(parts[place].strip(_EDGES))
            if found:
                code = found
                parts.pop(place)
    return " ".join(parts).strip(_EDGES), code


def _split_departement(text: str) -> tuple[str, str | None]:
    """A département's number after a name: “Valence 26”. One digit alone belongs to the name."""
    head, _space, tail = text.rpartition(" ")
    tail = tail.strip(_EDGES)
    if head and len(tail) > 1 and _DEPARTEMENT.fullmatch(tail):
        return head.strip(_EDGES), tail.upper()
    return text, None
