"""Time passes: the clocks that are due are heard, each request in a transaction of its own.

To run it twice does nothing twice: the step taken sets the next one. Of a worker that stood still each request takes one
step, and the next one only later: nobody gets four reminders in one morning. Time acts for whoever keeps the request, so that
it sees what is protected only where its keeper does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM, Actor
from fullcircle.access.session import acting_as
from fullcircle.directory import calendars
from fullcircle.infra.time import polite
from fullcircle.referrals import actions, capacity, choices, needs, queries, recording, sending, telling
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import LIVE, OPEN_OUTCOMES
from fullcircle.referrals.time import clocks, winding
from fullcircle.referrals.time.clocks import Clock

MOST = 500  # at once
TELL_AGAIN = 5  # working days between what time itself writes to a resident who hears nothing else
LATER = timedelta(hours=1)  # what could not be done now is tried again
TOMORROW = timedelta(days=1)  # while another try runs, nobody is asked whether help arrived
log = logging.getLogger("fullcircle.clocks")


@dataclass(frozen=True, slots=True)
class Ran:
    """`left`: as many are done as one run does, and there may be more."""

    steps: int
    told: int
    left: bool


def run(*, at: datetime, most: int = MOST) -> Ran:
    """Take every step that is due, and tell the residents whom nobody told anything."""
    _move_up(at)
    with acting_as(SYSTEM, at=at):
        due = _rows("select * from referrals_due(%s, %s)", at, most)
    steps = sum(_taken(referral_id, keeper_id, steward_id, at) for referral_id, keeper_id, steward_id in due)
    told, silent = tell_the_silent(at=at, most=most)
    return Ran(steps, told, len(due) == most or silent == most)


def _move_up(at: datetime) -> None:
    """Who waits for a week with room comes earlier where there is some by now."""
    with acting_as(SYSTEM, at=at):
        services = capacity.services_that_keep()
    for service_id in services:
        try:
            with acting_as(SYSTEM, at=at):
                capacity.move_up(service_id, at=at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # one service must not stop the clocks of the others
            log.exception("Kept requests could not be moved up: service %s", service_id)


def _taken(referral_id: UUID, keeper_id: UUID, steward_id: UUID, at: datetime) -> bool:
    """False where it could not be done: it is tried again later."""
    actor = actors.clock(keeper_id)
    try:
        with acting_as(actor, at=at):
            return tick(referral_id=referral_id, actor=actor, steward=actors.clock(steward_id), at=at)
    except (OperationalError, InterfaceError):
        raise  # no database: the whole run is made again
    except Exception:  # one request must not stop the clocks of the others
        log.exception("A clock could not be heard, and is heard later: %s", referral_id)
        with acting_as(SYSTEM, at=at):
            _rows("select referrals_clock_later(%s, %s)", referral_id, at + LATER)
        return False


def tick(*, referral_id: UUID, actor: Actor, steward: Actor, at: datetime) -> bool:
    """One request's step, if it is due still. `steward` keeps its need. Raises Refused."""
    referral = queries.referral(referral_id, lock=True)
    if referral.clock_at is None or referral.clock_at > at:
        return False
    clock = Clock(referral.clock)
    if clock in clocks.ENDS:
        actions.expire(referral_id=referral_id, actor=actor, at=at)
        return True
    if clock == Clock.ASK:
        sending.ask_the_target(referral_id=referral_id, actor=actor, at=at)
        return True
    if clock == Clock.NEXT:
        choices.go_on(referral=referral, at=at)
        return True
    again = ACTS[clock](referral, steward, at)
    if isinstance(again, timedelta):
        referral.clock_at = polite(at + again)
    elif again:
        winding.wind_on(referral, at=at)
    else:  # the question is no question any more
        winding.stop(referral)
    referral.save(update_fields=["clock", "clock_at", "clock_began_at", "hub_since"])
    recording.of_request(actor, "referral.clock", referral, at, clock=str(clock))
    return True


def _reminds(referral: Referral, _steward: Actor, at: datetime) -> bool:
    telling.target_is_reminded(referral, at=at)
    return True


def _nudges(referral: Referral, steward: Actor, at: datetime) -> bool:
    with acting_as(steward, at=at):
        waits = queries.need(referral.need_id).outcome in OPEN_OUTCOMES
    if waits:  # who has died, or needs it no more, is reminded of nothing
        telling.resident_is_nudged(person_id=referral.person_id, at=at)
    return True


