"""The stamp of the territory data: every write of a model moves it, in the same transaction."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

SINGLETON = 1


def bump() -> None:
    """Say that the data changed."""
    from backend.territories.models import TerritoryData

    row, _created = TerritoryData.objects.get_or_create(pk=SINGLETON)
    row.revision = new_revision()
    # Saved rather than updated: what follows territories listens to this row.
    row.save(update_fields=["revision"])


def new_revision() -> int:
    """Never the next number: a copy read in a transaction that is then undone has its own."""
    return secrets.randbits(62)


def directory_stamp() -> str:
    """The stamp in the database: one query; empty when nothing was ever loaded."""
    from backend.territories.models import TerritoryData

    row = TerritoryData.objects.filter(pk=SINGLETON).first()
    return row.stamp if row else ""


def _written(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        bump()


def connect() -> None:
    """Listen to the writes of the tables that the directory is built from."""
    from backend.territories.models import Territory, TerritoryAlias, TerritoryPeriod

    for model in (Territory, TerritoryAlias, TerritoryPeriod):
        for signal in (post_save, post_delete):
            signal.connect(_written, sender=model, dispatch_uid=f"territories-{model.__name__}")
    m2m_changed.connect(
        _written, sender=Territory.members.through, dispatch_uid="territories-members"
    )
