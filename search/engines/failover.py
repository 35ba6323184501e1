"""A safety net: when the main engine does not answer, the other one does, and says so."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from search.engines.base import Engine, EngineRefused, EngineUnavailable, IndexDocument
from search.engines.embedded.engine import EmbeddedEngine
from search.query import Clause, SearchQuery, SearchResult

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Breaker:
    """Remembers that an engine is down, and finds out in the background when it is back.

    It opens at the first failure, so that one request at most waits in vain in each thread.
    """

    def __init__(
        self,
        pause: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        report: Callable[[bool], None] = lambda up: None,
    ) -> None:
        self._pause = pause
        self._clock = clock
        # Told whether the engine is up: now, and whenever it is found out.
        self._report = report
        report(True)
        self._lock = threading.Lock()
        self._next_probe: float | None = None
        self.probing = False

    @property
    def is_open(self) -> bool:
        """Whether the engine is taken to be down."""
        return self._next_probe is not None

    def failed(self, error: Exception) -> None:
        """The engine did not answer."""
        with self._lock:
            if self._next_probe is None:
                logger.warning("The search engine is down, the safety net answers: %s", error)
            self._next_probe = self._clock() + self._pause
            self._report(False)

    def answered(self) -> None:
        """The engine is there."""
        with self._lock:
            if self._next_probe is not None:
                logger.warning("The search engine is back")
            self._next_probe = None
            self._report(True)

    def probe(self, ask: Callable[[], object]) -> None:
        """If it is time, ask the engine something, in a thread of its own: nobody waits."""
        with self._lock:
            due = self._next_probe is not None and self._clock() >= self._next_probe
            if not due or self.probing:
                return
            self.probing = True
        threading.Thread(target=self._probe, args=(ask,), name="search-probe", daemon=True).start()

    def _probe(self, ask: Callable[[], object]) -> None:
        try:
            ask()
        except EngineRefused:
            self.answered()
        except Exception as error:
            self.failed(error)
        else:
            self.answered()
        finally:
            self.probing = False


class FailoverEngine:
    """The main engine while it answers, the embedded one meanwhile.

    Each is fed by its own way: the embedded one by every process, from the rows (``apply``); the
    main one by the synchronisation.
    """

    def __init__(
        self,
        main: Engine,
        safety: EmbeddedEngine,
        breaker: Breaker,
        probe: Callable[[], object] | None = None,
    ) -> None:
        self.main = main
        # What must succeed, while the engine is down, to believe that it is back.
        self.probe = probe or (lambda: main.search(SearchQuery(limit=0)))
        self.safety = safety
        self.breaker = breaker

    @property
    def name(self) -> str:
        """The engine that would answer now."""
        return self.safety.name if self.breaker.is_open else self.main.name

    @property
    def degraded(self) -> bool:
        """Whether the safety net would answer now."""
        return self.breaker.is_open

    def search(self, query: SearchQuery) -> SearchResult:
        """What the main engine finds, or the safety net, marked as degraded."""
        found = self._try(lambda: self.main.search(query))
        return replace(self.safety.search(query), degraded=True) if found is None else found

    def similar(self, document: IndexDocument, base: Clause, limit: int) -> tuple[int, ...]:
        """Ids of the closest documents."""
        found = self._try(lambda: self.main.similar(document, base, limit))
        return self.safety.similar(document, base, limit) if found is None else found

    def apply(self, changes: Iterable[tuple[int, int, IndexDocument | None]], version: int) -> None:
        """Feed the embedded engine."""
        self.safety.apply(changes, version)

    def version(self) -> int:
        """The version that the embedded engine has reached."""
        return self.safety.version()

    def vocabulary(
        self, prefix: str = "", base: Clause | None = None, limit: int | None = None
    ) -> dict[str, int]:
        """Words as written, from the embedded engine: it holds the same documents."""
        return self.safety.vocabulary(prefix, base, limit)

    def _try(self, ask: Callable[[], Answer]) -> Answer | None:
        """What the main engine answers; None when it is down or refuses."""
        if self.breaker.is_open:
            self.breaker.probe(self.probe)
            return None
        try:
            answer = ask()
        except EngineRefused as error:
            logger.warning("The search engine refused a request: %s", error)
            return None
        except EngineUnavailable as error:
            self.breaker.failed(error)
            return None
        return answer
