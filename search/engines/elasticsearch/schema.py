"""Settings and mapping of an index, and a document in them, declared with elasticsearch-dsl."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from elasticsearch_dsl import Boolean, Index, Keyword, Long, Text, analyzer, token_filter
from elasticsearch_dsl import Mapping as Fields

from search.engines.fields import INTEGERS, KEYWORDS, SORT_TITLE, TEXTS, number, values
from search.text.analysis import field_text
from search.text.french import ARTICLES, STOP_WORDS

# Further than the 100,000th result of the API, last page included.
MAX_RESULT_WINDOW = 110_000
# In bytes, Lucene's longest term is 32,766; four bytes a character at most.
_LONGEST_KEYWORD = 8_191

# The words of all text fields: to count, or to accept close spellings, the field does not matter.
ALL_TEXT = "all"

_elision = token_filter("fr_elision", "elision", articles=list(ARTICLES), articles_case=True)
# Our own list, the same for both engines: their built-in ones differ.
_stop = token_filter("fr_stop", "stop", stopwords=list(STOP_WORDS))
_stem = token_filter("fr_stem", "stemmer", language="french")
STEMMED = analyzer(
    "fr", tokenizer="standard", filter=[_elision, "lowercase", _stop, _stem, "asciifolding"]
)
EXACT = analyzer(
    "fr_exact", tokenizer="standard", filter=[_elision, "lowercase", _stop, "asciifolding"]
)


def exact(field: str) -> str:
    """The name of a text field's unstemmed twin."""
    return f"{field}.exact"


def index_body(shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """What an index is created with."""
    index = Index("catalogue")
    index.settings(
        number_of_shards=shards,
        number_of_replicas=replicas,
        max_result_window=MAX_RESULT_WINDOW,
    )
    index.mapping(_fields())
    body: dict[str, Any] = index.to_dict()
    body["mappings"]["_meta"] = {"schema": schema_hash(body["mappings"], body["settings"])}
    return body


def schema_hash(mappings: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """What changes when documents must be indexed again: fields and analysis, not shards."""
    meant = [mappings["properties"], settings["analysis"]]
    return hashlib.sha256(json.dumps(meant, sort_keys=True).encode()).hexdigest()[:16]


def _fields() -> Fields:
    fields = Fields()
    fields.meta("dynamic", "strict")
    fields.field("id", Long())
    fields.field("version", Long())
    # What was public stays as a tombstone: a late write of an older version must find it.
    fields.field("removed", Boolean())
    # Of the checkpoint alone: the drain and the row of its version, to tell histories apart.
    for name in ("token", "last"):
        fields.field(name, Keyword(index=False, doc_values=False))
    for name in TEXTS:
        twin = Text(analyzer=EXACT)
        fields.field(name, Text(analyzer=STEMMED, fields={"exact": twin}, copy_to=ALL_TEXT))
    fields.field(
        ALL_TEXT,
        Text(
            analyzer=STEMMED,
            norms=False,
            index_options="docs",
            fields={"exact": Text(analyzer=EXACT, norms=False, index_options="docs")},
        ),
    )
    for name in KEYWORDS:
        fields.field(name, Keyword(ignore_above=_LONGEST_KEYWORD))
    fields.field(SORT_TITLE, Keyword(ignore_above=_LONGEST_KEYWORD))
    for name in INTEGERS:
        fields.field(name, Long())
    return fields


def to_source(page_id: int, version: int, document: Mapping[str, Any] | None) -> dict[str, Any]:
    """A document as it is indexed; a tombstone when there is none."""
    source: dict[str, Any] = {"id": page_id, "version": version, "removed": document is None}
    if document is None:
        return source
    for field in TEXTS:
        if text := field_text(document.get(field)):
            source[field] = text
    for field in KEYWORDS:
        if held := values(document, field):
            source[field] = held
    for field in INTEGERS:
        if (value := number(document, field)) is not None:
            source[field] = value
    if (title := document.get(SORT_TITLE)) is not None:
        source[SORT_TITLE] = title[:_LONGEST_KEYWORD]
    return source


def current_schema() -> str:
    """The hash of the schema that this code expects of an index."""
    return str(index_body()["mappings"]["_meta"]["schema"])
