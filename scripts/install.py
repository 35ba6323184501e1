"""Makes or completes .venv from the one list of locked versions, checking every hash.

Usage: python3 scripts/install.py [EXTRA…]    (nothing to do costs a moment: see the stamps)
Needs nothing but Python 3.11 or newer.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
OLDEST = (3, 11)


def make_environment() -> None:
    """A virtual environment of the running Python; one of another machine or version is remade."""
    if works():
        return
    print("Création de l'environnement Python dans .venv…", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, check=False).returncode:
        sys.exit(
            "Python ne sait pas créer d'environnement virtuel ici. "
            "Sous Debian ou Ubuntu : apt-get install python3-venv"
        )


def works() -> bool:
    """Whether .venv has a Python that starts, is recent enough, and brings pip."""
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        tried = subprocess.run([str(PYTHON), "-c", check], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def requirements(extras: list[str]) -> list[str]:
    """What the project asks for, read where it says so."""
    import tomllib

    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *(name for extra in extras for name in optional[extra])]


def locked(name: str) -> str:
    """The lines of the lock for one package: its exact version and hashes."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next(i for i in range(start, len(lines)) if not lines[i].endswith("\\"))
    return "\n".join(lines[start : end + 1])


def pip(*arguments: str) -> None:
    quiet = [] if os.environ.get("VERBOSE") else ["--quiet"]
    command = [str(PYTHON), "-m", "pip", "install", *quiet, "--disable-pip-version-check"]
    if subprocess.run([*command, *arguments], cwd=ROOT, check=False).returncode:
        sys.exit("L'installation a échoué : le message ci-dessus en dit la raison.")


def install(extras: list[str]) -> None:
    # Only a recent pip checks the hashes of constraints: bring it first, by its own hash.
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder, "pip.txt")
        one.write_text(locked("pip"), encoding="utf-8")
        pip("--require-hashes", "-r", str(one))
    pip("--constraint", str(LOCK), "--only-binary", ":all:", *requirements(extras))


def fingerprint(extras: list[str]) -> str:
    parts = [LOCK.read_bytes(), "\n".join(requirements(extras)).encode(), str(PYTHON).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def main(extras: list[str]) -> None:
    if sys.version_info < OLDEST:
        sys.exit("Il faut Python 3.11 ou plus récent (make run PYTHON=python3.12, par exemple).")
    make_environment()
    stamp = VENV / f".installed-{'-'.join(['run', *extras])}"
    wanted = fingerprint(extras)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    print("Installation des dépendances verrouillées…", flush=True)
    install(extras)
    stamp.write_text(wanted, encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
