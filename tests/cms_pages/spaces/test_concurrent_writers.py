"""Several editors add, copy, move and delete at once: no server error, no broken tree."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.servers import ROOT, own_environment

WRITERS = 4

PREPARE = """
from cms_pages.models import HomePage, PartnerSpacePage
from wagtail.models import Page
from cms_pages.spaces.provision import create_partner
from cms_pages.spaces.accounts import create_accounts
home = HomePage(title="Accueil", slug="accueil")
Page.get_first_root_node().add_child(instance=home)
for code in ("caue-26", "sde-26"):
    create_partner(code, code, summary="Un partenaire.", publish=True)
create_accounts()
"""

REPORT = """
import json
from wagtail.models import Page
from cms_pages.models import FreePage
faults = [list(map(str, found)) for found in Page.find_problems()]
print(json.dumps({"faults": faults, "pages": FreePage.objects.count()}))
"""


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def write_at_once(environment: dict[str, str]) -> tuple[Counter[str], dict[str, Any]]:
    run(environment, "manage.py", "migrate", "--verbosity", "0")
    run(environment, "manage.py", "shell", "--no-imports", "-c", PREPARE)
    start = str(time.time() + 8)
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.cms_pages.spaces.writer", str(number), start],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(WRITERS)
    ]
    seen: Counter[str] = Counter()
    for writer in writers:
        out, errors = writer.communicate(timeout=300)
        assert writer.returncode == 0, errors[-3000:]
        seen.update(json.loads(out.splitlines()[-1]))
    report = run(environment, "manage.py", "shell", "--no-imports", "-c", REPORT)
    return seen, json.loads(report.splitlines()[-1])


def check(seen: Counter[str], report: dict[str, Any]) -> None:
    assert {answer.split()[1] for answer in seen} == {"302"}, seen
    assert not any(report["faults"]), report
    assert seen["add 302"] == 6 * WRITERS
    assert report["pages"] == seen["add 302"] + seen["copy 302"] - seen["delete 302"]


def test_on_sqlite(tmp_path: Path) -> None:
    check(*write_at_once(own_environment(tmp_path, {"BOUQUET_ENV": "test"})))


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    variables = {"BOUQUET_ENV": "test", "DATABASE_URL": postgres_url}
    check(*write_at_once(own_environment(tmp_path, variables)))
