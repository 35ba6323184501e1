"""The document of an event or a training, with its sessions."""

from __future__ import annotations

from typing import Any

from cms_pages.choices import EventFunding, EventState, Modality, SessionState
from cms_pages.models import EventPage, EventSession
from search.documents import streams
from search.documents.base import Draft, codes, day, moment
from search.documents.calendar import add_sessions
from search.documents.context import PARIS, Context, Json
from search.documents.people import add_audiences
from search.documents.richtext import to_text
from search.documents.rules import add_rules


def build(context: Context, page: EventPage, draft: Draft) -> None:
    event_kind = context.code(page.event_kind_id)
    sessions = context.sessions.get(page.pk, [])
    draft.item.update(
        event_kind=event_kind,
        state=choice(EventState, page.state),
        state_note=page.state_note,
        programme=context.ref(page.programme_id),
        sessions=[_session(context, session) for session in sessions],
        funding=[choice(EventFunding, code) for code in _listed(page.funding)],
        price_note=page.price_note,
        has_replay=bool(page.replay_url),
    )
    draft.index["event_kind"] = codes([event_kind] if event_kind else [])
    draft.index["modality"] = sorted({session.modality for session in sessions})
    _index_dates(context, sessions, draft)
    add_audiences(context, page, draft)
    draft.detail.update(
        level=page.level,
        prerequisites=page.prerequisites,
        agenda_html=context.html(page.agenda),
        speakers=[
            {name: raw.get(name) or "" for name in ("name", "role", "organisation")}
            for raw in streams.structs(page.speakers)
        ],
        replay_url=page.replay_url,
        replay_note_html=context.html(page.replay_note),
    )
    draft.labels += [event_kind["label"]] if event_kind else []
    draft.texts += [to_text(page.agenda), to_text(page.replay_note)]
    draft.texts += [text for raw in draft.detail["speakers"] for text in raw.values() if text]
    draft.texts += [text for session in sessions for text in _words(context, session) if text]
    add_rules(context, page, draft)


def choice(choices: Any, code: str) -> Json:
    """A closed choice as a code with its label; a code of the past stands for itself."""
    label = str(choices(code).label) if code in choices.values else code
    return {"code": code, "label": label}


def _listed(value: Any) -> list[str]:
    return [code for code in value or () if code]


def _session(context: Context, session: EventSession) -> Json:
    return {
        "title": session.title,
        "starts_at": moment(session.starts_at),
        "ends_at": moment(session.ends_at),
        "modality": choice(Modality, session.modality),
        "state": choice(SessionState, session.state),
        "place_name": session.place_name,
        "address": session.address,
        "territory": context.territory(session.territory_id),
        "place_accessibility": session.place_accessibility,
        "video_url": session.video_url,
        "seats": session.seats,
        "registration_opens_on": day(session.registration_opens_on),
        "registration_closes_on": day(session.registration_closes_on),
        "registration_url": session.registration_url,
    }


def _words(context: Context, session: EventSession) -> list[str]:
    place = context.territory(session.territory_id)
    return [session.title, session.place_name, place["label"] if place else ""]


def _index_dates(context: Context, sessions: list[EventSession], draft: Draft) -> None:
    """Months of all sessions, the next one's day, and when "next" ceases to be true."""
    spans = [
        (session.starts_at.astimezone(PARIS), session.ends_at or session.starts_at)
        for session in sessions
        if session.starts_at
    ]
    draft.index["month"] = sorted({f"{start:%Y-%m}" for start, _end in spans})
    if spans:
        add_sessions(draft, spans)
    coming = [span for span in spans if span[1] > context.now]
    if coming:
        draft.index["date"] = min(start for start, _end in coming).date().toordinal()
        draft.moments.append(min(end for _start, end in coming))
    elif spans:
        draft.index["date"] = max(start for start, _end in spans).date().toordinal()
    draft.index["ended"] = int(bool(spans) and not coming)
