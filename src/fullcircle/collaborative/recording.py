"""The event that every change at the table leaves. Of a secret vote it says that somebody voted, never what."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject

CLASS = "collaborative"


def record(did: str, record_id: UUID, actor: Actor, at: datetime, **detail: object) -> None:
    events.record(actor=actor, did=did, about=Subject(CLASS, record_id=record_id, detail=dict(detail)), at=at)
