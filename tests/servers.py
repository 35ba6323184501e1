"""The whole product in processes of its own, as `make run` starts it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 600


@dataclass(frozen=True)
class Catalogue:
    """A catalogue that is being served: its address, its data, and what it has said so far."""

    url: str
    var: Path
    log: Path
    pid: int

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def environment(self) -> dict[str, str]:
        """The environment of another process of the same catalogue."""
        return own_environment(self.var)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the project's commands on this catalogue."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )


def own_environment(var: Path, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """A newcomer's environment: nothing but where programs are and where to put data."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "BOUQUET_VAR": str(var), "LC_ALL": "C.UTF-8", **(given or {})}


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def prepare_once(folder: Path) -> Path:
    """A prepared catalogue that all the processes of one run of tests may copy."""
    folder.mkdir(exist_ok=True)
    var, done = folder / "var", folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            command = [sys.executable, "scripts/serve.py", "--prepare-only"]
            made = subprocess.run(
                command,
                cwd=ROOT,
                env=own_environment(var),
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode:
                message = f"The catalogue was not prepared:\n{made.stdout}{made.stderr}"
                raise RuntimeError(message)
            done.touch()
    return var


@contextmanager
def served(var: Path, **variables: str) -> Iterator[Catalogue]:
    """Prepare a catalogue in `var` where it is not yet, and serve it until the block ends."""
    port = free_port()
    environment = own_environment(
        var, {"PORT": str(port), "WEB_CONCURRENCY": "2", "ACCESS_LOG": "1", **variables}
    )
    handle, name = tempfile.mkstemp(prefix="bouquet-served-", suffix=".log")
    with os.fdopen(handle, "wb") as output:
        server = subprocess.Popen(
            [sys.executable, "scripts/serve.py"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    catalogue = Catalogue(f"http://127.0.0.1:{port}", var, Path(name), server.pid)
    try:
        _wait(catalogue, server)
        yield catalogue
    except BaseException:
        print(f"{catalogue.url} said:\n{catalogue.output[-4000:]}")  # shown with the failure
        raise
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(40)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        catalogue.log.unlink()


def _wait(catalogue: Catalogue, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    # The port answers before every worker is there; the welcome comes once one is.
    while "est servi" not in catalogue.output or not answers(f"{catalogue.url}/health/ready"):
        if server.poll() is not None or time.monotonic() > end:
            message = f"The catalogue did not start:\n{catalogue.output[-4000:]}"
            raise RuntimeError(message)
        time.sleep(0.2)
