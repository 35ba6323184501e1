"""The checks that look at all pages together, and the whole content check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from cms_pages.models import Contact, PartnerSpacePage, SiteSettings
from cms_pages.quality.checks import PAGE_CHECKS
from cms_pages.quality.external import dead_links
from cms_pages.quality.findings import Finding, public_pages, site_parts
from cms_pages.quality.links import broken
from cms_pages.quality.spelling import place_names, project_words, tokens, unknown_words
from cms_pages.quality.texts import Passage, passages

# Shorter texts repeat without harm: "Two months", "Free of charge".
WORTH_COMPARING = 60
# Out of 100, how alike two texts are when one was made from the other.
TOO_CLOSE = 85
COMPARED = ("summary", "body", "editorial", "operations", "objectives", "missions")


def check_content(
    *, spelling: bool = True, external: bool = False, words: Path | None = None
) -> list[Finding]:
    """Every fault of the published pages, in the order of pages."""
    pages = list(public_pages())
    found = [finding for page in pages for check in PAGE_CHECKS for finding in check(page)]
    found += broken([*pages, *site_parts()])
    texts = {page.pk: list(passages(page)) for page in pages}
    found += duplicates(pages, texts)
    if external:
        found += dead_links(pages)
    if spelling:
        found += misspelt(pages, texts, words)
    return sorted(found)


def duplicates(pages: Iterable[Any], texts: dict[int, list[Passage]]) -> Iterator[Finding]:
    """Two pages that say the same thing, in the same words or nearly: a noun changed, no more.

    Titles are compared within a kind, and only whole: an aid and an event may share one.
    """
    titles: dict[tuple[str, str], Any] = {}
    others: list[Any] = []
    known: list[str] = []
    for page in pages:
        title = (page.kind, " ".join(page.title.split()).casefold())
        if titles.setdefault(title, page) is not page:
            yield _same(page, "title", titles[title])
        own = [passage for passage in texts[page.pk] if _is_compared(passage)]
        read = [" ".join(passage.text.split()).casefold() for passage in own]
        for passage, text in zip(own, read, strict=True):
            twin = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=TOO_CLOSE)
            if twin:
                yield _same(page, passage.field, others[twin[2]])
        others += [page] * len(own)
        known += read


def _is_compared(passage: Passage) -> bool:
    root = passage.field.partition(".")[0]
    return root in COMPARED and len(passage.text) >= WORTH_COMPARING


def _same(page: Any, field: str, other: Any) -> Finding:
    message = _("The same text, or nearly, is on “%(page)s”.") % {"page": other.title}
    return Finding.on(page, field, "duplicate", message)


def misspelt(
    pages: Iterable[Any], texts: dict[int, list[Passage]], folder: Path | None = None
) -> Iterator[Finding]:
    """Words that neither the dictionary, the places nor the project know."""
    places: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for page in pages:
        for passage in texts[page.pk]:
            for word in tokens(passage.text):
                places[word].append((page, passage.field))
    known = project_words(folder) | place_names(_departements()) | _own_names()
    for word in sorted(unknown_words(set(places), known)):
        for page, field in places[word]:
            message = _("Unknown word: “%(word)s”.") % {"word": word}
            yield Finding.on(page, field, "spelling", message)


def _departements() -> set[str]:
    return set(SiteSettings.objects.exclude(departement="").values_list("departement", flat=True))


def _own_names() -> set[str]:
    """The words of the partners' names and of the people to call."""
    names = [
        *PartnerSpacePage.objects.values_list("title", flat=True),
        *Contact.objects.values_list("name", flat=True),
    ]
    return {word.casefold() for name in names for word in tokens(name)}
