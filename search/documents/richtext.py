"""Rich text: safe HTML whose links lead somewhere, and its plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

import nh3
from wagtail.rich_text.rewriters import extract_attrs

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "em", "h2", "h3", "h4", "hr", "i", "li", "ol", "p",
    "strong", "sub", "sup", "ul",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
LINK = re.compile(r"<a\b([^>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
BLOCK_END = re.compile(r"(</(?:p|h\d|li|blockquote|tr|td)>|<(?:br|hr)\s*/?>)", re.IGNORECASE)
SPACES = re.compile(r"\s+")

Resolve = Callable[[str, int], str | None]


def links(source: str) -> Iterator[tuple[str, int]]:
    """(kind of object, id) of each internal link."""
    for match in LINK.finditer(source):
        attributes = extract_attrs(match.group(1))
        target = attributes.get("id", "")
        if attributes.get("linktype") and target.isascii() and target.isdigit():
            yield attributes["linktype"], int(target)


def to_html(source: str, resolve: Resolve) -> str:
    """Safe HTML; an internal link that leads to nothing public leaves its words."""
    if not source:
        return ""

    def link(match: re.Match[str]) -> str:
        attributes = extract_attrs(match.group(1))
        words = match.group(2)
        if "linktype" in attributes:
            target = attributes.get("id", "")
            known = target.isascii() and target.isdigit()
            url = resolve(attributes["linktype"], int(target)) if known else None
            return f'<a href="{escape(url)}">{words}</a>' if url else words
        return match.group(0) if attributes.get("href") else words

    return nh3.clean(
        LINK.sub(link, source),
        tags=TAGS,
        attributes={"a": {"href"}, "abbr": {"title"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def to_text(source: str) -> str:
    """The words alone, on one line."""
    if not source:
        return ""
    stripped = nh3.clean(BLOCK_END.sub(r"\1 ", source), tags=set())
    return SPACES.sub(" ", unescape(stripped)).strip()
