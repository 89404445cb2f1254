"""Events: what happened, appended by every action in its own transaction, and sealed by a job.

Each event carries a code (HMAC) made with a key that the database does not hold, so that a row changed or inserted by
the tables' owner is found. Batches carry a signed Merkle root, copied outside the database, so that a removed row is found.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from fullcircle.access import session
from fullcircle.access.actor import Actor

FIELDS = ("id", "did", "data_class", "actor_kind", "user_id", "grantee_id", "purpose", "person_id", "need_id",
          "referral_id", "record_id", "detail", "occurred_at", "recorded_at")  # fmt: skip

INSERT = f"""insert into access_event ({", ".join(FIELDS)}, mac, seq)
values ({", ".join(["%s"] * len(FIELDS))}, %s, nextval('access_event_seq'))"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about. `data_class` decides who may read it."""

    data_class: str
    person_id: UUID | None = None
    need_id: UUID | None = None
    referral_id: UUID | None = None
    record_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record(*, actor: Actor, did: str, about: Subject, at: datetime) -> None:
    """Append one event to the running transaction. `at` is when it happened; when it was written is the clock's."""
    row: dict[str, Any] = {
        "id": uuid.uuid4(), "did": did, "data_class": about.data_class,
        "actor_kind": str(actor.kind), "user_id": actor.user_id, "grantee_id": actor.grantee_id,
        "purpose": str(actor.purpose), "person_id": about.person_id, "need_id": about.need_id,
        "referral_id": about.referral_id, "record_id": about.record_id, "detail": about.detail,
        "occurred_at": at.astimezone(UTC), "recorded_at": datetime.now(UTC),  # noqa: TID251 - the time of writing
    }  # fmt: skip
    values = [json.dumps(row[name]) if name == "detail" else row[name] for name in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, code(row)])


def code(row: dict[str, Any]) -> str:
    """The event's HMAC over its fields in a fixed order and spelling."""
    spelled = json.dumps([_spelled(row[name]) for name in FIELDS], sort_keys=True, separators=(",", ":"))
    return hmac.new(_key(), spelled.encode(), hashlib.sha256).hexdigest()


def _spelled(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def _key() -> bytes:
    return hashlib.sha256(b"event code" + settings.EVENT_KEY.encode()).digest()


def recorded_now(did: str, about: Subject) -> None:
    """The event of the current actor and time, for reads that leave a row."""
    running = session.current()
    if running is None:
        raise session.NoActor(did)
    actor, at = running
    record(actor=actor, did=did, about=about, at=at)
