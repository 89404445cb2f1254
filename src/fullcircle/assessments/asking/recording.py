"""The event that every change of a campaign leaves. Of an answer it says that there was one, never whose or what."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject

CLASS = "campaign"


def record(did: str, campaign_id: UUID, actor: Actor, at: datetime, **detail: object) -> None:
    events.record(
        actor=actor, did=did, about=Subject(CLASS, record_id=campaign_id, detail=dict(detail)), at=at
    )
