"""Spelling, by hunspell's French dictionary, the names of places and the project's own words."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from backend.territories.models import Territory

DICTIONARY = "fr"
WORDS_FILE = "words.txt"
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+\.(?:org|fr|pdf|od[ts])\b")
_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu)['’]", re.IGNORECASE)


class SpellingUnavailable(RuntimeError):
    """Hunspell or its French dictionary is not installed."""


def tokens(text: str) -> set[str]:
    """The words worth checking: no address, no acronym, no elision before an acronym."""
    found = set()
    for word in _WORD.findall(_ADDRESS.sub(" ", text)):
        bare = _ELISION.sub("", word)
        if len(bare) > 1 and not bare.isupper():
            found.add(bare.replace("’", "'"))
    return found


def unknown_words(wanted: set[str], known: set[str]) -> set[str]:
    """Those of the words that neither the dictionary nor the known words hold."""
    left = {word for word in wanted if not _is_known(word.casefold(), known)}
    if not left:
        return set()
    program = shutil.which("hunspell")
    if program is None:
        raise SpellingUnavailable("hunspell")
    done = subprocess.run(  # noqa: S603 - a fixed program, words on its input
        [program, "-i", "utf-8", "-d", DICTIONARY, "-l"],
        input="\n".join(sorted(left)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SpellingUnavailable(done.stderr.strip())
    # Hunspell splits a compound at its hyphens: a word is unknown if one of its parts is.
    refused = set(done.stdout.split())
    return {word for word in left if word in refused or refused & set(word.split("-"))}


def _is_known(word: str, known: set[str]) -> bool:
    return word in known or all(part in known for part in word.split("-"))


def project_words(folder: Path | None = None) -> set[str]:
    """The words of the ``words.txt`` files of the project's content."""
    root = folder or Path(settings.BASE_DIR, "fixtures")
    found: set[str] = set()
    for path in sorted(root.rglob(WORDS_FILE)):
        lines = path.read_text(encoding="utf-8").splitlines()
        found |= {line.strip().casefold() for line in lines if not line.startswith("#")}
    return found - {""}


def place_names(departements: Iterable[str]) -> set[str]:
    """The words that make the names of a département's places."""
    names = Territory.objects.filter(departement__in=list(departements)).values_list(
        "name", flat=True
    )
    return {
        part.casefold()
        for name in names
        for word in _WORD.findall(name)
        for part in (word, *word.split("-"))
    }
