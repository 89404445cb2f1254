"""The pantry of the practice town answers by text: its phone is confirmed as anybody's is, by the code that was sent to it."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.directory import answering
from fullcircle.infra import outbox

PHONE = "0005550150"


def seed(organization_id: UUID, intake: Actor, *, now: datetime) -> None:
    with acting_as(intake, at=now):
        answering.set_phone(organization_id=organization_id, phone=PHONE, actor=intake, at=now)
        text = next(one.body for one in outbox.recent(20) if one.to == PHONE)
        code = re.search(r"\d{6}", text)
        assert code is not None  # noqa: S101 - it was sent in the line before
        answering.confirm(organization_id=organization_id, code=code[0], actor=intake, at=now)
