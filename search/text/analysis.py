"""From text to index terms, by the very chains the embedded engine indexes with.

Two chains: ``stem`` (French snowball, then folded) and ``exact`` (folded only), which finds
spellings without accents, prefixes and typos. Stop words leave holes in the positions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.text.french import STOP_WORDS, clean, words

# Stop words between the values of a list: holes that no phrase crosses, on both engines alike.
VALUE_GAP = " et et et et et et et et . "


def stem_analyzer() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.whitespace())
        .filter(Filter.custom_stopword(list(STOP_WORDS)))
        .filter(Filter.stemmer("french"))
        .filter(Filter.ascii_fold())
        .build()
    )


def exact_analyzer() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.whitespace())
        .filter(Filter.custom_stopword(list(STOP_WORDS)))
        .filter(Filter.ascii_fold())
        .build()
    )


def surface_analyzer() -> TextAnalyzer:
    """Words as written, accents kept: the vocabulary that spelling suggestions are made of."""
    return (
        TextAnalyzerBuilder(Tokenizer.whitespace())
        .filter(Filter.custom_stopword(list(STOP_WORDS)))
        .build()
    )


_STEM = stem_analyzer()
_EXACT = exact_analyzer()

Positioned = list[tuple[int, str]]


def field_text(value: str | Iterable[str] | None) -> str:
    """One cleaned text for a field of one or several values."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    return VALUE_GAP.join(clean(item) for item in value)


def stems(text: str) -> Positioned:
    """(position, term) of the stemmed chain."""
    return _run(_STEM, text)


def exacts(text: str) -> Positioned:
    """(position, term) of the exact chain."""
    return _run(_EXACT, text)


def _run(analyzer: TextAnalyzer, text: str) -> Positioned:
    tokens = analyzer.pre_tokenize(words(clean(text))).tokens
    return [(token.position, token.text) for token in tokens]


@lru_cache(maxsize=65_536)
def word_terms(word: str) -> tuple[str, str] | None:
    """(stem, exact form) of one word as it stands in a text; None for a stop word or nothing."""
    stemmed, exact = stems(word), exacts(word)
    if not stemmed or not exact:
        return None
    return stemmed[0][1], exact[0][1]
