"""Reads the content files of a folder into sheets, without touching the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cms_pages.demo.errors import ContentError
from cms_pages.kinds import COLLECTIONS, KINDS

SITE_FILE = "site.yaml"
PARTNER_FILE = "partner.yaml"
# A page may point to any other, but what it belongs to comes first: spaces, then programmes.
ORDER = (
    "partner", "page", "programme", "offer", "aid", "call", "event", "article", "guide",
    "newsletter",
)  # fmt: skip

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as its file describes it; ``key`` is how other sheets name it."""

    kind: str
    slug: str
    space: str
    fields: Mapping[str, Any]
    file: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def digest(self) -> str:
        """What changes when the text of the sheet does; the day of loading has no part in it."""
        text = json.dumps(self.fields, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Content:
    """A folder's whole content."""

    folder: Path
    sheets: tuple[Sheet, ...]
    site: Mapping[str, Any]
    images: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, Mapping[str, Any]]


def default_folder() -> Path:
    """The one folder of ``fixtures`` that describes a site."""
    found = sorted(Path(settings.BASE_DIR, "fixtures").glob(f"*/{SITE_FILE}"))
    if len(found) != 1:
        raise ContentError(f"{len(found)} folders of content in fixtures: name one")
    return found[0].parent


def read_content(folder: Path) -> Content:
    """All the sheets of a folder, in the order they are to be loaded."""
    if not (folder / SITE_FILE).is_file():
        raise ContentError(f"no {SITE_FILE} in {folder}")
    sheets = [*_space_sheets(folder), *_free_pages(folder)]
    known: dict[str, Sheet] = {}
    for sheet in sheets:
        if other := known.get(sheet.key):
            raise ContentError(f"also in {other.file}", sheet.file, sheet.key)
        known[sheet.key] = sheet
    sheets.sort(key=lambda sheet: ORDER.index(sheet.kind))
    return Content(
        folder=folder,
        sheets=tuple(sheets),
        site=_read(folder / SITE_FILE),
        images=_read(folder / "images.yaml"),
        documents=_read(folder / "documents.yaml"),
    )


def _space_sheets(folder: Path) -> Iterator[Sheet]:
    for partner_file in sorted(folder.glob(f"*/{PARTNER_FILE}")):
        space, name = partner_file.parent.name, f"{partner_file.parent.name}/{PARTNER_FILE}"
        fields = _read(partner_file)
        yield Sheet("partner", fields.get("code", space), "", fields, name)
        for path in sorted(partner_file.parent.glob("*.yaml")):
            if path != partner_file:
                yield from _sheets(path, space)


def _free_pages(folder: Path) -> Iterator[Sheet]:
    path = folder / "pages.yaml"
    if path.is_file():
        yield from _sheets(path, "")


def _sheets(path: Path, space: str) -> Iterator[Sheet]:
    """The sheets of ``offers.yaml`` or ``offers-water.yaml``: the name tells the kind."""
    name = "/".join(part for part in (space, path.name) if part)
    collection = path.stem.partition("-")[0]
    if collection not in COLLECTIONS:
        raise ContentError(f"a file is named after one of: {', '.join(COLLECTIONS)}", name)
    kind = COLLECTIONS[collection].code
    for entry in _read(path, list):
        if not isinstance(entry, dict) or not isinstance(entry.get("slug"), str):
            raise ContentError("each sheet is a mapping with a slug", name)
        yield Sheet(kind, entry["slug"], space, entry, name)


def _read(path: Path, wanted: type = dict) -> Any:
    if not path.is_file():
        return wanted()
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        raise ContentError(str(error), path.name) from error
    if not isinstance(content, wanted):
        raise ContentError(f"a {wanted.__name__} is expected", path.name)
    return content


def split_key(key: Any) -> tuple[str, str]:
    """``offer/clean-water`` as its kind and slug."""
    kind, _slash, slug = str(key).partition("/")
    if kind not in KINDS or not slug:
        raise ContentError(f"a page is named kind/slug, not {key!r}")
    return kind, slug
