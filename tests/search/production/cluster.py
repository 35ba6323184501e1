"""Elasticsearch nodes of one's own, to be killed, and a catalogue in processes of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import trustme

from scripts.elasticsearch_node import Node
from tests import services

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "not-a-secret"
HEAP = "320m"
SECONDS = 600


@contextmanager
def running_nodes(count: int = 1, secured: bool = False) -> Iterator[list[Node]]:
    """Nodes of one cluster, green; secured: with a password, and TLS between all."""
    services.elasticsearch_files()
    folder = Path(tempfile.mkdtemp(prefix="bouquet-nodes-"))
    folder.chmod(0o755)  # the servers may run as another user
    ports = [services.free_port() for _ in range(count)]
    nodes = [Node(folder / str(port), port, heap=HEAP) for port in ports]
    if count > 1:
        for node in nodes:
            node.settings |= {
                "discovery.type": None,
                "discovery.seed_hosts": [f"127.0.0.1:{port + 100}" for port in ports],
                "cluster.initial_master_nodes": [f"bouquet-{port}" for port in ports],
            }
    if secured:
        secure(nodes, folder)
    try:
        for node in nodes:
            node.launch()
        for node in nodes:
            node.wait()
        yield nodes
    finally:
        for node in nodes:
            node.stop()
        shutil.rmtree(folder)


def secure(nodes: list[Node], folder: Path) -> None:
    """A password, and certificates of an authority of our own for HTTP and between nodes."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    for node in nodes:
        # The server reads no file outside of its configuration.
        conf = node.folder / "config"
        conf.mkdir(parents=True)
        shown = authority.issue_cert("127.0.0.1", "localhost")
        shown.private_key_pem.write_to_path(conf / "key.pem")
        shown.cert_chain_pems[0].write_to_path(conf / "certificate.pem")
        authority.cert_pem.write_to_path(conf / "ca.pem")
        node.password, node.authority = PASSWORD, folder / "ca.pem"
        for layer in ("http", "transport"):
            node.settings |= {
                f"xpack.security.{layer}.ssl.enabled": True,
                f"xpack.security.{layer}.ssl.key": str(conf / "key.pem"),
                f"xpack.security.{layer}.ssl.certificate": str(conf / "certificate.pem"),
                f"xpack.security.{layer}.ssl.certificate_authorities": [str(conf / "ca.pem")],
            }


@dataclass
class Catalogue:
    """A database, and the processes that use it with a cluster."""

    var: Path
    variables: dict[str, str]
    children: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *command: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-u", *command],
            cwd=ROOT,
            env={**os.environ, "BOUQUET_VAR": str(self.var), **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.children.append(child)
        return child

    def child(self, *arguments: object) -> subprocess.Popen[str]:
        """One of the commands of our ``child`` module."""
        return self.start("-m", "tests.search.production.child", *map(str, arguments))

    def manage(self, *commands: str) -> list[int]:
        """The exit codes of some of the project's commands, run one after the other."""
        codes, said = result(self.child("manage", *commands))
        print(said)  # shown when the test fails
        return list(codes)

    def end(self) -> None:
        for process in self.children:
            if process.poll() is None:
                process.kill()
                process.communicate()


def result(process: subprocess.Popen[str]) -> Any:
    """What a child answers in the end."""
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said[-3000:]
    return json.loads(said.splitlines()[-1])


def wait_for(process: subprocess.Popen[str], text: str) -> None:
    """Read what a process says until it says this."""
    assert process.stdout
    said = []
    for line in process.stdout:
        if text in line:
            return
        said.append(line)
    raise AssertionError(f"« {text} » was never said: {''.join(said[-50:])}")


@contextmanager
def catalogue(folder: Path, nodes: list[Node], pages: int) -> Iterator[Catalogue]:
    """A catalogue with one partner and so many drafts, up to date on these nodes."""
    variables = {
        "ELASTICSEARCH_URL": ",".join(node.url for node in nodes),
        "ELASTICSEARCH_INDEX": f"tests-{uuid4().hex[:10]}",
        "ELASTICSEARCH_TIMEOUT": "2",
        "ELASTICSEARCH_REPLICAS": str(len(nodes) - 1),
    }
    if nodes[0].authority:
        variables |= {
            "ELASTICSEARCH_SHARDS": "2",
            "ELASTICSEARCH_USER": "elastic",
            "ELASTICSEARCH_PASSWORD": PASSWORD,
            "ELASTICSEARCH_CA_CERTS": str(nodes[0].authority),
        }
    made = Catalogue(folder, variables)
    try:
        assert result(made.child("prepare", pages)) == [0, 0]
        yield made
    finally:
        made.end()
