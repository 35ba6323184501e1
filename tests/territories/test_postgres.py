"""The same load on PostgreSQL, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, django
django.setup()
from datetime import date
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_territories", verbosity=0)
from backend.territories.directory import current_directory, directory_stamp
from backend.territories.models import Territory
stamp = directory_stamp()
call_command("load_territories", verbosity=0)
call_command("load_territories", verbosity=0, force=True)
france = current_directory()
saillans = france.profile("26371")
print(json.dumps({
    "count": Territory.objects.count(), "bumped": directory_stamp() != stamp,
    "name": saillans.name, "frr": saillans.zonings["frr"].value,
    "past": france.profile("60054", date(2023, 6, 1)).populations["municipale"].value,
    "search": [m.code for m in france.search("26200")[:3]],
    "competences": sorted(france.profile("242600534").competences),
    "unknown": france.profile("26001").competences,
}))
"""


@pytest.mark.postgres
def test_france_on_postgresql(postgres_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": postgres_url, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    assert answer["count"] > 45_000
    assert answer["bumped"] is True
    assert (answer["name"], answer["frr"], answer["past"]) == ("Saillans", True, 873)
    assert answer["search"] == ["26198", "26008", "26200"]
    assert "gemapi" in answer["competences"]
    assert answer["unknown"] is None
