"""The Elasticsearch engine: one request a search, writes by version."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import scan, streaming_bulk

from search.engines.base import EngineUnavailable, IndexDocument
from search.engines.elasticsearch import result
from search.engines.elasticsearch.body import Json, known_body, like_body, search_body, sort_keys
from search.engines.elasticsearch.client import Clients, Cluster, as_unavailable
from search.engines.elasticsearch.indices import door
from search.engines.elasticsearch.schema import to_source
from search.query import All, Clause, Ids, Not, SearchQuery, SearchResult
from search.text.plan import like

Change = tuple[int, int, IndexDocument | None]

# Holds the version that the index has reached; a tombstone, so that no search finds it.
CHECKPOINT = "checkpoint"
_CHUNK = 500
# A lower version than the one the index holds: someone else was faster.
_CONFLICT = 409


class NoIndex(EngineUnavailable):
    """The alias points at no index: one is to be built."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far an index has come: the version, the drain that wrote it and the key of its row."""

    index: str
    version: int = 0
    token: str = ""
    last: str = ""


class ElasticsearchEngine:
    """One alias of a cluster."""

    name = "elasticsearch"

    def __init__(self, cluster: Cluster, alias: str) -> None:
        self.alias = alias
        self._cluster = cluster
        self._clients: Clients | None = None

    @property
    def clients(self) -> Clients:
        """The connections of this process, made when first used."""
        if self._clients is None or self._clients.pid != os.getpid():
            try:
                self._clients = Clients(self._cluster)
            except ValueError as error:
                raise EngineUnavailable(f"Elasticsearch: settings at odds: {error}") from error
        return self._clients

    @property
    def writing(self) -> Elasticsearch:
        """The client for writes and administration."""
        return self.clients.writing

    def search(self, query: SearchQuery) -> SearchResult:
        """One request. When the words as typed find nothing, a few more relax them."""
        answer = self._ask(search_body(query))
        if query.text is None or result.seen(answer):
            return self._result(query, answer)
        known = result.known(self._ask(known_body(query.text, query.base)))
        for reading in query.text.relaxed(known):
            closer = replace(query, text=reading)
            relaxed = self._ask(search_body(closer))
            if result.seen(relaxed):
                return replace(self._result(closer, relaxed), relaxed=True)
        return self._result(query, answer)

    def similar(self, document: IndexDocument, base: Clause, limit: int) -> tuple[int, ...]:
        """Ids of the closest documents that match ``base``, closest first."""
        others = All((base, Not(Ids((int(document["id"]),)))))
        body = like_body(like(document), others, limit)
        if body is None or limit <= 0:
            return ()
        return tuple(page_id for page_id, _ in result.hits(self._ask(body), scored=True))

    def apply(self, changes: Iterable[Change], version: int) -> None:
        """Write the changes by version, then the checkpoint. An older write changes nothing."""
        with as_unavailable():
            written = self._write(_action(change) for change in changes)
            marked = self._write([_checkpoint(Checkpoint("", version))])
            if written + marked:
                self.writing.indices.refresh(index=self.alias)

    def write(self, changes: Iterable[Change], index: str) -> int:
        """Write changes by version into one index, shown or not, which must be there."""
        with as_unavailable():
            return self._write((_action(change) for change in changes), door(index))

    def advance(self, reached: Checkpoint) -> None:
        """All up to this version is in the index: say so, and let searches find it."""
        with as_unavailable():
            self._write([_checkpoint(reached)], door(reached.index))
            self.writing.indices.refresh(index=reached.index)

    def checkpoint(self, index: str | None = None) -> Checkpoint:
        """How far an index has come; by default the one the alias shows."""
        try:
            with as_unavailable(NotFoundError):
                found = self.writing.get(index=index or self.alias, id=CHECKPOINT)
        except NotFoundError as error:
            body = error.body if isinstance(error.body, dict) else {}
            if "_index" not in body:
                raise NoIndex(f"Elasticsearch: no index « {index or self.alias} »") from error
            return Checkpoint(body["_index"])
        source = found["_source"]
        return Checkpoint(
            found["_index"], source["version"], source.get("token", ""), source.get("last", "")
        )

    def held(self, index: str, full: bool = False) -> Iterator[tuple[int, Json]]:
        """Every public document of an index: its id, and its source or its version alone."""
        with as_unavailable():
            for hit in scan(
                self.writing,
                query={
                    "query": {"term": {"removed": False}},
                    "_source": True if full else ["version"],
                },
                index=index,
                size=1_000,
            ):
                yield int(hit["_id"]), hit["_source"]

    def version(self) -> int:
        """The checkpoint; 0 when the index is empty or is not there."""
        try:
            with as_unavailable(NotFoundError):
                found = self.writing.get(index=self.alias, id=CHECKPOINT, source_includes="version")
        except NotFoundError:
            return 0
        return int(found["_source"]["version"])

    def close(self) -> None:
        """Let go of connections and threads."""
        if self._clients is not None:
            self._clients.close()
            self._clients = None

    def _result(self, query: SearchQuery, answer: Json) -> SearchResult:
        scored = query.text is not None and any(key.field == "score" for key in sort_keys(query))
        if query.first is not None and scored:
            hits = self._hits_first(query, query.first)
        else:
            hits = result.hits(answer, scored)
        return SearchResult(
            hits,
            result.total(answer),
            result.counts(answer, query.facets),
            reading=query.text,
            engine=self.name,
        )

    def _hits_first(self, query: SearchQuery, first: Clause) -> tuple[tuple[int, float], ...]:
        """Hits by score, those that match ``first`` before the others: two more requests.

        No order of the product asks for it: what has dates comes first under orders by date.
        """
        leading = replace(query, base=All((query.base, first)), first=None, facets=())
        answer = self._ask(search_body(leading))
        hits = result.hits(answer, scored=True)
        if len(hits) < query.limit:
            others = replace(
                leading,
                base=All((query.base, Not(first))),
                offset=max(0, query.offset - result.total(answer)),
                limit=query.limit - len(hits),
            )
            hits += result.hits(self._ask(search_body(others)), scored=True)
        return hits

    def _ask(self, body: Json) -> Json:
        clients = self.clients

        def request() -> Json:
            answer = clients.reading.search(
                index=self.alias, body=body, allow_partial_search_results=False
            )
            return dict(answer.body)

        return clients.bounded(request)

    def _write(self, actions: Iterable[Json], target: str | None = None) -> int:
        """How many of the actions changed the index."""
        changed = 0
        for done, item in streaming_bulk(
            self.writing,
            actions,
            index=target or self.alias,
            chunk_size=_CHUNK,
            raise_on_error=False,
            max_retries=2,
            require_alias=True,
        ):
            changed += done
            outcome: dict[str, Any] = item["index"]
            if not done and outcome["status"] != _CONFLICT:
                raise EngineUnavailable(f"Elasticsearch refused a write: {outcome.get('error')}")
        return changed


def _action(change: Change) -> Json:
    page_id, version, document = change
    return {
        "_op_type": "index",
        "_id": str(page_id),
        # Not a delete: what is deleted may be made again by a late write of the same version.
        "_source": to_source(page_id, version, document),
        "version": version,
        "version_type": "external_gte",
    }


def _checkpoint(reached: Checkpoint) -> Json:
    history = {"token": reached.token, "last": reached.last}
    return {
        "_op_type": "index",
        "_id": CHECKPOINT,
        "_source": {"version": reached.version, "removed": True, **history},
        "version": reached.version,
        "version_type": "external_gte",
    }
