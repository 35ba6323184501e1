"""The web server's own settings (gunicorn reads this file from the project's root)."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from threading import Thread
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", min(multiprocessing.cpu_count(), 4)))
# Threads, so that a slow editor's upload holds no other request up.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# No preloading: each process opens its own index and connections, after the fork.
preload_app = False
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = int(os.environ.get("MAX_REQUESTS", "0"))
max_requests_jitter = max_requests // 10
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
# Only a proxy that we were told to trust may say which scheme it was asked in.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


clocks: list[subprocess.Popen[bytes]] = []
COUNTS = "PROMETHEUS_MULTIPROC_DIR"


def on_starting(server: Any) -> None:
    # Each process writes what it counts there; the one that /metrics asks sums them up.
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="bouquet-metrics-")


def when_ready(server: Any) -> None:
    if os.environ.get("BOUQUET_CLOCK"):
        clocks.append(subprocess.Popen([sys.executable, "scripts/clock.py", "--follow"]))


def post_worker_init(worker: Any) -> None:
    """Read ahead while the first visitor comes; say where to go once somebody answers there."""
    from search.catalogue import warm

    Thread(target=warm, name="warm", daemon=True).start()
    message = os.environ.get("BOUQUET_WELCOME")
    if message and worker.age == 1:
        print(message, flush=True)


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    for clock in clocks:
        clock.terminate()
        clock.wait(10)
    shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
