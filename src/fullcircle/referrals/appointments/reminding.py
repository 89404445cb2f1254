"""Reminders of appointments: rows with a next moment, each in a transaction of its own, as clocks of requests are.

To run it twice reminds nobody twice. Of a worker that stood still each person hears once, of what is still to come.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM, Actor
from fullcircle.access.session import acting_as
from fullcircle.infra.time import polite
from fullcircle.referrals import recording, telling
from fullcircle.referrals.appointments import planning

MOST = 500  # at once
LATER = timedelta(hours=1)
log = logging.getLogger("fullcircle.clocks")


def run(*, at: datetime, most: int = MOST) -> bool:
    """Remind of what is due, while residents may be written to; True where there may be more."""
    if polite(at) != at:
        return False
    with acting_as(SYSTEM, at=at), connection.cursor() as cursor:
        cursor.execute("select * from referrals_appointments_due(%s, %s)", [at, most])
        due = cursor.fetchall()
    reminded = [_heard(appointment_id, actors.clock(keeper_id), at) for appointment_id, keeper_id in due]
    return len(due) == most and any(reminded)


def _heard(appointment_id: UUID, actor: Actor, at: datetime) -> bool:
    try:
        with acting_as(actor, at=at):
            return remind(appointment_id=appointment_id, actor=actor, at=at)
    except (OperationalError, InterfaceError):
        raise  # no database: the whole run is made again
    except Exception:  # one person must not cost the others their reminder
        log.exception("A reminder could not be written, and is tried again: %s", appointment_id)
        with acting_as(SYSTEM, at=at), connection.cursor() as cursor:
            cursor.execute("select referrals_appointment_later(%s, %s)", [appointment_id, at + LATER])
        return False


def remind(*, appointment_id: UUID, actor: Actor, at: datetime) -> bool:
    """One reminder, if it is due still; False where it was not. What has begun needs none. Raises Refused."""
    one, referral = planning.locked(appointment_id)
    if one.clock_at is None or one.clock_at > at:
        return False
    in_time = at < one.starts_at
    told = in_time and telling.appointment_is_told(one, referral, "remind", at=at)
    clock = one.clock
    planning.wind(one, at=at)
    one.save(update_fields=["clock", "clock_at"])
    if in_time:
        detail = {"appointment": str(one.pk), "clock": clock, "told": told}
        recording.of_request(actor, "appointment.remind", referral, at, **detail)
    return True
