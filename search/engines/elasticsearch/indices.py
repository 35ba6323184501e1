"""The indexes behind an alias: made apart, then shown all at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.elasticsearch.schema import index_body


class Indices:
    """The indexes of one alias."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self.client = client
        self.alias = alias

    def create(self, shards: int = 1, replicas: int = 0, shown: bool = False) -> str:
        """A new empty index, that nothing shows yet unless ``shown``; its name tells its age."""
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        name = f"{self.alias}-{moment}-{uuid4().hex[:6]}"
        aliases: dict[str, Any] = {self.alias: {}} if shown else {}
        self.client.indices.create(index=name, aliases=aliases, **index_body(shards, replicas))
        return name

    def show(self, name: str) -> None:
        """Point the alias at this index only, in one step."""
        removed = [{"remove": {"index": shown, "alias": self.alias}} for shown in self.shown()]
        self.client.indices.update_aliases(
            actions=[*removed, {"add": {"index": name, "alias": self.alias}}]
        )

    def shown(self) -> list[str]:
        """The indexes that the alias points at: one, or none."""
        try:
            return sorted(self.client.indices.get_alias(name=self.alias).body)
        except NotFoundError:
            return []

    def all(self) -> list[str]:
        """Every index made for the alias, oldest first."""
        found = self.client.indices.get(index=f"{self.alias}-*", expand_wildcards="open")
        return sorted(found.body)

    def schema_of(self, name: str) -> str:
        """The hash of the schema an index was made with; empty when it tells none."""
        mappings = self.client.indices.get_mapping(index=name).body[name]["mappings"]
        return str(mappings.get("_meta", {}).get("schema", ""))

    def delete(self, *names: str) -> None:
        """Delete indexes; those that are gone already count as deleted."""
        if names:
            self.client.indices.delete(index=",".join(names), ignore_unavailable=True)
