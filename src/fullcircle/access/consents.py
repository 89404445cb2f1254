"""Consents: what a person agreed to or refused. Written and ended by database functions that check who may speak for them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from fullcircle.access.actor import Purpose
from fullcircle.access.labels import Label
from fullcircle.access.models import Consent


class GivenBy(StrEnum):
    SELF = "self"
    GUARDIAN = "guardian"
    PROXY = "proxy"


class Manner(StrEnum):
    SCREEN = "self"  # by the person's own hand
    PAPER = "written"
    VOICE = "spoken"


EVERY_CLASS = ("identity", "contact", "address", "demographics", "household", "need", "referral", "assessment",
               "service", "recent-aid", "outcome", "clinical-summary", "claims")  # fmt: skip
EVERY_PURPOSE = tuple(str(purpose) for purpose in Purpose)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How somebody agreed: who spoke, in which way, in which language, before whom, and what was read to them."""

    manner: str
    language: str
    witness: str = ""
    given_by: str = GivenBy.SELF
    guardian_until: datetime | None = None
    translation_by: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the grid. `organizations=None` is the whole network; `starts_at=None` opens when the target says yes."""

    person_id: UUID
    classes: Sequence[str]
    organizations: Sequence[UUID] | None
    starts_at: datetime | None
    ends_at: datetime | None
    purposes: Sequence[str] = (Purpose.CARE,)
    labels: Sequence[Label] = ()
    need_id: UUID | None = None
    referral_id: UUID | None = None
    permit: bool = True


def give(line: Line, how: How) -> UUID:
    """Write one line down. The database refuses an actor who may not speak for the person (insufficient privilege)."""
    made = uuid.uuid4()
    ends = [moment for moment in (line.ends_at, how.guardian_until) if moment]
    row: dict[str, Any] = {
        "id": made, "person_id": line.person_id, "effect": "permit" if line.permit else "deny",
        "organizations": None if line.organizations is None else [str(one) for one in line.organizations],
        "classes": [str(kind) for kind in line.classes], "purposes": [str(purpose) for purpose in line.purposes],
        "labels": [str(label) for label in line.labels], "need_id": line.need_id, "referral_id": line.referral_id,
        "starts_at": line.starts_at, "ends_at": min(ends) if ends else None, "ended_why": "",
        "given_by": how.given_by, "guardian_until": how.guardian_until, "manner": how.manner, "language": how.language,
        "witness": how.witness, "translation_by": how.translation_by, "document": how.document,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select access_consent_give(%s::jsonb)", [json.dumps(row, default=_spelled)])
    return made


def end(consent_id: UUID, *, why: str) -> UUID | None:
    """End one line at once. The person it was about, or None where there is no such line for this actor."""
    with connection.cursor() as cursor:
        cursor.execute("select access_consent_end(%s, %s)", [consent_id, why])
        row = cursor.fetchone()
    return row[0] if row else None


def close_card(referral_id: UUID, *, target_id: UUID, why: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access_consent_close(%s, %s, %s)", [referral_id, target_id, why])


def lines_of(person_id: UUID) -> list[Consent]:
    """Everything a person agreed to or refused, newest first; for the person and for who keeps their record."""
    return list(Consent.objects.raw("select * from access_consents_of(%s)", [person_id]))


def _spelled(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
