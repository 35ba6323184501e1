"""Serves a throw-away PostgreSQL on loopback until Ctrl+C, and prints the DATABASE_URL to use."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.services import postgres_folder, running_postgres


def main() -> None:
    if postgres_folder() is None:
        sys.exit("PostgreSQL est nécessaire (apt-get install postgresql).")
    with contextlib.suppress(KeyboardInterrupt), running_postgres() as url:
        print(f"DATABASE_URL={url}/postgres", flush=True)
        print("Ctrl+C arrête le serveur et efface ses données.", file=sys.stderr)
        signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    main()
