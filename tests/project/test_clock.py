"""The clock does its rounds whatever happens in one of them, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from scripts import clock
from tests.servers import ROOT, own_environment


@pytest.mark.django_db
def test_a_command_that_fails_stops_neither_the_others_nor_the_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    called: list[str] = []

    def call(command: str, **_options: object) -> None:
        called.append(command)
        if command == clock.COMMANDS[0]:
            raise RuntimeError("out of order")

    with mock.patch.object(clock, "call_command", call):
        clock.tick()
    assert called == list(clock.COMMANDS)
    assert "out of order" in caplog.text


def test_every_command_of_the_clock_exists() -> None:
    assert set(clock.COMMANDS) <= set(clock.get_commands())


def started(tmp_path: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "scripts/clock.py", *arguments],
        cwd=ROOT,
        env=own_environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    process = started(tmp_path)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    # Before its first round the signal ends it, afterwards it ends by itself.
    assert process.wait(60) in {0, -signal.SIGTERM}


def test_it_does_not_outlive_the_server_that_started_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time;"
        "print(subprocess.Popen([sys.executable, 'scripts/clock.py', '--follow']).pid, flush=True);"
        "time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=own_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        clock_pid = int(server.stdout.readline())
        time.sleep(8)
        server.kill()
    end = time.monotonic() + 60
    while alive(clock_pid):
        if time.monotonic() > end:
            os.kill(clock_pid, signal.SIGKILL)
            pytest.fail("the clock outlived its server")
        time.sleep(0.5)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return state.rsplit(")", 1)[1].split()[0] != "Z"
