"""The words of a département, and the texts of the starting files once they are put in."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any

from backend.territories.departements import DepartementGrammar
from backend.territories.models import Territory
from cms_pages.demo.errors import ContentError

# Institutions are called conseil, collectivité or ville: the first word tells the gender.
FEMININE = ("Collectivité", "Ville", "Métropole")


def institution_words(institution: str) -> dict[str, str]:
    """An institution's name after “le” or “la”, “du” or “de la”."""
    feminine = institution.startswith(FEMININE)
    return {
        "institution": institution,
        "the_institution": f"{'la' if feminine else 'le'} {institution}",
        "The_institution": f"{'La' if feminine else 'Le'} {institution}",
        "of_institution": f"{'de la' if feminine else 'du'} {institution}",
    }


def words_of(grammar: DepartementGrammar, notes: Mapping[str, Any]) -> dict[str, str]:
    """What ``${…}`` means in the starting files."""
    communes = Territory.objects.filter(
        departement=grammar.code, level="commune", nature="commune", until__isnull=True
    ).count()
    words = {
        "code": grammar.code,
        "slug": grammar.code.lower(),
        "name": grammar.name,
        "subject": grammar.subject,
        "of": grammar.of,
        "inside": grammar.inside,
        "region": grammar.region_name,
        "communes": str(communes),
        "communes_label": "communes" if communes > 1 else "commune",
        **institution_words(grammar.institution),
    }
    note = notes["codes"].get(grammar.code) or notes["kinds"][grammar.institution_kind]
    return {**words, "institution_note": fill(note, words)}


def fill(value: Any, words: Mapping[str, str]) -> Any:
    """The same value with the words of the département, whatever its depth."""
    if isinstance(value, str):
        try:
            return Template(value).substitute(words)
        except (KeyError, ValueError) as error:
            raise ContentError(f"unknown word {error} in {value!r}") from error
    if isinstance(value, Mapping):
        return {key: fill(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(item, words) for item in value]
    return value
