"""Links sent to people: shown on GET, acted on by POST, alive until answered or expired.

The token is random (256 bits) and only its hash is kept: a copy of the database opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor
from fullcircle.access.errors import NotFound
from fullcircle.access.models import Link


class LinkKind(StrEnum):
    ANSWER = "answer"  # an organization answers one referral
    RESIDENT = "resident"  # a resident opens their own page
    CONFIRM = "confirm"  # a resident says whether help arrived


LIVES = {
    LinkKind.ANSWER: timedelta(days=30),
    LinkKind.RESIDENT: timedelta(days=14),
    LinkKind.CONFIRM: timedelta(days=30),
}


TAPPED_TWICE = timedelta(seconds=15)  # the page of the first tap was not there yet


NOTHING = _("This link does not open anything. It may have been answered already, or be too old.")


class LinkOpensNothing(NotFound):
    """Altered, expired, answered or never made: all answer alike."""


@dataclass(frozen=True, slots=True)
class Opened:
    id: UUID
    kind: LinkKind
    actor: Actor
    person_id: UUID
    referral_id: UUID | None
    expires_at: datetime

    @property
    def referral(self) -> UUID:
        """The referral that an answer or a confirming link is about."""
        if self.referral_id is None:
            raise LinkOpensNothing(NOTHING)
        return self.referral_id


def make(
    kind: LinkKind,
    *,
    at: datetime,
    person_id: UUID,
    referral_id: UUID | None = None,
    organization_id: UUID | None = None,
) -> str:
    """A new link's token, to be sent and then forgotten."""
    token = secrets.token_urlsafe(32)
    Link.objects.create(
        kind=kind, token_hash=hashed(token), person_id=person_id, referral_id=referral_id,
        organization_id=organization_id, made_at=at, expires_at=at + LIVES[kind],
    )  # fmt: skip
    return token


def opened(token: str, *, at: datetime, kind: LinkKind) -> Opened:
    """What a token opens, and as whom. Raises LinkOpensNothing."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access_link_opens(%s, %s)", [hashed(token), at])
        return _opened(cursor.fetchone(), kind)


def just_answered(token: str, *, at: datetime, kind: LinkKind) -> Opened:
    """What a token opened until it was answered a moment ago: to say the same again to a second tap, and for nothing else.
    Raises LinkOpensNothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access_link_just_answered(%s, %s, %s)", [hashed(token), at - TAPPED_TWICE, at]
        )
        return _opened(cursor.fetchone(), kind)


def _opened(row: tuple[Any, ...] | None, kind: LinkKind) -> Opened:
    if row is None or row[1] != kind:
        raise LinkOpensNothing(NOTHING)
    link_id, _kind, person_id, referral_id, organization_id, expires_at = row
    if kind == LinkKind.ANSWER:
        holder = actors.holder_of_answer_link(referral_id=referral_id, organization_id=organization_id)
    else:
        holder = actors.resident(person_id)
    return Opened(link_id, kind, holder, person_id, referral_id, expires_at)


def end(kind: LinkKind, *, why: str, referral_id: UUID | None = None, person_id: UUID | None = None) -> int:
    """End every living link of this kind on a referral or person: how many. What it answers stays in the events."""
    with connection.cursor() as cursor:
        cursor.execute("select access_end_links(%s, %s, %s, %s)", [str(kind), referral_id, person_id, why])
        return int(cursor.fetchone()[0])


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
