"""The indexes behind an alias: made apart, then shown all at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.engines.elasticsearch.schema import index_body

_NAME = re.compile(r"(?P<alias>(?P<site>.+)-[0-9a-f]{8})-[0-9]{14}-[0-9a-f]{6}")

COPIES_WAIT = "15s"
"""How long a new index waits for its replicas; less than a client waits for an answer."""


def door(index: str) -> str:
    """The alias of one index alone, through which it is written.

    A write that demands an alias never makes an index: one that was deleted stays so.
    """
    return f"{index}.door"


class Indices:
    """The indexes of one alias."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self.client = client
        self.alias = alias

    def create(
        self, shards: int = 1, replicas: int = 0, shown: bool = False, refreshed: bool = True
    ) -> str:
        """A new empty index, that nothing shows yet unless ``shown``; its name tells its age.

        Not ``refreshed``, it fills faster: searches see nothing of it until its interval is set.
        """
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        name = f"{self.alias}-{moment}-{uuid4().hex[:6]}"
        aliases: dict[str, Any] = {door(name): {}}
        body = index_body(shards, replicas)
        if not refreshed:
            body["settings"]["refresh_interval"] = "-1"
        if shown:
            aliases[self.alias] = {}
        try:
            # With all its copies, where there are nodes for them: one that dies loses nothing.
            self.client.indices.create(
                index=name,
                aliases=aliases,
                wait_for_active_shards="all",
                timeout=COPIES_WAIT,
                **body,
            )
        except BadRequestError as error:
            # Nobody else has this name: a first attempt was heard and its answer lost.
            if error.error != "resource_already_exists_exception":
                raise
        return name

    def show(self, name: str) -> None:
        """Point the alias at this index only, in one step."""
        # By pattern: whichever index another process has shown meanwhile.
        taken = {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}
        self.client.indices.update_aliases(
            actions=[{"remove": taken}, {"add": {"index": name, "alias": self.alias}}]
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

    def other_schemas(self) -> list[Indices]:
        """The indexes of the same site that other releases read, each under its own alias."""
        site = self.alias.rpartition("-")[0]
        found = self.client.indices.get_alias(index=f"{site}-*").body
        # The pattern also finds those of a site whose name begins as ours does.
        ours = [match for match in map(_NAME.fullmatch, found) if match and match["site"] == site]
        aliases = {match["alias"] for match in ours} - {self.alias}
        return [Indices(self.client, alias) for alias in sorted(aliases)]

    def schema_of(self, name: str) -> str:
        """The hash of the schema an index was made with; empty when it tells none."""
        mappings = self.client.indices.get_mapping(index=name).body[name]["mappings"]
        return str(mappings.get("_meta", {}).get("schema", ""))

    def finish(self, name: str) -> None:
        """Remember that an index was whole when it was first shown."""
        mapping = self.client.indices.get_mapping(index=name).body[name]["mappings"]
        meta = {**mapping.get("_meta", {}), "finished": datetime.now(UTC).isoformat()}
        self.client.indices.put_mapping(index=name, meta=meta)

    def finished(self) -> list[str]:
        """The indexes that were whole once, the oldest first; others are in the making."""
        found = self.client.indices.get_mapping(index=f"{self.alias}-*").body
        ages = {
            name: moment
            for name, body in found.items()
            if (moment := body["mappings"].get("_meta", {}).get("finished"))
        }
        return sorted(ages, key=lambda name: ages[name])

    def created(self, name: str) -> datetime:
        """When an index was made, as its name tells."""
        moment = name.removeprefix(f"{self.alias}-").split("-")[0]
        return datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    def delete(self, *names: str) -> None:
        """Delete indexes; those that are gone already count as deleted."""
        if names:
            self.client.indices.delete(index=",".join(names), ignore_unavailable=True)
