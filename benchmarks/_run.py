"""What the benchmarks share: the machine they ran on, and a process of its own for each size."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def print_machine() -> None:
    memory = Path("/proc/meminfo")
    total = memory.read_text().split()[1] if memory.exists() else "?"
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, ", end="")
    print(f"{os.cpu_count()} cores, memory {total} kB, load {os.getloadavg()[0]:.1f}")


def measure_each(file: str, sizes: Iterable[int], *arguments: str, **environment: str) -> None:
    """Run ``file --worker SIZE`` for each size, on an empty catalogue: nothing is warm from before.

    ``environment`` holds what the process is to be told beside the project's own settings.
    """
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bouquet-benchmark-") as folder:
            told = {"BOUQUET_VAR": folder, "BOUQUET_ENV": "test", "PYTHONPATH": str(ROOT)}
            command = [sys.executable, file, "--worker", str(size), *arguments]
            subprocess.run(command, check=True, env=os.environ | told | environment, cwd=ROOT)
