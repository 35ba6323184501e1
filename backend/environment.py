"""What the project reads from its environment, checked in one place."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "test", "production")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
TEST_KEY = "a key for tests only, never for a server that someone else can reach"
MINIMUM_KEY_LENGTH = 50
MINIMUM_KEY_CHARACTERS = 5

env = Env()


def stored_key(path: Path) -> str:
    """The development key: made at the first start, the same for every process afterwards."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            # A link fails where another process has been faster: nobody reads half a key.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def checked_key(key: str) -> str:
    """A production key, or a refusal to start that says how to make one."""
    weak = len(key) < MINIMUM_KEY_LENGTH or len(set(key)) < MINIMUM_KEY_CHARACTERS
    if weak or key.startswith("django-insecure-") or key == TEST_KEY:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or too weak for production. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return key


def checked_hosts(hosts: list[str]) -> list[str]:
    """The names production answers to: named one by one, so that no forged Host gets through."""
    if not hosts or any(host.strip() in {"", "*", "."} for host in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the hosts that production answers to, "
            "separated by commas; « * » is refused."
        )
    return hosts


def base_url(name: str, value: str) -> str:
    """An absolute address without its last slash, or nothing."""
    value = value.strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ImproperlyConfigured(f"{name} must be a full address such as https://example.org")
    return value


def elasticsearch_hosts(value: str) -> tuple[str, ...]:
    """The addresses of a cluster, each with its port."""
    found = [base_url("ELASTICSEARCH_URL", part) for part in value.split(",") if part.strip()]
    try:
        return tuple(url if urlsplit(url).port else _with_port(url) for url in found)
    except ValueError as error:
        raise ImproperlyConfigured("ELASTICSEARCH_URL has a port that is none") from error


def _with_port(url: str) -> str:
    parts = urlsplit(url)
    port = 443 if parts.scheme == "https" else 9200
    return parts._replace(netloc=f"{parts.netloc.rstrip(':')}:{port}").geturl()


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite that several processes share: readers never wait, writers take turns."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A transaction takes the write lock when it begins: one that reads first and writes
            # later would otherwise fail at once, whatever the time it was given to wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
            ),
        },
        "TEST": {"NAME": None},
    }


@dataclass(frozen=True)
class Environment:
    """What this process was told, read once and checked."""

    name: str
    var: Path
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    database: dict[str, Any]
    public_base_url: str
    frontend_url: str
    port: int
    trusted_proxy: bool
    https: bool
    values: Env = field(repr=False)

    @property
    def production(self) -> bool:
        return self.name == "production"

    @property
    def testing(self) -> bool:
        return self.name == "test"


def _database(var: Path) -> dict[str, Any]:
    if not env.str("DATABASE_URL", ""):
        return sqlite(var / "bouquet.sqlite3")
    database: dict[str, Any] = dict(env.dj_db_url("DATABASE_URL", conn_max_age=60))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(Path(database["NAME"]))
    database["CONN_HEALTH_CHECKS"] = True
    return database


def _key_and_hosts(name: str, var: Path) -> tuple[str, list[str]]:
    key: str = env.str("SECRET_KEY", "")
    hosts: list[str] = env.list("ALLOWED_HOSTS", [])
    if name == "production":
        return checked_key(key), checked_hosts(hosts)
    if name == "test":
        return TEST_KEY, [*LOOPBACK, "testserver"]
    return key or stored_key(var / "secret_key"), [*LOOPBACK, *hosts]


def read() -> Environment:
    """Read the environment, and `.env` beside manage.py where there is one (tests do without)."""
    if os.environ.get("BOUQUET_ENV") != "test":
        env.read_env(str(BASE_DIR / ".env"), recurse=False)
    name = env.str("BOUQUET_ENV", "development")
    if name not in ENVIRONMENTS:
        raise ImproperlyConfigured(f"BOUQUET_ENV must be one of {', '.join(ENVIRONMENTS)}")
    var = Path(env.str("BOUQUET_VAR", "") or BASE_DIR / "var").expanduser().resolve()
    var.mkdir(parents=True, exist_ok=True)
    key, hosts = _key_and_hosts(name, var)
    public = base_url("PUBLIC_BASE_URL", env.str("PUBLIC_BASE_URL", ""))
    if name == "development" and (host := host_of(public)):
        hosts = [*hosts, host]
    return Environment(
        name=name,
        var=var,
        debug=name != "production" and env.bool("DEBUG", False),
        secret_key=key,
        allowed_hosts=hosts,
        database=_database(var),
        public_base_url=public,
        frontend_url=base_url("FRONTEND_URL", env.str("FRONTEND_URL", "")),
        port=env.int("PORT", 8000),
        trusted_proxy=env.bool("TRUST_PROXY", False),
        https=name == "production" and env.bool("HTTPS", True),
        values=env,
    )
