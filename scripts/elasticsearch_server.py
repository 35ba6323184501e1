"""Starts and stops a real Elasticsearch on loopback, and prints the address to use.

Usage: elasticsearch_server.py start|stop|status. In this order: the server that
ELASTICSEARCH_URL names, the official image where a Docker engine answers, else the server that
Maven fetches.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.elasticsearch_node import (
    START_SECONDS,
    VERSION,
    Node,
    UnavailableError,
    cache_folder,
    say,
)

PORT = int(os.environ.get("ES_PORT") or "9200")
IMAGE = f"elasticsearch:{VERSION}"
CONTAINER = f"bouquet-elasticsearch-{PORT}"


def node() -> Node:
    return Node(folder=cache_folder() / "nodes" / str(PORT), port=PORT)


def answers(url: str) -> bool:
    """Whether a server answers there, if only to ask for a password."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code == 401
    except (OSError, ValueError):
        return False


def docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["docker", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def docker_engine_answers() -> bool:
    return shutil.which("docker") is not None and docker("info").returncode == 0


def start_container() -> None:
    docker("rm", "--force", CONTAINER)
    started = docker(
        *("run", "--detach", "--name", CONTAINER, "--publish", f"127.0.0.1:{PORT}:9200"),
        *("--env", "discovery.type=single-node", "--env", "xpack.security.enabled=false"),
        *("--env", "ES_JAVA_OPTS=-Xms512m -Xmx512m", IMAGE),
    )
    if started.returncode:
        raise UnavailableError(f"Docker n'a pas démarré Elasticsearch : {started.stderr.strip()}")
    end = time.monotonic() + START_SECONDS
    while not node().healthy():
        if time.monotonic() > end:
            raise UnavailableError("Elasticsearch ne répond pas (docker logs " + CONTAINER + ").")
        time.sleep(1)


def start() -> None:
    given = os.environ.get("ELASTICSEARCH_URL")
    url = given or node().url
    if given and not answers(url):
        raise UnavailableError(f"ELASTICSEARCH_URL est donné, mais rien ne répond à {url}.")
    if answers(url):
        say("Elasticsearch est déjà en marche.")
    else:
        say(f"Démarrage d'Elasticsearch {VERSION}…")
        if docker_engine_answers():
            start_container()
        else:
            node().start()
        say("Elasticsearch est prêt.")
    print(f"ELASTICSEARCH_URL={url}")


def stop() -> None:
    stopped = node().stop()
    if not stopped and shutil.which("docker"):
        stopped = docker("rm", "--force", CONTAINER).stdout.strip() == CONTAINER
    say("Elasticsearch est arrêté." if stopped else "Elasticsearch n'était pas en marche.")


def status() -> None:
    running = answers(os.environ.get("ELASTICSEARCH_URL") or node().url)
    say("Elasticsearch est en marche." if running else "Elasticsearch n'est pas en marche.")
    sys.exit(0 if running else 1)


if __name__ == "__main__":
    actions = {"start": start, "stop": stop, "status": status}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    try:
        actions[sys.argv[1]]()
    except UnavailableError as error:
        sys.exit(str(error))
