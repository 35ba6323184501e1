"""The checks that look at all pages together, and the whole content check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms_pages.models import Contact, PartnerSpacePage, SiteSettings
from cms_pages.quality.checks import PAGE_CHECKS
from cms_pages.quality.findings import Finding, public_pages
from cms_pages.quality.links import broken
from cms_pages.quality.spelling import place_names, project_words, tokens, unknown_words
from cms_pages.quality.texts import Passage, passages

# Shorter texts repeat without harm: "Two months", "Free of charge".
WORTH_COMPARING = 80
COMPARED = ("title", "summary", "body", "editorial", "operations", "objectives", "missions")


def check_content(*, spelling: bool = True, words: Path | None = None) -> list[Finding]:
    """Every fault of the published pages, in the order of pages."""
    pages = list(public_pages())
    found = [finding for page in pages for check in PAGE_CHECKS for finding in check(page)]
    found += broken(pages)
    texts = {page.pk: list(passages(page)) for page in pages}
    found += duplicates(pages, texts)
    if spelling:
        found += misspelt(pages, texts, words)
    return sorted(found)


def duplicates(pages: Iterable[Any], texts: dict[int, list[Passage]]) -> Iterator[Finding]:
    """Two pages that say the same thing in the same words."""
    first: dict[str, Any] = {}
    for page in pages:
        for passage in texts[page.pk]:
            root = passage.field.partition(".")[0]
            if root not in COMPARED or (root != "title" and len(passage.text) < WORTH_COMPARING):
                continue
            key = (
                f"{page.kind if root == 'title' else ''}{' '.join(passage.text.split()).casefold()}"
            )
            other = first.setdefault(key, page)
            if other.pk != page.pk:
                message = _("The same text is on “%(page)s”.") % {"page": other.title}
                yield Finding.on(page, passage.field, "duplicate", message)


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
