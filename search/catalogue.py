"""What the API asks of the catalogue. A read takes one query for freshness and one engine call.

shot = snapshot()                     # snapshot("offer", "diagnostic") to read an item in full
answer = shot.search(SearchRequest(q="toiture", filters={"domain": ("energie-climat",)}), now)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from django.db import close_old_connections

from backend.territories.directory import directory, refresh_directory
from search import suggestions
from search.answers import Address, Answer, FacetValue, Hit, SearchRequest, Suggestion
from search.facets import FACETS, Value
from search.listing import Verdicts, build_query, facet_answers, facet_values, visible
from search.metrics import searched
from search.moment import Moment
from search.pruning import without_references
from search.query import SearchQuery, SearchResult, TermsCount
from search.replica import Entry, Replica, State, replica
from search.status import status_of
from search.text.highlight import highlights
from search.text.plan import TextPlan, plan
from search.text.spelling import Speller
from search.verdicts import judge_all

if TYPE_CHECKING:
    from backend.territories.directory import Profile
    from search.engines.base import Engine

__all__ = [
    "Address",
    "Answer",
    "Hit",
    "SearchRequest",
    "Snapshot",
    "Suggestion",
    "snapshot",
    "warm",
]

logger = logging.getLogger(__name__)

SIMILAR_MOST = 50
_asked: dict[str, str] = {}


def snapshot(kind: str | None = None, address: str | int | None = None) -> Snapshot:
    """The catalogue as of now, in one query; with one item in full when its address is given."""
    source = replica()
    page_id = address if isinstance(address, int) else None
    if kind and isinstance(address, str):
        page_id = source.page_at(kind, address)
    state, rows = source.refresh(page_id)
    if state.territories_stamp != _asked.get("stamp"):
        # Once a stamp, even if the tables of territories are by now beyond it.
        refresh_directory(state.territories_stamp)
        _asked["stamp"] = state.territories_stamp
    return Snapshot(state, rows, source)


def warm() -> None:
    """Read the catalogue and the territories ahead of the first request of a process."""
    try:
        snapshot()
        directory().warm()
    except Exception:
        logger.exception("The catalogue could not be read ahead; the first request will try again")
    finally:
        close_old_connections()


class Snapshot:
    """The catalogue at the version a request started with."""

    def __init__(self, state: State, rows: Iterable[Mapping[str, Any]], source: Replica) -> None:
        self.catalogue = state
        self._rows = {row["page_id"]: row for row in rows if "detail" in row}
        self._replica = source

    @property
    def version(self) -> int:
        return self.catalogue.version

    @property
    def engine(self) -> Engine:
        return self._replica.engine

    # -- validity ----------------------------------------------------------------------------------

    def state(self, now: datetime) -> tuple[object, ...]:
        """All that answers to one same request depend on: equal states, equal answers."""
        moment = Moment(now)
        passed = self.catalogue.passed(moment.seconds)
        return (self.version, self.catalogue.token, moment.today.isoformat(), passed)

    def changes_after(self, now: datetime) -> float | None:
        """The seconds until something appears or disappears by itself; None if nothing will."""
        boundary = self.catalogue.next_boundary(int(now.timestamp()))
        return None if boundary is None else boundary - now.timestamp()

    # -- lists -------------------------------------------------------------------------------------

    def search(self, request: SearchRequest, now: datetime) -> Answer:
        moment = Moment(now)
        text = plan(request.q, self.catalogue.synonyms) if request.q else None
        verdicts = judge_all(self.catalogue, request.profile) if request.profile else None
        result = self._ask(build_query(request, text, verdicts, moment))
        found = (self.catalogue.entries.get(pk) for pk, _score in result.hits)
        missed = text is not None and (result.relaxed or not result.total)
        return Answer(
            count=result.total,
            hits=tuple(
                self._hit(entry, moment, verdicts, result.reading) for entry in found if entry
            ),
            facets=facet_answers(self.catalogue, request, result.counts, moment),
            engine=result.engine,
            degraded=result.degraded,
            version=self.version,
            relaxed=result.relaxed,
            did_you_mean=self._did_you_mean(request.q, moment) if missed else None,
        )

    def _ask(self, query: SearchQuery) -> SearchResult:
        result = self.engine.search(query)
        searched(result)
        return result

    def _hit(
        self,
        entry: Entry,
        moment: Moment,
        verdicts: Verdicts | None = None,
        text: TextPlan | None = None,
    ) -> Hit:
        return Hit(
            entry=entry,
            item=self._pruned(entry.item, entry, moment),
            status=status_of(entry.calendar, moment.today),
            eligibility=verdicts[entry.rules_key].as_json if verdicts is not None else None,
            highlights=highlights(text, dict(entry.texts)) if text else {},
        )

    def _did_you_mean(self, q: str, moment: Moment) -> str | None:
        """A close spelling, from the words of what is on line; they are counted once a state."""
        passed = self.catalogue.passed(moment.seconds)
        known = self.catalogue.spellers
        if passed not in known:
            known[passed] = Speller(self._replica.engine.vocabulary("", visible(moment)))
        return known[passed].suggest(q)

    # -- facets ------------------------------------------------------------------------------------

    def facet_values(self, name: str, now: datetime) -> list[Value]:
        """The values that may be asked of a facet, in order; none when they are not listed."""
        return list(FACETS[name].values(self.catalogue, Moment(now)))

    def domains(self, now: datetime) -> list[FacetValue]:
        """Every domain in the order of the tree, with what it and those below it hold."""
        moment = Moment(now)
        counted = (TermsCount("domain", "domain"),)
        result = self._ask(SearchQuery(base=visible(moment), facets=counted, limit=0))
        counts = result.counts.get("domain", {})
        return list(facet_values(self.catalogue, FACETS["domain"], counts, (), moment))

    def suggest(self, q: str, now: datetime, limit: int = 10) -> list[Suggestion]:
        return suggestions.suggest(self.catalogue, q, Moment(now), limit)

    # -- items -------------------------------------------------------------------------------------

    def at(self, kind: str, address: str | int, now: datetime) -> Address:
        """What stands at an id or a slug of a collection."""
        slugs = self.catalogue.slugs
        pk = address if isinstance(address, int) else slugs.get((kind, address))
        found = self._standing(pk, kind, int(now.timestamp()))
        if found.entry and isinstance(address, str) and found.entry.slug != address:
            return Address(moved=found.entry)
        return found

    def resolve(self, path: str, now: datetime) -> Address:
        """What stands at a path of the front end."""
        bare, seconds = path.strip("/"), int(now.timestamp())
        found = self._standing(self.catalogue.paths.get(f"/{bare}/"), None, seconds)
        if not found.entry and bare in self.catalogue.redirects:
            kept = self._standing(self.catalogue.redirects[bare], None, seconds)
            found = kept if kept.entry else found
        if found.entry and found.entry.path != f"/{bare}/":
            return Address(moved=found.entry)
        return found

    def _standing(self, pk: int | None, kind: str | None, seconds: int) -> Address:
        if pk is None:
            return Address()
        entry, gone = self.catalogue.entries.get(pk), self.catalogue.gone.get(pk)
        if entry and kind in (None, entry.kind):
            if entry.is_visible(seconds):
                return Address(entry)
            return Address(gone=entry.live_from <= seconds)
        return Address(gone=bool(gone and kind in (None, gone.kind)))

    def hit(self, entry: Entry, now: datetime, profile: Profile | None = None) -> Hit:
        """An item with its status, and its answer for a collectivité."""
        verdicts = judge_all(self.catalogue, profile) if profile else None
        return self._hit(entry, Moment(now), verdicts)

    def detail(self, entry: Entry, now: datetime) -> bytes:
        """The further fields of an item, JSON."""
        stored: bytes = self._row(entry.page_id)["detail"].encode()
        return self._pruned(stored, entry, Moment(now))

    def similar(self, entry: Entry, now: datetime, limit: int = 6) -> tuple[Hit, ...]:
        """The closest items, closest first."""
        moment = Moment(now)
        index = orjson.loads(self._row(entry.page_id)["facts"])["index"]
        ids = self.engine.similar(index, visible(moment), min(limit, SIMILAR_MOST))
        found = (self.catalogue.entries.get(pk) for pk in ids)
        return tuple(self._hit(other, moment) for other in found if other)

    def _row(self, pk: int) -> Mapping[str, Any]:
        """The stored row: already here when its address was given, else one more query."""
        if pk not in self._rows:
            _state, rows = self._replica.refresh(pk)
            self._rows.update({row["page_id"]: row for row in rows})
        return self._rows[pk]

    def _pruned(self, stored: bytes, entry: Entry, moment: Moment) -> bytes:
        """Stored JSON without what has expired, or is not yet on line, since it was written."""
        if all(self._is_visible(pk, moment) for pk in entry.refs):
            return stored
        return without_references(stored, lambda pk: not self._is_visible(pk, moment))

    def _is_visible(self, pk: int, moment: Moment) -> bool:
        entry = self.catalogue.entries.get(pk)
        return entry is not None and entry.is_visible(moment.seconds)

    # -- the site ----------------------------------------------------------------------------------

    def site(self, now: datetime) -> dict[str, Any]:
        """Settings, menus, and the slots of the home page that show at this moment."""
        moment = Moment(now)
        stored = self.catalogue.shared.get("site:site") or b"{}"
        site = orjson.loads(without_references(stored, lambda pk: not self._is_visible(pk, moment)))
        if home := site.get("home"):
            home["slots"] = [slot for slot in home["slots"] if _shows(slot, now)]
        return site


def _shows(slot: Mapping[str, Any], now: datetime) -> bool:
    starts, ends = slot["starts_at"], slot["ends_at"]
    return (not starts or datetime.fromisoformat(starts) <= now) and (
        not ends or now < datetime.fromisoformat(ends)
    )
