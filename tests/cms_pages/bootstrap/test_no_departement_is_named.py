"""Nothing of the program is tied to one département: no string of the code, no interface text."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
PACKAGES = ("api", "backend", "cms_pages", "search")
# The demonstration's département, its council's town, and addresses that speak of either.
NAMED = re.compile(r"dr[oô]me\b|\bdr[oô]mois|ladrome|\bvalence\b", re.IGNORECASE)


def strings(path: Path) -> Iterator[str]:
    """The strings of a module that the program may use: all but its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documentation:
            yield node.value


@pytest.mark.parametrize("package", PACKAGES)
def test_no_string_of_the_code_names_it(package: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in (ROOT / package).rglob("*.py")
        for text in strings(path)
        if NAMED.search(text)
    }
    assert not found


def test_no_text_of_the_interface_names_it() -> None:
    suffixes = {".html", ".txt", ".po", ".js", ".css", ".yaml"}
    files = [
        path
        for folder in (*PACKAGES, "locale", "fixtures/bootstrap")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes
    ]
    files.append(ROOT / "fixtures" / "taxonomy.yaml")
    assert len(files) > 10
    assert not [path for path in files if NAMED.search(interface_text(path))]


def interface_text(path: Path) -> str:
    """What a file says by itself; the contract also quotes answers of the demonstration."""
    text = path.read_text(encoding="utf-8")
    if path.name != "openapi.yaml":
        return text
    return json.dumps(without_examples(yaml.safe_load(text)), ensure_ascii=False, default=str)


def without_examples(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: without_examples(inner)
            for key, inner in value.items()
            if key not in {"example", "examples"}
        }
    return [without_examples(item) for item in value] if isinstance(value, list) else value
