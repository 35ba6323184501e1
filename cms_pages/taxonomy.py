"""Loads the starting taxonomy: adds what misses, leaves alone what an editor changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from cms_pages.choices import Vocabulary
from cms_pages.models import Domain, SynonymGroup, Term

TAXONOMY_FILE = Path(settings.BASE_DIR) / "fixtures" / "taxonomy.yaml"
# Room between two entries, so that an editor can slip one in.
STEP = 10


@transaction.atomic
def load_taxonomy(path: Path = TAXONOMY_FILE, *, reset_labels: bool = False) -> Counter[str]:
    """Load a taxonomy file; ``reset_labels`` gives its labels and order back to known entries.

    Returns how many entries were added, updated, or already there.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for order, entry in enumerate(data["domains"], start=1):
        parent = _domain(entry, None, order, reset_labels, counts)
        theme = entry.get("theme", "")
        for child_order, child in enumerate(entry.get("children", ()), start=1):
            _domain({"theme": theme, **child}, parent, child_order, reset_labels, counts)
    for vocabulary, entries in data["vocabularies"].items():
        key = {"vocabulary": Vocabulary(vocabulary).value}
        for order, entry in enumerate(entries, start=1):
            extra = {"mapping": entry.get("mapping", "")}
            _entry(Term, {**key, "slug": entry["slug"]}, entry, order, extra, reset_labels, counts)
    _synonyms(data.get("synonyms", ()), counts)
    return counts


def _domain(
    entry: Mapping[str, Any], parent: Domain | None, order: int, reset: bool, counts: Counter[str]
) -> Domain:
    extra = {"aides_territoires_theme": entry.get("theme", ""), "parent": parent}
    return _entry(Domain, {"slug": entry["slug"]}, entry, order, extra, reset, counts)


def _entry(
    model: type[Any],
    key: dict[str, str],
    entry: Mapping[str, Any],
    order: int,
    extra: dict[str, Any],
    reset: bool,
    counts: Counter[str],
) -> Any:
    wanted = {"label": entry["label"], "order": order * STEP}
    found = model.objects.filter(**key).first()
    if found is None:
        found = model(**key, **wanted, **extra, description=entry.get("description", ""))
        found.full_clean()
        found.save()
        counts["added"] += 1
    elif reset and any(getattr(found, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(found, name, value)
        found.save()
        counts["updated"] += 1
    else:
        counts["kept"] += 1
    return found


def _synonyms(groups: Iterable[list[str]], counts: Counter[str]) -> None:
    """Add the groups of which no word is known yet: an editor's own grouping comes first."""
    known = {word.casefold() for group in SynonymGroup.objects.all() for word in group.term_list()}
    for words in groups:
        if known.isdisjoint(word.casefold() for word in words):
            SynonymGroup.objects.create(terms="\n".join(words))
            known.update(word.casefold() for word in words)
            counts["added"] += 1
        else:
            counts["kept"] += 1
