"""Where the territories' files lie: the pack and the lists in the project, downloads in var/."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

_PROJECT = Path(__file__).resolve().parents[2]


def fixtures_folder() -> Path:
    """The folder of the pack and of the lists of facts."""
    return _PROJECT / "fixtures" / "territories"


def pack_path() -> Path:
    """The packed file of France's territories."""
    return fixtures_folder() / "france.zip"


def facts_folder() -> Path:
    """The folder of the lists of facts, each with its source in README.md."""
    return fixtures_folder() / "facts"


def cache_folder() -> Path:
    """Where downloaded versions are kept."""
    var = getattr(settings, "VAR_DIR", None) or _PROJECT / "var"
    return Path(var) / "cache" / "territories"
