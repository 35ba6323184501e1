"""What is particular to the embedded engine: threads, forks, panics, versions, vocabulary."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.engines.base import EngineUnavailable
from search.engines.embedded.engine import EmbeddedEngine
from search.query import AnyOf, SearchQuery, TermsCount
from search.text.plan import plan
from tests.contract.corpus import CORPUS, sheet


def fed(documents: list[dict], version: int = 1) -> EmbeddedEngine:
    engine = EmbeddedEngine()
    engine.apply([(document["id"], version, document) for document in documents], version)
    return engine


def test_before_any_document() -> None:
    engine = EmbeddedEngine()
    result = engine.search(SearchQuery(facets=(TermsCount("kind", "kind"),)))
    assert (result.total, result.hits, result.counts, engine.version()) == (0, (), {"kind": {}}, 0)
    assert engine.similar(CORPUS[0], AnyOf("kind", ("aid",)), 3) == ()
    assert engine.vocabulary() == {}


def test_vocabulary_keeps_accents_and_respects_what_may_be_seen() -> None:
    engine = fed([sheet(1, "École communale", kind=["a"]), sheet(2, "École privée", kind=["b"])])
    assert engine.vocabulary("éc") == {"école": 2}
    assert engine.vocabulary(base=AnyOf("kind", ("b",))) == {"école": 1, "privée": 1}
    assert engine.vocabulary(limit=1) == {"école": 2}


def test_threads_search_while_others_apply() -> None:
    """Hits, counts and totals of one answer agree, whatever is applied meanwhile."""
    engine = fed([sheet(number, "Voirie", kind=["aid"]) for number in range(1, 101)])
    stop = threading.Event()
    query = SearchQuery(text=plan("voirie"), facets=(TermsCount("kind", "kind"),), limit=500)

    def search() -> int:
        number = 0
        while not stop.is_set():
            result = engine.search(query)
            assert len(result.hits) == result.total == result.counts["kind"]["aid"]
            assert len({page_id for page_id, _ in result.hits}) == result.total
            number += 1
        return number

    with ThreadPoolExecutor(6) as pool:
        searches = [pool.submit(search) for _ in range(4)]
        try:
            for version in range(2, 40):
                changed = sheet(version % 7 + 1, "Voirie", kind=["aid"], published=version)
                added = sheet(100 + version, "Voirie", kind=["aid"])
                writes = [
                    pool.submit(engine.apply, [(made["id"], version, made)], version)
                    for made in (changed, added)
                ]
                for write in writes:
                    write.result()
        finally:
            stop.set()
        assert all(search.result() for search in searches)
    assert engine.version() == 39


def test_a_forked_child_starts_again_and_ends() -> None:
    engine = fed(CORPUS)
    child = os.fork()
    if not child:
        try:
            assert engine.version() == 0
            assert engine.search(SearchQuery(text=plan("voirie"))).total == 1
            engine.apply([(1, 9, sheet(1, "Eau"))], 9)
            assert engine.version() == 9
            assert engine.search(SearchQuery()).total == 1
            os._exit(0)
        except BaseException:
            os._exit(1)
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            assert os.waitstatus_to_exitcode(status) == 0
            break
        time.sleep(0.02)
    else:
        os.kill(child, signal.SIGKILL)
        pytest.fail("the child hangs")
    assert engine.search(SearchQuery()).total == len(CORPUS)


class PanicException(BaseException):
    """Named as what tantivy raises when Rust panics."""


def test_a_panic_while_writing_keeps_the_last_view_and_asks_for_a_new_feed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = fed(CORPUS, version=4)

    def panic(*_: object) -> None:
        raise PanicException("out of memory")

    with monkeypatch.context() as patch:
        patch.setattr("search.engines.embedded.engine.to_tantivy", panic)
        with pytest.raises(EngineUnavailable):
            engine.apply([(1, 5, CORPUS[0])], 5)
    assert engine.search(SearchQuery()).total == len(CORPUS)
    assert engine.version() == 0
    engine.apply([(1, 5, CORPUS[0])], 5)
    assert (engine.version(), engine.search(SearchQuery()).total) == (5, 1)


def test_half_a_batch_is_never_seen() -> None:
    engine = fed(CORPUS, version=4)
    with pytest.raises(ValueError, match="out of range"):
        engine.apply([(1, 5, None), (2**40, 5, sheet(2**40, "Eau"))], 5)
    assert engine.search(SearchQuery()).total == len(CORPUS)
    assert engine.version() == 0
    engine.apply([(d["id"], 6, d) for d in CORPUS], 6)
    assert engine.search(SearchQuery()).total == len(CORPUS)
