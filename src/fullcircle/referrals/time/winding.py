"""Winding the clock of a request: what time does next, in whose days. Every step of a request winds it anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from fullcircle.directory import calendars
from fullcircle.directory.calendars import Calendar
from fullcircle.infra.time import polite
from fullcircle.referrals.models import ClockAmount, Referral
from fullcircle.referrals.states import GOES_ON, LOOK_FIRST, UNANSWERED, Status, WaitingOn
from fullcircle.referrals.time import clocks
from fullcircle.referrals.time.clocks import (
    ANSWER_BY,
    AT_OPENING,
    DEFAULTS,
    NOT_THE_TARGETS,
    TO_THE_RESIDENT,
    Amount,
    Clock,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the requests to one service."""

    amounts: dict[Clock, Amount]
    calendar: Calendar
    community: Calendar

    def due(self, began_at: datetime, clock: Clock, amount: Amount | None = None) -> datetime:
        calendar = self.community if clock in NOT_THE_TARGETS else self.calendar
        at = clocks.due(
            began_at, amount or self.amounts[clock], calendar, self.community, opening=clock in AT_OPENING
        )
        return polite(at) if clock in TO_THE_RESIDENT else at

    def answer_by(self, sent_at: datetime, *, urgent: bool) -> datetime:
        """Until when the target is asked to answer: the end of the day of its last reminder."""
        return clocks.due(sent_at, self.amounts[ANSWER_BY[urgent]], self.calendar, self.community)


def rules(*, organization_id: UUID, service_id: UUID) -> Rules:
    return Rules(amounts(organization_id), calendars.of_service(service_id), calendars.community())


def said(organization_id: UUID | None) -> dict[Clock, int]:
    """What the hub set for this organization; None: for the network."""
    rows = ClockAmount.objects.filter(organization_id=organization_id).values_list("clock", "number")
    return {Clock(clock): number for clock, number in rows}


def amounts(organization_id: UUID | None) -> dict[Clock, Amount]:
    """Of an organization, else of the network, else the defaults."""
    whose = Q(organization_id=None) | Q(organization_id=organization_id)
    rows = ClockAmount.objects.filter(whose).order_by(F("organization_id").asc(nulls_first=True))
    found = {Clock(row.clock): row.number for row in rows}
    return {clock: Amount(found.get(clock, usual.number), usual.unit) for clock, usual in DEFAULTS.items()}


def wind(referral: Referral, *, at: datetime) -> None:
    """Begin the clock of the state that this request is in now; the caller saves it. An urgent one stands on the hub's
    desk at once where its target is closed."""
    referral.hub_since = None
    if alone := _alone(referral, at):
        referral.clock, referral.clock_at = alone
        referral.clock_began_at = at
        return
    steps = clocks.steps(referral.status, waiting_on=referral.waiting_on, urgent=referral.urgent)
    if not steps:
        stop(referral)
        return
    known = rules(organization_id=referral.target_id, service_id=referral.service_id)
    referral.clock, referral.clock_began_at = steps[0], at
    referral.clock_at = known.due(at, steps[0])
    if referral.status in UNANSWERED and referral.waiting_on == WaitingOn.TARGET:
        referral.answer_by = known.answer_by(at, urgent=referral.urgent)
    if referral.urgent and referral.status in UNANSWERED and not known.calendar.is_open(at):
        referral.hub_since = at


def _alone(referral: Referral, at: datetime) -> tuple[Clock, datetime] | None:
    """A step that no amount of time leads to: the target's turn comes, or the next place is asked at once."""
    if referral.status == Status.SENT and referral.asks_at and referral.asks_at > at:
        return Clock.ASK, referral.asks_at
    if referral.goes_on and referral.status in GOES_ON and referral.reason not in LOOK_FIRST:
        return Clock.NEXT, at
    return None


def stop(referral: Referral) -> None:
    """Time does nothing more with it."""
    referral.clock, referral.clock_at, referral.clock_began_at = "", None, None


def wind_on(referral: Referral, *, at: datetime) -> None:
    """The step is taken: set the next one of the same clock. After the last one of ongoing work the clock begins anew."""
    taken, began_at = Clock(referral.clock), referral.clock_began_at or at
    steps = clocks.steps(referral.status, waiting_on=referral.waiting_on, urgent=referral.urgent)
    following = steps[steps.index(taken) + 1 :] if taken in steps else steps
    if not following and steps in clocks.AGAIN:
        following, began_at = clocks.AGAIN[steps], at
    if not following:
        stop(referral)
        return
    known = rules(organization_id=referral.target_id, service_id=referral.service_id)
    clock = following[0]
    least = known.due(at, clock, clocks.after(clock, known.amounts[clock].unit))
    referral.clock, referral.clock_began_at = clock, began_at
    referral.clock_at = max(known.due(began_at, clock), least)


def hear_soon() -> None:
    """Once this transaction is kept, not at the next round of the clocks."""
    from fullcircle.referrals import jobs

    jobs.hear_the_clocks.later()
