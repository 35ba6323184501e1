"""The real Elasticsearch that development and tests use: fetched safely, started, stopped."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import elasticsearch_node
from scripts.elasticsearch_node import Node, UnavailableError
from tests import services


def test_an_archive_that_is_not_the_expected_one_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    archive.write_bytes(b"something else")
    with pytest.raises(UnavailableError, match="empreinte"):
        elasticsearch_node._check(archive)


def test_only_the_needed_folders_are_unpacked_and_only_inside(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    wanted = {"top/elasticsearch/lib/a.jar", "top/elasticsearch/config/jvm.options"}
    others = {"top/lib/b.jar", "top/elasticsearch/jdk/java", "top/elasticsearch/lib/../../../x"}
    with zipfile.ZipFile(archive, "w") as content:
        for name in wanted | others:
            content.writestr(name, "content")
    elasticsearch_node._unpack(archive, tmp_path / "out")
    found = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"archive.zip", "out/lib/a.jar", "out/config/jvm.options"}


def test_a_pid_that_was_given_to_another_program_is_not_ours(tmp_path: Path) -> None:
    node = Node(tmp_path, services.free_port())
    assert node.pid() is None
    node.pid_file.write_text("not a number", encoding="ascii")
    assert node.pid() is None
    node.pid_file.write_text(str(os.getpid()), encoding="ascii")
    assert node.pid() is None
    assert node.stop() is False
    assert not node.pid_file.exists()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own folder: its parents are closed to the user that the server runs as."""
    path = Path(tempfile.mkdtemp(prefix="bouquet-node-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.mark.elasticsearch
def test_a_node_with_a_password_starts_analyses_french_and_stops(folder: Path) -> None:
    services.elasticsearch_files()
    node = Node(folder, services.free_port(), password="not-a-secret")
    node.start()
    try:
        assert node.healthy()
        with pytest.raises(urllib.error.HTTPError, match="401") as refusal:
            urllib.request.urlopen(f"{node.url}/_cat/indices", timeout=10)
        refusal.value.close()
        body = json.dumps({"analyzer": "french", "text": "l'assainissement"}).encode()
        token = b64encode(b"elastic:not-a-secret").decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {token}"}
        request = urllib.request.Request(f"{node.url}/_analyze", body, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert [token["token"] for token in json.load(answer)["tokens"]] == ["asaini"]
    finally:
        assert node.stop()
    assert node.pid() is None
    assert not node.listens()