def _goes_to_the_hub(referral: Referral, _steward: Actor, at: datetime) -> bool:
    referral.hub_since = referral.hub_since or at
    return True


def _asks_the_resident(referral: Referral, steward: Actor, at: datetime) -> bool | timedelta:
    need, waits = _without_a_word(referral, steward, at)
    if need is None or waits:
        return TOMORROW if waits else False
    telling.ask_the_resident(referral, at=at)
    return True


def _leaves_unconfirmed(referral: Referral, steward: Actor, at: datetime) -> bool | timedelta:
    need, waits = _without_a_word(referral, steward, at)
    if need is None or waits or need.outcome:
        return TOMORROW if waits else False
    if need.asked_at is None:
        return False  # another try opened the need again, and nobody has asked since
    with acting_as(steward, at=at):
        needs.leave_unconfirmed(need_id=need.pk, actor=steward, at=at)
    return True


def _without_a_word(referral: Referral, steward: Actor, at: datetime) -> tuple[Need | None, bool]:
    """The need, where nobody said since this place was done whether help arrived; and does another attempt still run? Who
    said "not yet" while it was in hand is asked once it is done."""
    with acting_as(steward, at=at):
        need = queries.need(referral.need_id, lock=True)
        said = need.replied_at is not None and need.replied_at >= (referral.ended_at or need.replied_at)
        if said or need.outcome not in OPEN_OUTCOMES:
            return None, False
        return need, need.referrals.filter(status__in=LIVE).exists()


# What a clock does: True where its next step follows, False where nothing is left to do, or when this step comes again.
ACTS: dict[Clock, Callable[[Referral, Actor, datetime], bool | timedelta]] = {
    Clock.REMIND: _reminds, Clock.REMIND_AGAIN: _reminds, Clock.UPDATE: _reminds, Clock.RECHECK: _reminds,
    Clock.RECHECK_AGAIN: _reminds,
    Clock.HUB: _goes_to_the_hub, Clock.URGENT_HUB: _goes_to_the_hub, Clock.QUESTION_HUB: _goes_to_the_hub,
    Clock.UPDATE_HUB: _goes_to_the_hub, Clock.NUDGE_HUB: _goes_to_the_hub,
    Clock.NUDGE: _nudges, Clock.NUDGE_AGAIN: _nudges,
    Clock.CONFIRM: _asks_the_resident, Clock.CONFIRM_AGAIN: _asks_the_resident, Clock.UNCONFIRMED: _leaves_unconfirmed,
}  # fmt: skip


def tell_the_silent(*, at: datetime, most: int = MOST) -> tuple[int, int]:
    """(told, looked at): write once to each resident who heard nothing for the silence clock's days, between nine and eight.
    It ends no silence: they stay on somebody's list until a person acts."""
    community = calendars.community()
    if polite(at) != at:
        return 0, 0
    before, told_before = community.back(at, clocks.LATE), community.back(at, TELL_AGAIN)
    with acting_as(SYSTEM, at=at):
        silent = _rows(
            "select * from referrals_silent(%s, %s, %s, %s)", before, told_before, list(OPEN_OUTCOMES), most
        )
    told = sum(
        _told(need_ids, person_id, actors.clock(steward_id), at, told_before)
        for need_ids, person_id, steward_id in silent
    )
    return told, len(silent)


def _told(need_ids: list[UUID], person_id: UUID, steward: Actor, at: datetime, told_before: datetime) -> bool:
    """Marked also where no way is safe: it is tried again after as many days. What went wrong is tried again on the next
    working day, and keeps nobody else from being told."""
    try:
        return _written(need_ids, person_id, steward, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("A resident could not be told: needs %s", need_ids)
        with acting_as(steward, at=at):
            Need.objects.filter(pk__in=need_ids).update(told_by_clock_at=told_before)
        return False


def _written(need_ids: list[UUID], person_id: UUID, steward: Actor, at: datetime) -> bool:
    """One message, however many of their needs are silent."""
    with acting_as(steward, at=at):
        silent = [queries.need(need_id, lock=True) for need_id in sorted(need_ids)]
        Need.objects.filter(pk__in=need_ids).update(told_by_clock_at=at)
        told = telling.nobody_forgot(person_id=person_id, silent=silent, at=at)
        for need in silent:
            recording.of_need(steward, "need.told-by-clock", need, at, told=told)
    return told


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
