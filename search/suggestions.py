"""Completions while typing: titles, partners, domains, communes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from backend.territories.directory import directory
from search.answers import Suggestion
from search.moment import Moment
from search.replica import Entry, State
from search.text.french import plain

SHORTEST = 2
"""A single letter completes to nothing useful."""


def suggest(state: State, q: str, moment: Moment, limit: int = 10) -> list[Suggestion]:
    """The completions of what is typed so far, a few of each sort, the closest first."""
    typed = plain(q)
    if len(typed) < SHORTEST:
        return []
    share = max(limit // 4, 1)
    sources = [
        _partners(state, typed, moment),
        _domains(state, typed),
        _territories(state, q, share),
        _items(state, typed, moment),
    ]
    kept = [list(islice(source, share)) for source in sources[:-1]]
    found = [suggestion for part in kept for suggestion in part]
    items = list(islice(sources[-1], max(limit - len(found), share)))
    return [*items, *found][:limit]


def _items(state: State, typed: str, moment: Moment) -> Iterator[Suggestion]:
    for entry in _matching(state.titles, typed):
        if entry.kind != "partner" and entry.is_visible(moment.seconds):
            yield Suggestion("item", str(entry.page_id), entry.title, entry.kind, entry)


def _partners(state: State, typed: str, moment: Moment) -> Iterator[Suggestion]:
    for entry in state.partners:
        if entry.partner and entry.is_visible(moment.seconds):
            names = (entry.title, *entry.also)
            if any(f" {typed}" in f" {plain(name)}" for name in names):
                code, label = entry.partner
                yield Suggestion("partner", code, label, entry=entry)


def _domains(state: State, typed: str) -> Iterator[Suggestion]:
    for domain in state.taxonomy.get("domains", ()):
        if f" {typed}" in f" {plain(domain['label'])}":
            yield Suggestion("domain", domain["code"], domain["label"])


def _territories(state: State, q: str, limit: int) -> Iterator[Suggestion]:
    departement = state.site.get("departement")
    for match in directory().suggest(q, departement=departement, limit=limit):
        yield Suggestion("territory", match.code, match.name, match.departement or "")


def _matching(titles: Iterable[tuple[str, Entry]], typed: str) -> list[Entry]:
    """Entries whose title holds the text at the start of a word; at its own start first."""
    found = [
        (position, title, entry)
        for title, entry in titles
        if (position := title.find(f" {typed}")) >= 0
    ]
    found.sort(key=lambda match: (match[0] > 0, match[1], match[2].page_id))
    return [entry for _, _, entry in found]
