"""Folding of French place names: what makes “St Donat s/ l'Herbasse” equal to its official name."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
_NUMBERS = {
    "1": "un", "2": "deux", "3": "trois", "4": "quatre", "5": "cinq", "6": "six", "7": "sept",
    "8": "huit", "9": "neuf", "10": "dix", "11": "onze", "12": "douze",
}  # fmt: skip
_ARTICLES = ("le ", "la ", "les ", "l ", "los ")

# INSEE's TNCC: the article of a name, as it is written before it.
TNCC_ARTICLES = {2: "Le ", 3: "La ", 4: "Les ", 5: "L'", 6: "Aux ", 7: "Las ", 8: "Los "}


def plain(text: str) -> str:
    """Lower case, without accents, ligatures or punctuation: words separated by one space."""
    lowered = text.casefold().translate(_LIGATURES)
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", lowered).strip()


def fold(text: str) -> str:
    """The form under which names are compared: plain, abbreviations and numbers written out."""
    words = plain(text).split(" ")
    if not (_WORDS.keys().isdisjoint(words) and _NUMBERS.keys().isdisjoint(words)):
        last = len(words) - 1
        words = [
            # « s » is « sur » only between two words: « St Donat s/ l'Herbasse ».
            word if word == "s" and position in (0, last) else _WORDS.get(word, word)
            for position, word in enumerate(words)
        ]
        words = [_NUMBERS.get(word, word) for word in words]
    return " ".join(words)


def without_article(folded: str) -> str:
    """The folded name less its leading article: “la begude de mazenc” → “begude de mazenc”."""
    for article in _ARTICLES:
        if folded.startswith(article) and len(folded) > len(article):
            return folded[len(article) :]
    return folded
