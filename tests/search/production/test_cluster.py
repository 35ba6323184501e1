"""Two nodes with passwords, TLS, shards and replicas: who is let in, and one of them is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from django.conf import settings
from django.test import override_settings
from elasticsearch import Elasticsearch

from scripts.elasticsearch_node import Node
from search.production import production
from search.replica import replica
from tests.search import world as w
from tests.search.production.asking import ask, run, titles
from tests.search.production.cluster import (
    PASSWORD,
    Catalogue,
    catalogue,
    result,
    running_nodes,
    wait_for,
)
from tests.search.production.conftest import catalogue_on

pytestmark = pytest.mark.elasticsearch

PAGES = 60
# What the account of a site needs of its cluster, and nothing else.
RIGHTS = {
    "cluster": ["monitor"],
    "indices": [{"names": ["tests-*"], "privileges": ["read", "write", "manage"]}],
}


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[Node]]:
    with running_nodes(2, secured=True) as started:
        yield started


@pytest.fixture(scope="module")
def root(nodes: list[Node]) -> Iterator[Elasticsearch]:
    """The cluster's own administrator."""
    told = access(nodes)
    with Elasticsearch(
        list(told["hosts"]), basic_auth=("elastic", PASSWORD), ca_certs=told["ca_certs"]
    ) as client:
        yield client


def access(nodes: list[Node], **told: Any) -> dict[str, Any]:
    """Settings that the cluster accepts, but for what is told."""
    account = {"user": "elastic", "password": PASSWORD, "ca_certs": str(nodes[0].authority)}
    return {"hosts": tuple(node.url for node in nodes), **account, **told}


def key(root: Elasticsearch, **rights: Any) -> str:
    made = root.security.create_api_key(name="bouquet", role_descriptors={"site": rights})
    return str(made["encoded"])


@pytest.mark.parametrize("way", ["password", "key"])
def test_who_is_known_builds_pushes_and_searches(
    committed_db: None, nodes: list[Node], root: Elasticsearch, way: str
) -> None:
    told = access(nodes, shards=2, replicas=1)
    if way == "key":
        told |= {"user": "", "password": "", "api_key": key(root, **RIGHTS)}
    hosts = told.pop("hosts")
    with catalogue_on(*hosts, **told) as (space, main):
        w.make_page(space, title="Rénover la toiture")
        code, said = run("search_rebuild")
        assert code == 0, said
        (index,) = main.indices.shown()
        sharing = root.indices.get_settings(index=index)[index]["settings"]["index"]
        assert (sharing["number_of_shards"], sharing["number_of_replicas"]) == ("2", "1")
        assert root.cluster.health(index=index, wait_for_status="green")["status"] == "green"
        w.make_page(space, title="Entretenir la toiture")
        found = ask("toiture")
        assert len(titles(found)) == 2
        assert (found["meta"]["engine"], found["meta"]["degraded"]) == ("elasticsearch", False)
        assert run("search_rebuild", "--rollback")[0] == 0
        for command in ("search_sync", "search_check", "search_status"):
            code, said = run(command)
            assert code == 0, said


def strangers(nodes: list[Node], root: Elasticsearch, folder: Path) -> dict[str, tuple[Any, str]]:
    """Settings that the cluster does not accept, and what must be said of them."""
    other = folder / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    nobody = {"user": "", "password": ""}
    reader = key(root, cluster=[], indices=[{"names": ["other-*"], "privileges": ["read"]}])
    account, certificate = "no such account or key", "its certificate cannot be trusted"
    plain = tuple(node.url.replace("https", "http") for node in nodes)
    return {
        "wrong password": ({"password": "wrong"}, account),
        "no account": (nobody, account),
        "unknown key": ({**nobody, "api_key": "aW52YWxpZDppbnZhbGlk"}, account),
        "key of others": ({**nobody, "api_key": reader}, "may not do this"),
        "no authority": ({"ca_certs": ""}, certificate),
        "other authority": ({"ca_certs": str(other)}, certificate),
        "no such file": ({"ca_certs": str(folder / "none.pem")}, certificate),
        "plain http": ({"hosts": plain, "ca_certs": ""}, "Elasticsearch"),
        "authority without TLS": ({"hosts": plain}, "settings at odds"),
    }


def test_who_is_not_let_in_learns_why_and_the_safety_net_answers(
    committed_db: None, nodes: list[Node], root: Elasticsearch, tmp_path: Path
) -> None:
    told = access(nodes)
    hosts = told.pop("hosts")
    with catalogue_on(*hosts, **told) as (space, _main):
        w.make_page(space, title="Rénover la toiture")
        for name, (changed, words) in strangers(nodes, root, tmp_path).items():
            with override_settings(ELASTICSEARCH={**settings.ELASTICSEARCH, **changed}):
                replica().forget()
                w.make_page(space, title=f"Publiée malgré tout, {name}")
                found = ask(name)
                assert found["meta"]["degraded"], name
                assert titles(found)[0].endswith(name)
                for command in ("search_status", "search_sync", "search_rebuild", "search_check"):
                    code, said = run(command)
                    assert code == 1, name
                    assert words in said, name
                    assert not {PASSWORD, changed.get("api_key") or PASSWORD} & set(said.split())
                refused = production()
                assert refused
                refused.engine.close()
                refused.pusher.close()
        replica().forget()
        assert run("search_sync")[0] == 0
        assert run("search_check")[0] == 0
        assert not ask("toiture")["meta"]["degraded"]


@pytest.fixture(scope="module")
def site(nodes: list[Node], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with catalogue(tmp_path_factory.mktemp("site"), nodes, PAGES) as made:
        yield made


@pytest.mark.parametrize("which", ["elected", "other"])
def test_a_node_is_killed_in_the_middle_of_searches_and_of_a_rebuild(
    site: Catalogue, nodes: list[Node], root: Elasticsearch, tmp_path: Path, which: str
) -> None:
    """Without the elected one, two nodes elect nobody: what is written waits for its return."""
    elected = root.cat.master(format="json")[0]["node"]
    (node,) = (
        node for node in nodes if (elected == f"bouquet-{node.port}") == (which == "elected")
    )
    searches = site.child("search", tmp_path / "stop", 0)
    wait_for(searches, "asked")
    rebuild = site.start("manage.py", "search_rebuild")
    wait_for(rebuild, "doc/s")
    node.kill()
    if which == "elected":
        node.start()
    said, _ = rebuild.communicate()
    told = which == "elected" and "CommandError: Elasticsearch: " in said
    assert rebuild.returncode == 0 or told, said
    if which == "other":
        # The one that was left has done all the work.
        node.start()
    commands = ("search_sync", "search_check", "search_rebuild", "search_check", "search_status")
    assert site.manage(*commands) == [0, 0, 0, 0, 0]
    (tmp_path / "stop").touch()
    seen = result(searches)
    assert seen["faults"] == []
    assert seen["back"] > 0
