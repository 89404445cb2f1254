"""How much room a service has: its own word, and what is left of its limits by live work; the worse of both holds.

And when a request sent now would reach it: an organization that takes so many new ones a week is asked for the rest later.
Nothing of this is computed for protected services. The method of limits less live work is that of tax clinics
(research/market.md, V1).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.directory import calendars, policies
from fullcircle.directory import queries as directory
from fullcircle.referrals.time import winding

if TYPE_CHECKING:
    from fullcircle.directory.models import Capacity, Service
    from fullcircle.referrals.models import Referral

ORDER = {"open": 0, "limited": 1, "": 2, "wait-list": 3, "closed": 4}
FEW = 5  # a fifth of the places left, or one, is "some room"
WEEK = timedelta(days=7)
WEEKS = 26  # how far ahead turns are given


@dataclass(frozen=True, slots=True)
class Room:
    """`number`: of places, where it is known. `computed`: from live work, else in their own word, said at `as_of`."""

    state: str
    as_of: datetime
    number: int | None = None
    wait_days: int | None = None
    computed: bool = False

    @property
    def full(self) -> bool:
        return self.state == "closed"


def rooms(services: Iterable[Service], *, at: datetime) -> dict[UUID, Room]:
    """Of each service about which anything is known."""
    said = {service.pk: held for service in services if (held := _capacity(service)) is not None}
    counted = [pk for pk, held in said.items() if held.maximum is not None or held.room_this_week is not None]
    free = _free(counted, at) if counted else {}
    found = {pk: _room(held, *free.get(pk, (None, None)), at=at) for pk, held in said.items()}
    return {pk: room for pk, room in found.items() if room is not None}


def room(service: Service, *, at: datetime) -> Room | None:
    return rooms([service], at=at).get(service.pk)


def _capacity(service: Service) -> Capacity | None:
    return None if service.protected else getattr(service, "capacity", None)


def _free(service_ids: list[UUID], at: datetime) -> dict[UUID, tuple[int | None, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_places(%s, %s)", [service_ids, at])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _room(held: Capacity, free: int | None, left_of_week: int | None, *, at: datetime) -> Room | None:
    own = Room(held.state, held.said_at, wait_days=held.wait_days) if held.state else None
    if own and left_of_week is not None and at - (held.counted_from or held.said_at) < WEEK:
        own = Room("closed", at, 0, computed=True) if left_of_week == 0 else replace(own, number=left_of_week)
    worked_out = _worked_out(held, free, at)
    known = [one for one in (own, worked_out) if one is not None]
    return max(known, key=lambda one: ORDER[one.state], default=None)


def _worked_out(held: Capacity, free: int | None, at: datetime) -> Room | None:
    if free is None or held.maximum is None:
        return None
    if free == 0:
        state = "wait-list" if held.state == "wait-list" else "closed"
        return Room(state, at, 0, wait_days=held.wait_days, computed=True)
    state = "limited" if free <= max(1, held.maximum // FEW) else "open"
    return Room(state, at, free, computed=True)


def turn(service: Service, *, at: datetime, urgent: bool = False, hold: bool = False) -> datetime:
    """When a request sent now reaches the service: at once, or in the first week that has room, when it opens; never before
    one that waits already. What is urgent never waits. `hold` keeps others from the same turn until the transaction ends."""
    held = _capacity(service)
    if held is None or held.weekly_limit is None or urgent:
        return at
    times = _weeks(at)
    asked = _asked(service.pk, times, hold=hold)
    last = _one("select referrals_last_turn(%s)", service.pk) or at
    calendar = calendars.of_service(service.pk)
    for number, begins, ends in zip(asked, times, times[1:], strict=False):
        opens = at if begins <= at else calendar.opens(begins)
        if number < held.weekly_limit and opens < ends and last < ends:
            return opens
    return times[-1]


def turn_kept(referral: Referral, *, at: datetime) -> datetime:
    """`at` where this is still the week of its turn, else a new turn. Beyond the weeks that turns are counted for, all get
    the first moment of one week: they are counted when it comes."""
    planned, week = referral.asks_at, _weeks(at)[0]
    service = directory.service(referral.service_id)
    if planned is None or planned > week or (planned == week and not _full(service, week)):
        return at
    return turn(service, at=at, urgent=referral.urgent, hold=True)


def _full(service: Service, week: datetime) -> bool:
    held = _capacity(service)
    limit = held.weekly_limit if held is not None else None
    return limit is not None and int(_one("select referrals_came(%s, %s)", service.pk, week)) >= limit


def services_that_keep() -> list[UUID]:
    """Those for which requests wait until a week has room. For jobs alone."""
    return [row[0] for row in _rows("select * from referrals_keeping()")]


def move_up(service_id: UUID, *, at: datetime) -> None:
    """Where a week has room again, or the limit is gone, who waits comes earlier, in the same order. For jobs alone."""
    kept = _rows("select * from referrals_kept(%s)", service_id)
    turns = _earlier(directory.service(service_id), [planned for _id, planned in kept], at)
    for (referral_id, planned), earlier in zip(kept, turns, strict=True):
        if earlier < planned:
            _one("select referrals_moves_up(%s, %s)", referral_id, earlier)


def _earlier(service: Service, kept: list[datetime], at: datetime) -> list[datetime]:
    """The turns of who waits, in their order, each in the first week with room; what has its week keeps its hour."""
    held = _capacity(service)
    if held is None or held.weekly_limit is None:
        return [min(at, planned) for planned in kept]
    times, calendar = _weeks(at), calendars.of_service(service.pk)
    weeks = [bisect_right(times, planned) - 1 for planned in kept]  # -1: it has passed
    free = [held.weekly_limit - number for number in _asked(service.pk, times, hold=True)]
    for week in weeks:
        if 0 <= week < WEEKS:
            free[week] += 1
    turns, first = [], 0
    for planned, its_week in zip(kept, weeks, strict=True):
        openings = (
            (week, calendar.opens(times[week]) if week else at) for week in range(first, min(its_week, WEEKS))
        )
        with_room = ((week, opens) for week, opens in openings if free[week] > 0 and opens < times[week + 1])
        taken, turn = next(with_room, (its_week, planned))
        if 0 <= taken < WEEKS:
            free[taken] -= 1
            first = taken  # nobody comes before who waited longer
        turns.append(turn)
    return turns


def moves(referral: Referral, *, to: datetime) -> None:
    """A new turn; what the person agreed to opens with it. The caller winds the clock and saves."""
    with connection.cursor() as cursor:
        cursor.execute("select referrals_new_turn(%s, %s)", [referral.pk, to])
    referral.asks_at = to


def _weeks(at: datetime) -> list[datetime]:
    """Monday midnights, from this week's on."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = at.astimezone(zone).date()
    first = today - timedelta(days=today.weekday())
    return [datetime.combine(first + WEEK * n, time.min, zone) for n in range(WEEKS + 1)]


def _asked(service_id: UUID, times: list[datetime], *, hold: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select referrals_turns(%s, %s::timestamptz[], %s)", [service_id, times, hold])
        counted: list[int] = cursor.fetchone()[0]
    return counted


def _one(sql: str, *values: Any) -> Any:
    return _rows(sql, *values)[0][0]


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def waiting(service_ids: list[UUID]) -> dict[UUID, int]:
    """How many requests wait until a week of the actor's own services has room."""
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_held(%s)", [service_ids])
        return dict(cursor.fetchall())


def let_in(*, service_id: UUID, actor: Actor, at: datetime) -> int:
    """The receiver takes now what waits for a week with room: how many. They come as soon as the clocks are heard.
    Raises Denied, NotListed."""
    policies.check_can_say(actor, directory.service(service_id))
    with connection.cursor() as cursor:
        cursor.execute("select referrals_let_in(%s)", [service_id])
        number = int(cursor.fetchone()[0])
    about = Subject(DataClass.ACCESS, detail={"service": str(service_id), "number": number})
    events.record(actor=actor, did="service.let-in", about=about, at=at)
    winding.hear_soon()  # in this week still, on its last evening too
    return number
