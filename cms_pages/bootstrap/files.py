"""Reads the starting files into the sheets of one département."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from backend.territories.departements import DepartementGrammar
from cms_pages.bootstrap.words import fill, words_of
from cms_pages.demo.sheets import Content, Sheet

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "bootstrap"
IDENTITY, PAGES, SERVICES, NOTES = "identity.yaml", "pages.yaml", "services.yaml", "notes.yaml"


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def starting_content(grammar: DepartementGrammar) -> Content:
    """What an instance of this département starts from: spaces of services, then free pages."""
    words = words_of(grammar, _read(NOTES))
    services = [
        Sheet("partner", fields["code"], "", {**fields, **_common(grammar)}, SERVICES)
        for fields in fill(_read(SERVICES), words)
    ]
    pages = [
        Sheet("page", fields["slug"], "", fields, PAGES) for fields in fill(_read(PAGES), words)
    ]
    return Content(
        folder=FOLDER,
        sheets=(*services, *pages),
        site=fill(_read(IDENTITY), words),
        images={},
        documents={},
    )


def _common(grammar: DepartementGrammar) -> dict[str, Any]:
    """What all the services share: they belong to the département and are to be completed."""
    return {"is_service": True, "territory": grammar.territory, "review_due_on": "today+1m"}
