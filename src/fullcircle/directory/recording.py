"""What is done in the directory, as an event of the class of access: nothing here is about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass


def record(did: str, actor: Actor, at: datetime, detail: dict[str, Any]) -> None:
    events.record(actor=actor, did=did, about=Subject(DataClass.ACCESS, detail=detail), at=at)
