"""French words for search: the same tokens for both engines, whatever was typed.

``clean`` and ``words`` cut as Lucene's standard tokenizer with French elision does, so that an
index fed with ``words(clean(text))`` and one fed with ``clean(text)`` hold the same terms.
"""

from __future__ import annotations

import re
import unicodedata

# Lucene cuts longer tokens at this length; so do we.
MAX_TOKEN_LENGTH = 255

# UAX #29 word boundaries, for what French writes: apostrophes, dots and middle dots inside words,
# separators inside numbers.
TOKEN = re.compile(r"\w+(?:(?:(?<=[^\W\d_])['’.:·](?=[^\W\d_])|(?<=\d)['’.,;](?=\d))\w+)*")

ARTICLES = (
    "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu",
)  # fmt: skip
ELISION = re.compile(rf"(?<!\S)(?:{'|'.join(ARTICLES)})['’]")

# Words that say nothing of a subject. « été » (summer), « est » (east) and « pas » have another
# sense often enough in a catalogue: only words without one are here.
_STOP_WORDS = """
a à au aux avec ce ces cet cette ceux celle celles celui dans de des du elle elles en et eux il ils
je la là le les leur leurs lui ma mais me mes moi mon ne ni nos notre nous on or ou où par pour qu
que qui quoi dont sa se ses si son sur ta te tes toi tu un une vos votre vous y d l j m n s t c
ai as avons avez ont suis sommes êtes etes sont sera seront soit être etre étant etant ainsi donc
car comme
"""
STOP_WORDS: tuple[str, ...] = tuple(sorted(set(_STOP_WORDS.split())))

# What people type around their subject when they ask a question: left out of a query's words.
_QUESTION_WORDS = """
comment pourquoi quand combien quel quelle quels quelles quoi est peut peux peuvent pouvons pouvez
puis faire fait faut dois doit devons devez veut veux voulons souhaite souhaitons voudrais voudrait
aimerais cherche cherchons trouver obtenir avoir viens besoin aider bonjour merci
"""
QUESTION_WORDS: frozenset[str] = frozenset(_QUESTION_WORDS.split())

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
# « m² » is m2; the lower case of « İ » alone takes two characters, the second no letter.
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹İ", "0123456789I")
_UNUSUAL = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹İ]")
# Marks that compose with nothing: they would cut words.
_LOOSE_MARKS = re.compile("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})

# « élu·e·s », « élu.e.s », « adjoint(e)s »: the word and its plural. Each pattern begins where a
# word begins, or a long word would cost its length squared.
_INCLUSIVE_DOT = re.compile(r"(?<!\w)(\w{2,})[·•‧∙⋅]\w{1,6}?(?:[·•‧∙⋅]?([sx]))?(?!\w)")
_INCLUSIVE_POINT = re.compile(
    r"(?<!\w)([^\W\d_]{3,})\.(?:e|(?:ne|le|se|ère|trice|rice|euse)(?=\.?s))(?:\.?(s))?(?!\w)"
)
_INCLUSIVE_BRACKET = re.compile(
    r"(?<!\w)([^\W\d_]{2,})\((?:e|ne|le|se|ère|trice|rice|euse)\)(s?)(?!\w)"
)
# « C.A.U.E. »: an acronym with its dots.
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
# « co-voiturage », « multi-services »: prefixes that are written with a hyphen or without.
_PREFIX = re.compile(
    r"(?<!\w)(auto|bio|co|éco|eco|inter|micro|multi|péri|peri|pluri|télé|tele)-(?=[^\W\d_]{3})",
    re.IGNORECASE,
)
_MIDDLE_DOT = re.compile("[·•‧∙⋅]")
_DOT_BOTH_SIDES = re.compile(r"\.[^\W\d_]\.")
_DOT_ENDING = re.compile(r"\.(?:e|ne|le|se|ère|trice|rice|euse)(?:\.?s)?(?!\w)")


def tidy(text: str) -> str:
    """The text as it may be shown: composed accents, no invisible character."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _INVISIBLE.sub("", text)


def clean(text: str) -> str:
    """The text as engines index it: inclusive endings, dotted acronyms, prefixes and exponents
    flattened.
    """
    text = tidy(text)
    # Most texts hold none of these: looking for one character is cheaper than for a pattern.
    if not text.isascii():
        if _LOOSE_MARKS.search(text):
            text = _LOOSE_MARKS.sub("", text)
        if _UNUSUAL.search(text):
            text = text.translate(_PLAIN)
        if _MIDDLE_DOT.search(text):
            text = _INCLUSIVE_DOT.sub(lambda match: match[1] + (match[2] or ""), text)
    if _DOT_BOTH_SIDES.search(text):
        text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if _DOT_ENDING.search(text):
        text = _INCLUSIVE_POINT.sub(lambda match: match[1] + (match[2] or ""), text)
    if "-" in text:
        text = _PREFIX.sub(r"\1", text)
    if "(" in text:
        text = _INCLUSIVE_BRACKET.sub(lambda match: match[1] + match[2], text)
    return text


def words(text: str) -> str:
    """The words of a cleaned text, lower case, without elided articles, one space between."""
    tokens = TOKEN.findall(text)
    if len(text) > MAX_TOKEN_LENGTH and max(map(len, tokens), default=0) > MAX_TOKEN_LENGTH:
        tokens = [piece for token in tokens for piece in _cut(token)]
    joined = " ".join(tokens).lower()
    return ELISION.sub("", joined) if "'" in joined or "’" in joined else joined


def _cut(token: str) -> list[str]:
    starts = range(0, len(token), MAX_TOKEN_LENGTH)
    return [token[start : start + MAX_TOKEN_LENGTH] for start in starts]


def fold(text: str) -> str:
    """Lower case without accents or ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


_SEPARATORS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")


def plain(text: str) -> str:
    """Folded words separated by single spaces: "L'eau-potable" gives "l eau potable"."""
    return _SEPARATORS.sub(" ", fold(tidy(text))).strip()


def sort_key(title: str) -> str:
    """A key that sorts titles as a reader expects: no accent, no case, numbers by value."""
    return _NUMBER.sub(lambda match: match[0].zfill(8), plain(title))
