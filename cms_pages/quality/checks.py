"""The checks of one page at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from cms_pages.models import CataloguePage
from cms_pages.quality.findings import Finding
from cms_pages.quality.reading import ease, sentences, words
from cms_pages.quality.texts import passages

TITLE = (4, 90)
SUMMARY = (60, 300)
LEAST_EASE = 40
LONGEST_SENTENCE = 32

# Facet fields a page of each kind must fill. Left out on purpose: an audience or a perimeter left
# empty means "everyone" and "everywhere", and a partner or a free page may have no domain.
FACET_FIELDS = {
    "offer": ("domains", "help_kinds", "phases", "access_mode"),
    "aid": ("domains", "aid_types", "phases"),
    "call": ("domains", "aid_types", "call_kind"),
    "event": ("domains", "event_kind"),
    "programme": ("domains",),
    "article": ("domains",),
    "guide": ("domains",),
    "newsletter": ("domains",),
    "partner": ("organisation_kind",),
    "page": (),
}
_EMPTY_ALT = re.compile(r"^(?:une |l')?(?:image|photo|photographie|illustration)\b", re.IGNORECASE)

Check = Callable[[Any], Iterator[Finding]]


def lengths(page: CataloguePage) -> Iterator[Finding]:
    """A title that fits a list, a summary that says something."""
    for field, (least, most) in (("title", TITLE), ("summary", SUMMARY)):
        size = len(getattr(page, field))
        if field == "summary" and size == 0 and page.kind == "page":
            continue
        if not least <= size <= most:
            message = _("%(size)d characters: from %(least)d to %(most)d are expected.")
            yield Finding.on(
                page, field, "length", message % {"size": size, "least": least, "most": most}
            )


def facets(page: CataloguePage) -> Iterator[Finding]:
    """What people filter by is filled."""
    for name in FACET_FIELDS[page.kind]:
        value = getattr(page, name)
        if not (value.exists() if hasattr(value, "exists") else value):
            label = page._meta.get_field(name).verbose_name
            yield Finding.on(
                page, name, "facet", _("Nothing is chosen for “%(field)s”.") % {"field": label}
            )


def review(page: CataloguePage) -> Iterator[Finding]:
    """Someone has read the page, and will again."""
    for name in ("reviewed_on", "review_due_on"):
        if getattr(page, name) is None:
            yield Finding.on(page, name, "review", _("The date of review is missing."))


def images(page: CataloguePage) -> Iterator[Finding]:
    """Images describe what they show, and nothing else."""
    shown = [("image", page.image), ("logo", getattr(page, "logo", None))]
    shown += [
        (f"body.{number}", block.value["image"])
        for number, block in enumerate(page.body)
        if block.block_type == "image" and not block.value["alt"]
    ]
    for field, image in shown:
        if isinstance(image, AbstractImage):
            yield from _alt_text(page, field, image)


def _alt_text(page: CataloguePage, field: str, image: Any) -> Iterator[Finding]:
    if image.is_decorative:
        return
    if not image.description.strip():
        yield Finding.on(page, field, "alt", _("This image has no description."))
    elif _EMPTY_ALT.match(image.description) or image.description == image.title:
        yield Finding.on(page, field, "alt", _("This description does not say what is shown."))


def headings(page: CataloguePage) -> Iterator[Finding]:
    """Headings go down one level at a time, from the second."""
    last = 1
    for number, block in enumerate(page.body):
        if block.block_type != "heading":
            continue
        level = int(block.value["level"][1:])
        if level > last + 1:
            message = _("A heading of level %(level)d follows one of level %(last)d.")
            yield Finding.on(
                page, f"body.{number}", "heading", message % {"level": level, "last": last}
            )
        last = level


def ease_of_reading(page: CataloguePage) -> Iterator[Finding]:
    """Plain words and short sentences."""
    prose = [p for p in passages(page) if p.field not in ("title", "keywords")]
    score = ease("\n".join(passage.text for passage in prose))
    if score is not None and score < LEAST_EASE:
        message = _("Hard to read: %(score)d out of 100, %(least)d expected.")
        yield Finding.on(
            page, "", "reading", message % {"score": round(score), "least": LEAST_EASE}
        )
    for passage in prose:
        for sentence in sentences(passage.text):
            size = len(words(sentence))
            if size > LONGEST_SENTENCE:
                message = _("A sentence of %(size)d words: %(start)s…")
                yield Finding.on(
                    page, passage.field, "reading", message % {"size": size, "start": sentence[:40]}
                )


PAGE_CHECKS: tuple[Check, ...] = (lengths, facets, review, images, headings, ease_of_reading)
