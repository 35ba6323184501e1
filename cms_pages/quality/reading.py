"""How easy a French text is to read: sentences, syllables, and the scale of Kandel and Moles.

The scale transposes Flesch's to French: 100 is a children's book, 30 a text of law.
"""

from __future__ import annotations

import re

SENTENCES = re.compile(r"[.!?…:;]+(?:\s|$)|\n+")
WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+", re.IGNORECASE)
# A mute ending is not heard: "communes", "aident".
MUTE = re.compile(r"(?<=[^aeiouyàâéèêëîïôöùûüœæ])(?:e|es|ent)$", re.IGNORECASE)
# Below, a score says nothing.
ENOUGH_WORDS = 40


def sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCES.split(text) if WORDS.search(part)]


def words(text: str) -> list[str]:
    return WORDS.findall(text)


def syllables(word: str) -> int:
    return max(1, len(VOWELS.findall(MUTE.sub("", word))))


def ease(text: str) -> float | None:
    """The score of a text, or nothing when it is too short to have one."""
    found = words(text)
    if len(found) < ENOUGH_WORDS:
        return None
    length = len(found) / max(1, len(sentences(text)))
    weight = sum(syllables(word) for word in found) / len(found)
    return 207 - 1.015 * length - 73.6 * weight
