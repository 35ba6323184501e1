"""A catalogue on a real Elasticsearch, on indexes of one's own, behind a front that can fail."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings

from cms_pages.models import PartnerSpacePage
from search.drain import drain
from search.production import Production, production
from search.replica import replica
from search.sync import sync
from tests.contract.outages import Front
from tests.search.world import make_home, make_space

pytestmark = pytest.mark.elasticsearch


class Wire(Front):
    """A front whose connections last as the client and the server wish."""

    def _serve(self, client: socket.socket) -> None:
        if self.mode != "forward":
            super()._serve(client)
            return
        assert self._target is not None
        with contextlib.suppress(OSError), socket.create_connection(self._target) as server:
            self._held.append(server)
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for part in iter(lambda: source.recv(65_536), b""):
                target.sendall(part)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass
class World:
    """The catalogue's space, its cluster, and the front between both."""

    space: PartnerSpacePage
    front: Front
    main: Production

    def stop(self) -> None:
        self.front.mode = 503
        self.front.break_connections()

    def start(self) -> None:
        self.front.mode = "forward"


@contextlib.contextmanager
def catalogue_on(*hosts: str, **told: Any) -> Iterator[tuple[PartnerSpacePage, Production]]:
    """A catalogue with one partner, on indexes that are deleted at the end."""
    settled = {
        **settings.ELASTICSEARCH,
        "hosts": hosts,
        "index": f"tests-{uuid4().hex[:10]}",
        "timeout": 5.0,
        **told,
    }
    with override_settings(ELASTICSEARCH=settled, SEARCH_DRAIN_WHEN_DUE=False):
        replica().forget()
        main = production()
        assert main
        space = make_space(make_home())
        drain()
        sync()
        main.breaker.answered()
        yield space, main
        main.indices.delete(*main.indices.all())
        main.engine.close()
        main.pusher.close()
    replica().forget()


@pytest.fixture
def world(committed_db: None, elasticsearch_url: str) -> Iterator[World]:
    address = urlsplit(elasticsearch_url)
    assert address.hostname
    assert address.port
    with (
        contextlib.closing(Wire((address.hostname, address.port))) as opened,
        catalogue_on(opened.url) as (space, main),
    ):
        yield World(space, opened, main)
        opened.mode = "forward"
