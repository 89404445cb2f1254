"""Grants: who may see what of whom, given and ended through database functions, and explained in a sentence."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fullcircle.access.actor import Purpose


class DataClass(StrEnum):
    IDENTITY = "identity"
    CONTACT = "contact"
    ADDRESS = "address"
    DEMOGRAPHICS = "demographics"
    HOUSEHOLD = "household"
    NEED = "need"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    ACCESS = "access"  # who may see this record, and who looked


class Clause(StrEnum):
    """Why a grant exists. Agreements and consents by topic will add theirs."""

    STEWARD = "steward"
    SELF = "self"
    SENT = "sent"
    RECEIVED = "received"
    RECEIVED_CARD = "received-card"
    ACCEPTED = "accepted"
    HUB = "hub"
    HUB_NEED = "hub-need"


SHARE = "share"
EVERYTHING = tuple(name for kind in DataClass for name in (str(kind), f"{kind}:write"))


def sentence(clause: str) -> str:
    return {
        Clause.STEWARD: _("This organization added the person and keeps the record."),
        Clause.SELF: _("It is the person's own information."),
        Clause.SENT: _("This organization sent the request."),
        Clause.RECEIVED: _("The request was sent to this organization."),
        Clause.RECEIVED_CARD: _("The person agreed to share this card with the organization."),
        Clause.ACCEPTED: _(
            "The organization said yes to the request, and the person agreed to be reached then."
        ),
        Clause.HUB_NEED: _(
            "This organization is the hub of the network, which counts every need, without the person's name."
        ),
        Clause.HUB: _(
            "This organization is the hub of the network, which looks after requests without an answer."
        ),
    }[Clause(clause)]


def give(
    *,
    grantee_id: UUID,
    person_id: UUID,
    classes: tuple[str, ...],
    clause: Clause,
    starts_at: datetime | None,
    need_id: UUID | None = None,
    referral_id: UUID | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Give one permission. `starts_at=None` prepares one that opens when the grantee accepts the referral.

    The database refuses an actor who may not share this record (PostgreSQL: insufficient privilege).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select access_give(%s, %s, %s, %s, %s, %s, %s, %s, coalesce(%s::timestamptz, 'infinity'), %s::timestamptz)",
            [uuid.uuid4(), grantee_id, person_id, need_id, referral_id, [str(name) for name in classes], str(Purpose.CARE),
             str(clause), starts_at, ends_at],
        )  # fmt: skip


def open_prepared(*, referral_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access_open_prepared(%s)", [referral_id])


def end(*, person_id: UUID, grantee_id: UUID, referral_id: UUID | None, clauses: tuple[Clause, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select access_end(%s, %s, %s, %s)",
            [person_id, grantee_id, referral_id, [str(clause) for clause in clauses]],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    permit: bool
    reasons: list[str]


def why(
    *, person_id: UUID, organization_id: UUID, data_class: DataClass, referral_id: UUID | None = None
) -> Answer:
    """Why may this organization see this? At the running actor's time; answers only those who may know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select clause, ends_at from access_why(%s, %s, %s, %s)",
            [person_id, organization_id, referral_id, str(data_class)],
        )
        rows = cursor.fetchall()
    reasons = [_until(sentence(clause), ends_at) for clause, ends_at in rows]
    return Answer(permit=bool(rows), reasons=reasons or [_("No agreement or consent opens this.")])


def _until(text: str, ends_at: datetime | None) -> str:
    if ends_at is None:
        return text
    until = _("Until {day}.").format(day=date_format(ends_at.date(), "DATE_FORMAT"))
    return f"{text} {until}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a grant on a person now: the classes that can be read, and by which clause."""

    grantee_id: UUID
    clause: str
    classes: list[str]


def holders(person_id: UUID) -> list[Holder]:
    """Everyone who may see something of a person now; answers only who may know (class access)."""
    with connection.cursor() as cursor:
        cursor.execute("select grantee_id, clause, classes from access_holders(%s)", [person_id])
        rows = cursor.fetchall()
    readable = set(DataClass)
    return [
        Holder(grantee, clause, [name for name in classes if name in readable])
        for grantee, clause, classes in rows
    ]
