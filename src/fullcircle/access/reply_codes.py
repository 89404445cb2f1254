"""Short names of links: the code by which a text answers one question on one phone, and the address of a mail's replies.

A code is a second name of a link, so that what it opens, as whom and until when is the link's own.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.actor import Actor
from fullcircle.access.links import LinkKind

# Codes of requests begin behind the digits that answer them, so that "7 1" and "1 7" say the same.
FROM = {LinkKind.CONFIRM: 1, LinkKind.ANSWER: 5}


@dataclass(frozen=True, slots=True)
class Question:
    """One question that was asked; `code` is 0 for a mail's, whose address says which it is."""

    code: int
    kind: LinkKind
    language: str
    person_id: UUID
    referral_id: UUID | None
    organization_id: UUID | None
    is_open: bool
    closed_at: datetime

    @property
    def actor(self) -> Actor:
        """As whom it is answered: the same as by its link."""
        if self.kind == LinkKind.ANSWER and self.referral_id and self.organization_id:
            return actors.holder_of_answer_link(
                referral_id=self.referral_id, organization_id=self.organization_id
            )
        return actors.resident(self.person_id)


def code_for(token: str, *, kind: LinkKind, number: str, language: str) -> int | None:
    """The code of this link on this phone; None where every number is taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select access_reply_code(%s, %s, %s, %s)", [links.hashed(token), number, language, FROM[kind]]
        )
        code: int | None = cursor.fetchone()[0]
    return code


def address_for(token: str, *, language: str) -> str:
    """A new token for the address of replies to one mail: hexadecimal, as mail servers may change capitals."""
    made = secrets.token_hex(16)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access_reply_address(%s, %s, %s)", [links.hashed(token), links.hashed(made), language]
        )
    return made


def on_phone(number: str) -> list[Question]:
    """What was asked on this phone, open or not. For jobs alone."""
    return _questions(number, None)


def behind_address(made: str) -> list[Question]:
    """The question whose mail has this address: one, or none. For jobs alone."""
    return _questions("", links.hashed(made.lower()))


def _questions(number: str, mail_hash: str | None) -> list[Question]:
    with connection.cursor() as cursor:
        cursor.execute("select * from access_reply_codes(%s, %s)", [number, mail_hash])
        rows = cursor.fetchall()
    return [
        Question(code or 0, LinkKind(kind), language, person, referral, organization, is_open, closed_at)
        for code, language, kind, person, referral, organization, is_open, closed_at in rows
    ]
