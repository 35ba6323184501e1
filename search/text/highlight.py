"""Where a text says what was asked: escaped HTML with <mark>, the same for every engine."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import compress
from sys import intern
from typing import NamedTuple

from rapidfuzz.distance import OSA

from search.text.analysis import exacts, stems, word_terms
from search.text.french import ELISION, TOKEN, tidy
from search.text.plan import TextPlan, typo_distance

FRAGMENT_SIZE = 240
# Of a longer text, only the beginning is looked at.
MAX_LENGTH = 50_000
_LEAD = 60
_MEMO_SIZE = 5_000
# Of 250 words each: some 10 MB.
_READ_SIZE = 2_000


class _Read(NamedTuple):
    """A text cut into words."""

    text: str
    words: list[str]
    starts: Sequence[int]


class _Token(NamedTuple):
    skip: int  # length of an elided article
    stem: str
    exact: str


class _Asked(NamedTuple):
    token: _Token
    alone: bool  # else only within a phrase


class _Word(NamedTuple):
    start: int
    end: int
    stem: str


class _Memo(dict[str, _Asked | None]):
    """The same words come back from text to text: each is compared once."""

    def __init__(self, find: Callable[[str], _Asked | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, token: str) -> _Asked | None:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        found = self[token] = self._find(token)
        return found


class Highlighter:
    """Marks the words of one plan in any text."""

    def __init__(self, plan: TextPlan) -> None:
        self._stems: set[str] = set()
        self._exacts: set[str] = set()
        self._phrases: list[tuple[str, ...]] = []
        self._typed: list[str] = []
        for clause in plan.clauses:
            for alternative in clause.alternatives:
                if alternative.phrase:
                    self._phrases.append(tuple(term for _, term in stems(alternative.raw)))
                else:
                    self._stems.update(term for _, term in stems(alternative.raw))
                    self._exacts.update(term for _, term in exacts(alternative.raw))
            if clause.close:
                self._typed += [term for _, term in exacts(clause.typed)]
        self._in_a_phrase = {stem for phrase in self._phrases for stem in phrase}
        self._asked = _Memo(self._asked_for)

    def whole(self, text: str) -> str | None:
        """The whole text with its marks; None when it holds nothing of what was asked."""
        read = _read(text)
        found = self._found(read)
        return _marked(read.text, found, 0, len(read.text)) if found else None

    def fragment(self, text: str, size: int = FRAGMENT_SIZE) -> str | None:
        """The part of the text, about ``size`` long, that says most of what was asked."""
        read = _read(text)
        found = self._found(read)
        if not found:
            return None
        text = read.text
        start, end = _window(text, found, size)
        inside = [word for word in found if word.start >= start and word.end <= end]
        before = "…" if start else ""
        after = "…" if end < len(text) else ""
        return f"{before}{_marked(text, inside, start, end)}{after}"

    def _found(self, read: _Read) -> list[_Word]:
        asked = list(map(self._asked.__getitem__, read.words))
        known = [(index, asked[index]) for index in compress(range(len(asked)), asked)]
        words = [_word(read, index, found.token) for index, found in known if found and found.alone]
        if self._phrases:
            said = {found.token.stem for _, found in known if found}
            if any(said.issuperset(phrase) for phrase in self._phrases):
                return sorted({*words, *self._in_phrases(read)})
        return words

    def _in_phrases(self, read: _Read) -> Iterator[_Word]:
        tokens = [
            (index, token)
            for index, word in enumerate(read.words)
            if (token := _token(word)) is not None
        ]
        said = [token.stem for _, token in tokens]
        for phrase in self._phrases:
            yield from (_word(read, *tokens[at]) for at in _phrase_indexes(said, phrase))

    def _asked_for(self, word: str) -> _Asked | None:
        """The word when it is one of those asked, by itself or within a phrase."""
        token = _token(word)
        if token is None:
            return None
        alone = self._asks(token)
        return _Asked(token, alone) if alone or token.stem in self._in_a_phrase else None

    def _asks(self, word: _Token) -> bool:
        if word.stem in self._stems or word.exact in self._exacts:
            return True
        return any(_close(typed, word.exact) for typed in self._typed)


def highlights(plan: TextPlan, texts: dict[str, str]) -> dict[str, str]:
    """The marked title, and the best fragments of the other texts, of those that say something."""
    highlighter = _highlighter(plan)
    marked = {
        name: highlighter.whole(text) if name == "title" else highlighter.fragment(text)
        for name, text in texts.items()
    }
    return {name: html for name, html in marked.items() if html is not None}


@lru_cache(maxsize=64)
def _highlighter(plan: TextPlan) -> Highlighter:
    """The same words are asked again, from page to page at least."""
    return Highlighter(plan)


@lru_cache(maxsize=65_536)
def _token(token: str) -> _Token | None:
    """A word as it stands in a text; None for a stop word."""
    terms = word_terms(token)
    if terms is None:
        return None
    elided = ELISION.match(token.lower())
    skip = elided.end() if elided and elided.end() < len(token) else 0
    return _Token(skip, *terms)


def _word(read: _Read, index: int, token: _Token) -> _Word:
    start = read.starts[index]
    return _Word(start + token.skip, start + len(read.words[index]), token.stem)


@lru_cache(maxsize=_READ_SIZE)
def _read(text: str) -> _Read:
    """The same texts are found again, by other words: each is cut once."""
    text = tidy(text[:MAX_LENGTH])
    matches = list(TOKEN.finditer(text))
    starts = array("I", [match.start() for match in matches])
    return _Read(text, [intern(match[0]) for match in matches], starts)


def _phrase_indexes(said: list[str], phrase: tuple[str, ...]) -> Iterator[int]:
    size = len(phrase)
    if not size:
        return
    for start, stem in enumerate(said):
        if stem == phrase[0] and tuple(said[start : start + size]) == phrase:
            yield from range(start, start + size)


def _close(typed: str, exact: str) -> bool:
    allowed = typo_distance(typed)
    if not allowed or abs(len(typed) - len(exact)) > allowed:
        return False
    return OSA.distance(typed, exact, score_cutoff=allowed) <= allowed


def _window(text: str, found: Sequence[_Word], size: int) -> tuple[int, int]:
    """Bounds, between words, of the part with the most different words asked, then the most."""
    if len(text) <= size:
        return 0, len(text)
    best, best_key = found[0], (0, 0)
    for index, word in enumerate(found):
        inside = []
        for other in found[index:]:
            if other.end - word.start > size - _LEAD:
                break
            inside.append(other.stem)
        key = (len(set(inside)), len(inside))
        if key > best_key:
            best, best_key = word, key
    return _bounds(text, best, size)


def _bounds(text: str, word: _Word, size: int) -> tuple[int, int]:
    start = max(0, min(word.start - _LEAD, len(text) - size))
    if start:
        # From the beginning of a sentence when one is near, else of a word.
        sentence = text.find(". ", start, word.start)
        space = text.find(" ", start, word.start)
        start = sentence + 2 if sentence >= 0 else space + 1 if space >= 0 else word.start
    end = max(min(len(text), start + size), word.end)
    if end < len(text):
        space = text.rfind(" ", word.end, end + 1)
        end = space if space > 0 else end
    return start, end


def _marked(text: str, words: Iterable[_Word], start: int, end: int) -> str:
    parts = []
    for word in words:
        parts.append(escape(text[start : word.start]))
        parts.append(f"<mark>{escape(text[word.start : word.end])}</mark>")
        start = word.end
    parts.append(escape(text[start:end]))
    return "".join(parts)
