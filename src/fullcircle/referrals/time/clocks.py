"""When a request acts by itself: the steps of each clock, after how long, and in whose calendar. Pure functions.

Amounts are data (`Amount`): these are product.md's, a network or an organization may set its own. Working days are those of
whom the clock waits for. A place that works on few days gets its own days, but never more than twice an office's; and a
clock stands still while a place is closed, but for three weeks at most: somebody waits (docs/adr/0011).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from fullcircle.directory.calendars import Calendar
from fullcircle.referrals.states import LIVE, UNANSWERED, Status, WaitingOn

# Silence by working days since the resident last heard something (design.md, section 2).
SOON, LATE, SILENT = 4, 5, 7
LONGEST_PAUSE = 15  # working days


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working-days"


class Clock(StrEnum):
    """What the clock does when its time comes."""

    ASK = "ask"
    REMIND = "remind"
    REMIND_AGAIN = "remind-again"
    HUB = "hub"
    EXPIRE = "expire"
    URGENT_HUB = "urgent-hub"
    URGENT_EXPIRE = "urgent-expire"
    QUESTION_HUB = "question-hub"
    QUESTION_EXPIRE = "question-expire"
    NUDGE = "nudge"
    NUDGE_AGAIN = "nudge-again"
    NUDGE_HUB = "nudge-hub"
    UPDATE = "update"
    UPDATE_HUB = "update-hub"
    RECHECK = "recheck"
    RECHECK_AGAIN = "recheck-again"
    RECHECK_EXPIRE = "recheck-expire"
    CONFIRM = "confirm"
    CONFIRM_AGAIN = "confirm-again"
    UNCONFIRMED = "unconfirmed"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Amount:
    """How long after the request last moved."""

    number: int
    unit: Unit


H, D, W = Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS
C = Clock
DEFAULTS: Mapping[Clock, Amount] = {
    C.REMIND: Amount(1, W), C.REMIND_AGAIN: Amount(2, W), C.HUB: Amount(4, W), C.EXPIRE: Amount(7, W),
    C.URGENT_HUB: Amount(4, H), C.URGENT_EXPIRE: Amount(48, H),
    C.QUESTION_HUB: Amount(4, W), C.QUESTION_EXPIRE: Amount(7, W),
    C.NUDGE: Amount(3, W), C.NUDGE_AGAIN: Amount(6, W), C.NUDGE_HUB: Amount(8, W),
    C.UPDATE: Amount(5, W), C.UPDATE_HUB: Amount(10, W),
    C.RECHECK: Amount(30, D), C.RECHECK_AGAIN: Amount(60, D), C.RECHECK_EXPIRE: Amount(90, D),
    C.CONFIRM: Amount(3, D), C.CONFIRM_AGAIN: Amount(7, D), C.UNCONFIRMED: Amount(14, D),
}  # fmt: skip
ANSWER_BY = {
    False: C.REMIND_AGAIN,
    True: C.URGENT_HUB,
}  # by urgency: until then the organization is asked to answer
# Where a step is taken late (the worker stood still), the next one waits for this at least: a flood helps nobody.
LEAST = {C.UNCONFIRMED: Amount(7, D)}
LABELS = {
    C.ASK: _("ask the organization, whose week has room now"),
    C.REMIND: _("remind the organization"),
    C.REMIND_AGAIN: _("remind the organization again"),
    C.HUB: _("show it to the hub"),
    C.EXPIRE: _("end the request without an answer"),
    C.URGENT_HUB: _("show an urgent request to the hub"),
    C.URGENT_EXPIRE: _("end an urgent request without an answer"),
    C.QUESTION_HUB: _("show an unanswered question to the hub"),
    C.QUESTION_EXPIRE: _("end a request whose question nobody answered"),
    C.NUDGE: _("remind the person that something waits for them"),
    C.NUDGE_AGAIN: _("remind the person once more"),
    C.NUDGE_HUB: _("show it to the hub: nobody heard from the person"),
    C.UPDATE: _("ask the organization what became of it"),
    C.UPDATE_HUB: _("show it to the hub, where nothing was said"),
    C.RECHECK: _("ask whether the wait goes on"),
    C.RECHECK_AGAIN: _("ask again whether the wait goes on"),
    C.RECHECK_EXPIRE: _("end the wait, where neither was answered"),
    C.CONFIRM: _("ask the person: did you get it?"),
    C.CONFIRM_AGAIN: _("ask the person once more"),
    C.UNCONFIRMED: _("leave it met by the organization's word alone"),
    C.NEXT: _("ask the next place that the person named"),
}
ALONE = frozenset(
    {C.ASK, C.NEXT}
)  # no amount of time leads to these: a turn comes, or a request has just ended
ASKED = (C.REMIND, C.REMIND_AGAIN, C.HUB, C.EXPIRE)
URGENT = (C.URGENT_HUB, C.URGENT_EXPIRE)
QUESTION = (C.QUESTION_HUB, C.QUESTION_EXPIRE)
PERSON = (C.NUDGE, C.NUDGE_AGAIN, C.NUDGE_HUB)
WORK = (C.UPDATE, C.UPDATE_HUB)
WAIT = (C.RECHECK, C.RECHECK_AGAIN, C.RECHECK_EXPIRE)
DONE = (C.CONFIRM, C.CONFIRM_AGAIN, C.UNCONFIRMED)
# In the morning of the day, so that something can be done on it; what ends a request waits for the day's end.
AT_OPENING = frozenset({C.REMIND, C.REMIND_AGAIN, C.HUB, C.QUESTION_HUB, C.NUDGE_HUB, C.UPDATE, C.UPDATE_HUB})
ENDS = frozenset({C.EXPIRE, C.URGENT_EXPIRE, C.QUESTION_EXPIRE, C.RECHECK_EXPIRE})
TO_THE_RESIDENT = frozenset({C.NUDGE, C.NUDGE_AGAIN, C.CONFIRM, C.CONFIRM_AGAIN})
# They wait for who sent the request, or for the person: the hours of who was asked are nobody's here.
NOT_THE_TARGETS = TO_THE_RESIDENT | {C.QUESTION_HUB, C.QUESTION_EXPIRE, C.NUDGE_HUB}
# Where the last step changes nothing, this part of the clock begins anew.
AGAIN = {WORK: WORK, PERSON: (C.NUDGE_HUB,)}


def steps(status: str, *, waiting_on: str, urgent: bool) -> tuple[Clock, ...]:
    """The clock of a request in this state, first step first; () where none runs."""
    if waiting_on == WaitingOn.RESIDENT and status in LIVE:
        return PERSON
    if status in UNANSWERED:
        if waiting_on == WaitingOn.SOURCE:
            return QUESTION
        return URGENT if urgent else ASKED
    if status in {Status.ACCEPTED, Status.IN_PROGRESS, Status.PAUSED}:
        return WORK
    return {Status.WAIT_LISTED: WAIT, Status.COMPLETED: DONE}.get(Status(status), ())


def due(
    began_at: datetime, amount: Amount, calendar: Calendar, community: Calendar, *, opening: bool = False
) -> datetime:
    """When an amount of time has passed; of working days, at the end (or the beginning) of the last one."""
    if amount.unit == Unit.HOURS:
        return began_at + timedelta(hours=amount.number)
    if amount.unit == Unit.DAYS:
        return began_at + timedelta(days=amount.number)
    most = 2 * amount.number
    return min(
        calendar.later(began_at, amount.number, opening=opening),
        calendar.in_office_hours().later(began_at, most, opening=opening),
        community.later(began_at, most + LONGEST_PAUSE, opening=opening),
    )


def after(step: Clock, unit: Unit) -> Amount:
    """How long a step waits at least after the one before."""
    return LEAST.get(step, Amount(1, unit))


def silence(days: int) -> str:
    """'' for on time, then 'soon', 'late', 'silent'."""
    if days >= SILENT:
        return "silent"
    if days >= LATE:
        return "late"
    return "soon" if days >= SOON else ""
