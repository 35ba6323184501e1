"""What ships with the project is consistent: lock, French texts, image, commands."""

from __future__ import annotations

import gettext
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import install

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LINES = re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK, flags=re.MULTILINE)
#: Most packages have one version; a few have another for an older Python.
LOCKED = {name: {version for n, version in LINES if n == name} for name, _ in LINES}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = list(PROJECT["optional-dependencies"])


class TestLock:
    def test_every_requirement_is_locked_at_a_version_it_accepts(self) -> None:
        for text in install.requirements(EXTRAS):
            wanted = Requirement(text)
            versions = LOCKED[canonicalize_name(wanted.name)]
            assert all(wanted.specifier.contains(version) for version in versions), text

    def test_every_version_has_its_hashes(self) -> None:
        blocks = re.split(r"^(?=[a-z0-9._-]+==)", LOCK, flags=re.MULTILINE)[1:]
        assert len(blocks) == len(LINES) > 50
        assert all("--hash=sha256:" in block for block in blocks)

    def test_it_names_no_address(self) -> None:
        assert "://" not in LOCK
        assert "--index" not in LOCK
        assert "--find-links" not in LOCK

    def test_the_bootstrap_lines_name_one_version_and_its_hashes(self) -> None:
        first, *others = install.locked("pip").splitlines()
        assert first in {f"pip=={version} \\" for version in LOCKED["pip"]}
        assert others
        assert all("--hash=sha256:" in line for line in others)

    def test_what_is_installed_here_is_what_is_locked(self) -> None:
        listed = subprocess.run(
            [sys.executable, "-m", "pip", "list", "--format", "json"],
            capture_output=True,
            check=True,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
        for package in json.loads(listed.stdout):
            name = canonicalize_name(package["name"])
            assert package["version"] in LOCKED.get(name, {package["version"]}), name

    def test_the_stamp_follows_the_requirements_and_the_lock(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        before = install.fingerprint([])
        assert install.fingerprint(["test"]) != before
        changed = tmp_path / "requirements.lock"
        changed.write_text(LOCK + "\n", encoding="utf-8")
        monkeypatch.setattr(install, "LOCK", changed)
        assert install.fingerprint([]) != before


CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))


class TestFrench:
    def test_there_is_a_french_catalogue(self) -> None:
        assert ROOT / "locale/fr/LC_MESSAGES/django.po" in CATALOGUES

    @pytest.mark.parametrize("path", CATALOGUES, ids=str)
    def test_the_compiled_catalogue_is_the_present_one(self, path: Path, tmp_path: Path) -> None:
        if shutil.which("msgfmt") is None:
            from tests.services import missing

            missing("gettext", "Run: apt-get install gettext")
        fresh = tmp_path / "fresh.mo"
        subprocess.run(["msgfmt", "--check", "-o", fresh, path], check=True)
        assert messages(fresh) == messages(path.with_suffix(".mo")), "run: make messages"


def messages(path: Path) -> dict[object, str]:
    with path.open("rb") as stream:
        catalogue: dict[object, str] = dict(vars(gettext.GNUTranslations(stream))["_catalog"])
    catalogue.pop("", None)  # the header holds dates
    return catalogue


class TestContainers:
    def test_compose_runs_the_versions_that_the_project_is_tested_with(self) -> None:
        from scripts.elasticsearch_node import VERSION

        services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
        assert services["elasticsearch"]["image"] == f"elasticsearch:{VERSION}"
        assert re.fullmatch(r"postgres:\d+\.\d+", services["postgres"]["image"])

    def test_compose_opens_nothing_beyond_the_machine(self) -> None:
        services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
        ports = [port for service in services.values() for port in service.get("ports", [])]
        assert ports
        assert all(port.startswith("127.0.0.1:") for port in ports)

    def test_compose_holds_no_secret(self) -> None:
        text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
        for line in re.findall(r"^.*(?:SECRET_KEY|PASSWORD):.*$", text, flags=re.MULTILINE):
            assert "${" in line

    def test_the_image_runs_as_nobody_special_and_says_how_it_is(self) -> None:
        lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
        last = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM ")) :]
        assert any(line.startswith("USER ") and line != "USER root" for line in last)
        assert any("/health/live" in line for line in last)


class TestCommands:
    def test_every_target_is_explained(self) -> None:
        text = (ROOT / "Makefile").read_text(encoding="utf-8")
        phony = re.search(r"^\.PHONY:((?:.*\\\n)*.*)$", text, flags=re.MULTILINE)
        assert phony is not None
        targets = set(phony[1].replace("\\", " ").split())
        shown = subprocess.run(
            ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, check=True
        )
        explained = {line.split()[0] for line in shown.stdout.decode().splitlines()}
        assert explained == targets - {"install-test", "migrations-check"}

    def test_ci_is_a_script_that_bash_accepts(self) -> None:
        path = ROOT / ".ci/run"
        assert os.access(path, os.X_OK)
        subprocess.run(["bash", "-n", path], check=True)
