"""Markdown of content files as the HTML that Wagtail keeps, its links to pages included."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Wagtail writes these tags for what CommonMark calls strong and em.
TAGS = {"strong": "b", "em": "i"}
ALLOWED = ["link", "emphasis", "list", "escape", "entity", "newline"]

Resolve = Callable[[str], int]

SCHEMES = ("page:", "document:", "https://", "http://", "mailto:", "tel:")

_parser = MarkdownIt("zero").enable(ALLOWED)
_parser.validateLink = lambda url: url.startswith(SCHEMES)  # type: ignore[method-assign]


def to_html(text: str, page: Resolve, document: Resolve) -> str:
    """Paragraphs, lists, bold, italic and links; ``page:kind/slug`` and ``document:file`` too."""
    tokens = _parser.parse(text.strip())
    for token in tokens:
        _adapt(token, page, document)
        for child in token.children or ():
            _adapt(child, page, document)
    return str(_parser.renderer.render(tokens, _parser.options, {})).replace("\n", "")


def _adapt(token: Token, page: Resolve, document: Resolve) -> None:
    token.tag = TAGS.get(token.tag, token.tag)
    if token.type == "softbreak":
        token.type, token.content = "text", " "
    if token.type != "link_open":
        return
    href = str(token.attrGet("href") or "")
    scheme, _colon, target = href.partition(":")
    if scheme == "page":
        token.attrs = {"linktype": "page", "id": page(target)}
    elif scheme == "document":
        token.attrs = {"linktype": "document", "id": document(target)}
