"""The committed OpenAPI file: read once, served as JSON, and the base of every validator."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import yaml

CONTRACT = Path(__file__).with_name("openapi.yaml")

# Only the C loader reads a file of this size in a blink; PyYAML may be built without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def contract_bytes() -> bytes:
    """The file as it is committed."""
    return CONTRACT.read_bytes() if CONTRACT.exists() else b""


@lru_cache(maxsize=1)
def _parsed() -> dict[str, Any]:
    return yaml.load(contract_bytes(), Loader=_Loader) or {}  # noqa: S506 (a safe loader)


def contract_json(base: str) -> bytes:
    """The contract with the address this instance is reached at."""
    return orjson.dumps(_parsed() | {"servers": [{"url": base}]})
