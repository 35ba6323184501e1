"""The real services that some tests need: found or started here, never replaced by a stand-in."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from scripts import elasticsearch_node

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str, remedy: str) -> NoReturn:
    """Skip on somebody's laptop, saying what to run; fail in CI, where nothing may be missing."""
    message = f"{what} is missing. {remedy}"
    if IN_CI:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_program(*names: str, folders: tuple[str, ...] = ()) -> str | None:
    for name in names:
        if path := shutil.which(name):
            return path
        for folder in folders:
            candidate = Path(folder, name)
            if os.access(candidate, os.X_OK):
                return str(candidate)
    return None


# --- PostgreSQL ---------------------------------------------------------------------------------


def postgres_folder() -> Path | None:
    """The newest PostgreSQL that Debian or the PATH offers."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.is_dir()]
    versions.sort(key=lambda path: float(path.parent.name))
    if versions:
        return versions[-1]
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then run it as its own user, or as nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


@contextmanager
def running_postgres() -> Iterator[str]:
    """A throw-away cluster on loopback; its address, without the name of a database."""
    binaries = postgres_folder()
    if binaries is None:
        missing("PostgreSQL", "Run: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="bouquet-postgres-"))
    identity = unprivileged()
    if identity:
        os.chown(folder, pwd.getpwnam(identity["user"]).pw_uid, identity["group"])
    port, data = free_port(), folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "bouquet", "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        **identity,
    )
    options = [
        *("-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", str(folder)),
        # The cluster is thrown away: no need to wait for the disk.
        *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
        *("-c", "max_connections=200", "-c", "log_min_messages=fatal"),
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            **identity,
        )
        try:
            _wait_for_postgres(port, server)
            yield f"postgresql://bouquet@127.0.0.1:{port}"
        finally:
            server.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for_postgres(port: int, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    end = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="bouquet", dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > end or server.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return


# --- Chromium -----------------------------------------------------------------------------------


def chromium_path() -> str:
    given = os.environ.get("CHROMIUM_PATH")
    path = given if given and os.access(given, os.X_OK) else find_program(*CHROMIUM_NAMES)
    if path is None:
        missing("Chromium", "Run: apt-get install chromium (or set CHROMIUM_PATH)")
    return path


# --- Elasticsearch ------------------------------------------------------------------------------


def elasticsearch_address() -> str:
    """A running Elasticsearch: the one that was given, or the one that the Makefile starts."""
    port = os.environ.get("ES_PORT", "9200")
    url = os.environ.get("TESTS_ELASTICSEARCH_URL") or f"http://127.0.0.1:{port}"
    try:
        with urllib.request.urlopen(url, timeout=5):
            return url
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 401:  # it runs, and wants a password that the address does not carry
            return url
    except (OSError, ValueError):
        pass
    missing(f"Elasticsearch at {url}", "Run: make elasticsearch")


def elasticsearch_files() -> None:
    """What it takes to start nodes of one's own: Java, and the server's files."""
    try:
        elasticsearch_node.java()
        elasticsearch_node.home()
    except elasticsearch_node.UnavailableError as error:
        missing("Elasticsearch", str(error))
