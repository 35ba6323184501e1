"""Which indexes stay: those that are shown, the ones before, and those of the release before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from search.engines.elasticsearch.engine import NoIndex
from search.engines.elasticsearch.indices import Indices
from search.production import Production

DAY = timedelta(hours=24)
"""What is younger may be in the making, or on trial."""


def prune(main: Production, before: list[str]) -> None:
    """Delete what nobody needs, now that another index is shown than ``before``."""
    gone = [*_superseded(main.indices, before), *_abandoned(main.indices), *_of_old_releases(main)]
    main.indices.delete(*gone)


def _superseded(indices: Indices, before: list[str]) -> list[str]:
    """All that were whole once, but for what is shown and the one before it."""
    shown, finished = indices.shown(), indices.finished()
    others = [name for name in finished if name not in shown]
    kept = [name for name in before if name not in shown] or others
    return [name for name in others if name not in kept[-1:]]


def _abandoned(indices: Indices) -> list[str]:
    """The remains of rebuilds that died; one that runs elsewhere keeps its own."""
    whole = {*indices.shown(), *indices.finished()}
    return [name for name in indices.all() if name not in whole and _is_old(indices, name)]


def _of_old_releases(main: Production) -> list[str]:
    """Indexes of schemas that neither this release nor the one before it reads.

    The release before may still run, or be put back: its index has reached the highest version.
    """
    others = sorted(main.indices.other_schemas(), key=lambda made: _reached(main, made))
    return [
        name
        for made in others[:-1]
        if all(_is_old(made, each) for each in made.all())
        for name in made.all()
    ]


def _reached(main: Production, made: Indices) -> tuple[int, str]:
    """The version that the index shown by an alias has reached; between equals, the newest."""
    try:
        version = main.engine.checkpoint(made.alias).version
    except NoIndex:
        version = -1
    return version, max(name.removeprefix(made.alias) for name in made.all())


def _is_old(indices: Indices, name: str) -> bool:
    return indices.created(name) < datetime.now(UTC) - DAY
