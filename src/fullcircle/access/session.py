"""Telling the database who acts. The actor is signed, local to the transaction, and checked by the database.

An injected `set_config` cannot forge it: the key lies in a table that only the function owner reads. Nor does it keep a
signature that it saw: the database takes none of more than ten minutes, by its own clock and not by the acting time.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from fullcircle.access.actor import SYSTEM, Actor
from fullcircle.infra import time as clock

_current: ContextVar[tuple[Actor, datetime] | None] = ContextVar("fullcircle_actor", default=None)
_told_at: ContextVar[float] = ContextVar("fullcircle_actor_told_at", default=0.0)
RENEWED_AFTER = 120.0  # seconds; access_actor() takes a signature for 600


class NoActor(Exception):
    """A query on a protected table was sent without an actor: a defect, never shown to a person."""


def current() -> tuple[Actor, datetime] | None:
    return _current.get()


def signed(actor: Actor, at: datetime) -> str:
    """`kind|user|grantee|record|purpose|at|roles|signed at|hmac`; empty parts for None, the last time in Unix seconds."""
    parts = (
        actor.kind, actor.user_id, actor.grantee_id, actor.record_id, actor.purpose, at.isoformat(),
        ",".join(sorted(actor.roles)), int(time.time()),
    )  # fmt: skip
    body = "|".join("" if part is None else str(part) for part in parts)
    return f"{body}|{hmac.new(_key(), body.encode(), hashlib.sha256).hexdigest()}"


@contextmanager
def acting_as(actor: Actor, *, at: datetime) -> Iterator[None]:
    """Open a transaction (or a savepoint) in which the database knows this actor at this time."""
    before = _current.get()
    with transaction.atomic():
        token = _current.set((actor, at))
        try:
            _tell(signed(actor, at))
            yield
        finally:
            _current.reset(token)
    # A local setting outlives its savepoint, so the former actor is put back by hand.
    if connection.in_atomic_block:
        _tell(signed(*before) if before else "")


def now() -> datetime:
    """The time of whoever acts, else of the clock: for what begins without an actor, a job or a sign-in."""
    return running[1] if (running := current()) else clock.now()


def as_the_jobs() -> AbstractContextManager[None]:
    return acting_as(SYSTEM, at=now())


def renew() -> None:
    """Sign who acts anew where that was done a while ago: a long transaction goes on, a copied signature does not."""
    if (running := _current.get()) is not None and time.monotonic() - _told_at.get() > RENEWED_AFTER:
        _tell(signed(*running))


def _tell(value: str) -> None:
    _told_at.set(time.monotonic())
    with connection.cursor() as cursor:
        cursor.execute("select set_config('fullcircle.actor', %s::text, true)", [value])


def _key() -> bytes:
    # Hashed once more, so that the key always fits HMAC's 64-byte block (RFC 2104, section 2).
    return hashlib.sha256(settings.ACTOR_KEY.encode()).digest()


def pads() -> tuple[bytes, bytes]:
    """The inner and outer pad of RFC 2104, as the database keeps them."""
    block = _key().ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
