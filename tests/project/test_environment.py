"""What the environment says is checked before anything starts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend import environment

ROOT = Path(__file__).resolve().parents[2]
GOOD_KEY = "k7#Vq9z" * 10
PRODUCTION = {
    "BOUQUET_ENV": "production",
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": "catalogue.example.org",
    "PUBLIC_BASE_URL": "https://catalogue.example.org",
}


def run(tmp_path: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that knows these variables alone."""
    environ = {"PATH": os.environ["PATH"], "BOUQUET_VAR": str(tmp_path / "var"), **variables}
    command = [sys.executable, "-c", f"from django.conf import settings\n{code}"]
    environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def value(tmp_path: Path, expression: str, **variables: str) -> object:
    done = run(tmp_path, f"import json; print(json.dumps({expression}, default=str))", **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + GOOD_KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": environment.TEST_KEY}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "catalogue.example.org,*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "catalogue.example.org,,"}, "ALLOWED_HOSTS"),
        ({"PUBLIC_BASE_URL": "catalogue.example.org"}, "PUBLIC_BASE_URL"),
        ({"FRONTEND_URL": "javascript:alert(1)"}, "FRONTEND_URL"),
        ({"BOUQUET_ENV": "staging"}, "BOUQUET_ENV"),
    ],
)
def test_production_refuses_to_start(tmp_path: Path, changes: dict[str, str], named: str) -> None:
    done = run(tmp_path, "settings.DEBUG", **{**PRODUCTION, **changes})
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]


def test_a_refusal_never_prints_the_key(tmp_path: Path) -> None:
    done = run(tmp_path, "settings.DEBUG", **{**PRODUCTION, "SECRET_KEY": "hunter2-hunter2"})
    assert "hunter2" not in done.stderr + done.stdout


def test_production_never_shows_debugging_pages(tmp_path: Path) -> None:
    assert value(tmp_path, "settings.DEBUG", **PRODUCTION, DEBUG="true") is False
    assert value(tmp_path, "settings.DEBUG", DEBUG="true") is True


@pytest.mark.parametrize("proxy", ["true", "false"])
def test_the_deployment_check_is_clean_in_production(tmp_path: Path, proxy: str) -> None:
    variables = {**PRODUCTION, "BOUQUET_VAR": str(tmp_path), "TRUST_PROXY": proxy}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout


def test_production_collects_its_static_files_and_serves_them_under_lasting_names(
    tmp_path: Path,
) -> None:
    code = """
import re, django
from django.core.management import call_command
from django.test import Client
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", interactive=False, verbosity=0)
web = Client(headers={"host": "catalogue.example.org"})
assert web.get("/admin/login/").status_code == 301
page = web.get("/admin/login/", secure=True)
assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode())
assert names
for name in names:
    answer = web.get(name, secure=True)
    assert answer.status_code == 200, name
    assert "immutable" in answer.headers["Cache-Control"], name
    answer.close()
"""
    done = run(tmp_path, code, **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_a_development_server_answers_to_its_own_machine_only(tmp_path: Path) -> None:
    assert value(tmp_path, "settings.ALLOWED_HOSTS") == environment.LOOPBACK
    hosts = value(tmp_path, "settings.ALLOWED_HOSTS", PUBLIC_BASE_URL="https://essai.example.org")
    assert hosts == [*environment.LOOPBACK, "essai.example.org"]


def test_the_development_key_is_made_once_whoever_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: environment.stored_key(path), range(64)))
    assert len(keys) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert environment.checked_key(keys.pop())


def test_addresses_lose_their_last_slash() -> None:
    assert environment.base_url("X", " https://example.org/ ") == "https://example.org"
    assert environment.base_url("X", "") == ""
    with pytest.raises(ImproperlyConfigured, match="X must be"):
        environment.base_url("X", "ftp://example.org")


def test_databases(tmp_path: Path) -> None:
    default = value(tmp_path, "settings.DATABASES['default']")
    assert isinstance(default, dict)
    assert default["NAME"] == str(tmp_path / "var" / "bouquet.sqlite3")
    assert default["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    elsewhere = value(
        tmp_path, "settings.DATABASES['default']", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3"
    )
    assert isinstance(elsewhere, dict)
    assert elsewhere["NAME"] == f"{tmp_path}/x.sqlite3"
    assert elsewhere["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    server = value(
        tmp_path,
        "settings.DATABASES['default']",
        DATABASE_URL="postgresql://user:p%40ss@db.example.org:5433/bouquet",
    )
    assert isinstance(server, dict)
    assert server["ENGINE"] == "django.db.backends.postgresql"
    assert (server["HOST"], server["PORT"]) == ("db.example.org", 5433)
    assert (server["NAME"], server["PASSWORD"]) == ("bouquet", "p@ss")


def test_mail_settings_come_from_one_address(tmp_path: Path) -> None:
    mail = value(
        tmp_path,
        "[settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS]",
        EMAIL_URL="submission://someone:secret@mail.example.org",
    )
    assert mail == ["mail.example.org", 587, True]


@pytest.mark.parametrize(
    ("told", "hosts"),
    [
        ("", []),
        ("http://127.0.0.1:9250", ["http://127.0.0.1:9250"]),
        (" https://a.example.org , http://b/,", ["https://a.example.org:443", "http://b:9200"]),
    ],
)
def test_a_cluster_has_as_many_addresses_as_wanted(told: str, hosts: list[str]) -> None:
    assert list(environment.elasticsearch_hosts(told)) == hosts


@pytest.mark.parametrize("told", ["localhost:9200", "ftp://a", "http://a:port", "http://a,b"])
def test_an_address_of_a_cluster_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        environment.elasticsearch_hosts(told)


def test_the_readme_explains_every_variable() -> None:
    sources = [ROOT / "backend/environment.py", ROOT / "backend/settings.py"]
    sources.append(ROOT / "gunicorn.conf.py")
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    read = set(re.findall(r"(?:env\.\w+|environ\.get)\(\s*[\"']([A-Z_]+)[\"']", text))
    internal = {"BOUQUET_WELCOME", "BOUQUET_CLOCK"}
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Réglages")[1]
    rows = re.findall(r"^\| (`[^|]+) \|", section.split("\n## ")[0], flags=re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert explained == read - internal
