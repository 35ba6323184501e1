"""Clients of a cluster: one that answers searches within a bound, one that may take its time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    BadRequestError,
    Elasticsearch,
    SSLError,
    TransportError,
)

from search.engines.base import EngineRefused, EngineUnavailable


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the cluster is and how to be let in. No secret shows in its representation."""

    hosts: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_certs: str = ""
    # How long a search may take in all, however slowly a server answers.
    timeout: float = 1.0
    # How long a write or an administration request may take.
    patience: float = 30.0


class Clients:
    """The connections of one process: neither sockets nor threads outlive a fork."""

    def __init__(self, cluster: Cluster) -> None:
        self.pid = os.getpid()
        self.bounded = Bounded(cluster.timeout)
        several = len(cluster.hosts) > 1
        # For searches: gives up soon. With several hosts, the next one is tried once.
        self.reading = Elasticsearch(
            list(cluster.hosts),
            request_timeout=cluster.timeout / 2 if several else cluster.timeout,
            max_retries=1 if several else 0,
            retry_on_timeout=several,
            **_access(cluster),
        )
        # For writes and administration: slower, and it tries again; but a server that was
        # silent for so long is not waited for once more, another one is.
        self.writing = Elasticsearch(
            list(cluster.hosts),
            request_timeout=cluster.patience,
            max_retries=3,
            retry_on_timeout=several,
            # 500 too: so answers a cluster whose node has just died. Writes have versions, and an
            # index its own name: asked twice, nothing is done twice.
            retry_on_status=(429, 500, 502, 503, 504),
            **_access(cluster),
        )

    def close(self) -> None:
        """Let go of connections and threads."""
        self.bounded.close()
        self.reading.close()
        self.writing.close()


def _access(cluster: Cluster) -> dict[str, Any]:
    access: dict[str, Any] = {}
    if cluster.api_key:
        access["api_key"] = cluster.api_key
    elif cluster.user:
        access["basic_auth"] = (cluster.user, cluster.password)
    if cluster.ca_certs:
        access["ca_certs"] = cluster.ca_certs
    return access


Answer = TypeVar("Answer")


class Bounded:
    """Runs requests that must end within a time, whatever the server does.

    The client's own timeout is between two reads: a server that answers one byte at a time would
    hold it for ever.
    """

    def __init__(self, seconds: float, threads: int = 16) -> None:
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="elasticsearch")

    def close(self) -> None:
        """Let the threads end; those that wait for a server end when it answers."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def __call__(self, request: Callable[[], Answer], seconds: float | None = None) -> Answer:
        future = self._pool.submit(request)
        try:
            with as_unavailable():
                return future.result(timeout=self._seconds if seconds is None else seconds)
        except Late as error:
            future.cancel()
            raise EngineUnavailable("Elasticsearch did not answer in time") from error


REFUSALS: dict[type[Exception], str] = {
    AuthenticationException: (
        "it knows no such account or key "
        "(ELASTICSEARCH_USER and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY)"
    ),
    AuthorizationException: "the account or key may not do this",
    SSLError: "its certificate cannot be trusted (ELASTICSEARCH_CA_CERTS)",
}
"""What to look at when it is no outage that keeps us out."""


def unavailable(error: ApiError | TransportError) -> EngineUnavailable:
    """What an error of the client means for us, in words that help."""
    if isinstance(error, BadRequestError):
        return EngineRefused(f"Elasticsearch: {error}")
    advice = f"{REFUSALS[type(error)]}: " if type(error) in REFUSALS else ""
    return EngineUnavailable(f"Elasticsearch: {advice}{error}")


@contextmanager
def as_unavailable(*but: type[Exception]) -> Iterator[None]:
    """Errors of the client become ours, except some."""
    try:
        yield
    except but:
        raise
    except (ApiError, TransportError) as error:
        raise unavailable(error) from error
