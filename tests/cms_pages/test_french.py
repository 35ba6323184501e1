"""The French catalogue is complete: every text of the program, translated, compiled."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django"
PACKAGES = ("api", "backend", "cms_pages", "search")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TEMPLATE_TEXT = re.compile(r"{%\s*(?:translate|trans)\s+([\"'])(.*?)\1")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s")


def unquoted(text: str) -> str:
    return "".join(ast.literal_eval(f'"{part}"') for part in STRING.findall(text))


def entries() -> Iterator[tuple[dict[str, str], bool]]:
    """The texts of the catalogue: their parts, and whether they are marked as doubtful."""
    for block in CATALOGUE.with_suffix(".po").read_text(encoding="utf-8").split("\n\n")[1:]:
        parts: dict[str, str] = {}
        current = ""
        lines = block.splitlines()
        for line in lines:
            if line.startswith("#"):
                continue
            if found := KEYWORD.match(line):
                current = found[1] + (found[2] or "")
            parts[current] = parts.get(current, "") + unquoted(line)
        if parts.get("msgid"):
            yield parts, any(line.startswith("#,") and "fuzzy" in line for line in lines)


ENTRIES = list(entries())
KNOWN = {parts["msgid"] for parts, _doubtful in ENTRIES}


def texts_of(path: Path) -> Iterator[str]:
    """The literal texts a module or a template asks to translate."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from (text for _quote, text in TEMPLATE_TEXT.findall(source))
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            text = node.args[1 if name.startswith("pgettext") else 0]
            if name in CALLS and isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def test_every_text_is_translated_and_certain() -> None:
    assert len(ENTRIES) > 400
    missing = [
        parts["msgid"]
        for parts, doubtful in ENTRIES
        if doubtful or not all(parts[name] for name in parts if name.startswith("msgstr"))
    ]
    assert not missing


def test_translations_keep_the_values_of_their_text() -> None:
    wrong = [
        parts["msgid"]
        for parts, _doubtful in ENTRIES
        if set(PLACEHOLDER.findall(parts["msgid"]))
        != set(PLACEHOLDER.findall(parts.get("msgstr", "") or parts.get("msgstr1", "")))
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_of_the_program_is_in_the_catalogue(package: str) -> None:
    files = [*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("*.html")]
    missing = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in files
        if "migrations" not in path.parts
        for text in texts_of(path)
        if text and text not in KNOWN
    }
    assert not missing, "make messages, then translate: " + "\n".join(sorted(missing))


def test_the_compiled_catalogue_says_the_same() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for parts, _doubtful in ENTRIES:
        if "msgid_plural" in parts:
            for number, expected in ((1, parts["msgstr0"]), (2, parts["msgstr1"])):
                found = compiled.ngettext(parts["msgid"], parts["msgid_plural"], number)
                assert found == expected
        elif "msgctxt" in parts:
            assert compiled.pgettext(parts["msgctxt"], parts["msgid"]) == parts["msgstr"]
        else:
            assert compiled.gettext(parts["msgid"]) == parts["msgstr"]
