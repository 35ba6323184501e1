"""« Did you mean »: the nearest spelling made of words that the catalogue holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.text.analysis import word_terms
from search.text.french import ELISION, TOKEN, clean, fold
from search.text.plan import MAX_TEXT_LENGTH, MAX_WORDS, typo_distance


class Speller:
    """Corrects and completes words from a vocabulary: words as written, and how often."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        best: dict[str, tuple[int, str]] = {}
        for surface, number in vocabulary.items():
            folded = fold(surface)
            # The most frequent spelling of a word; at equal count, with its accents.
            best[folded] = max(best.get(folded, (0, "")), (number, surface))
        self._best = best

    def suggest(self, text: str) -> str | None:
        """The text with its unknown words corrected; None when nothing would change."""
        text = clean(text[:MAX_TEXT_LENGTH])
        changed = False
        parts: list[str] = []
        position = 0
        for match in list(TOKEN.finditer(text))[:MAX_WORDS]:
            elided = ELISION.match(match[0].lower())
            start = match.start() + (elided.end() if elided else 0)
            corrected = self.correct(text[start : match.end()])
            if corrected is not None:
                changed = True
                parts += [text[position:start], corrected]
                position = match.end()
        return "".join([*parts, text[position:]]).strip() if changed else None

    def correct(self, word: str) -> str | None:
        """The nearest known word; None when the word is known, empty, or near nothing."""
        folded = fold(word)
        terms = word_terms(word)
        allowed = typo_distance(folded)
        if not allowed or terms is None or folded in self._best or terms[0] in self._stems:
            return None
        if any(char.isdigit() for char in folded):
            return None
        near = process.extract(
            folded, self._keys, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        if not near:
            return None
        key = min(near, key=lambda found: (found[1], -self._best[found[0]][0], found[0]))[0]
        return self._best[key][1]

    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        """Known words that begin so, the most frequent first."""
        start = fold(prefix)
        if not start:
            return []
        keys = takewhile(
            lambda key: key.startswith(start), self._keys[bisect_left(self._keys, start) :]
        )
        ranked = sorted(keys, key=lambda key: (-self._best[key][0], key))
        return [self._best[key][1] for key in ranked[:limit]]

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self._best)

    @cached_property
    def _stems(self) -> frozenset[str]:
        found = (word_terms(surface) for _, surface in self._best.values())
        return frozenset(terms[0] for terms in found if terms)
