"""The lists that people work from: today, the inbox, requests sent, and what needs the hub. Plain SQL: hot paths."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from fullcircle.directory import calendars
from fullcircle.referrals.states import FINAL, IN_HAND, LIVE, OPEN_OUTCOMES, UNANSWERED, Status, WaitingOn
from fullcircle.referrals.time import clocks

PAGE = 50
TABS = {
    "new": UNANSWERED,
    "working": IN_HAND,
    "waiting": (Status.WAIT_LISTED,),
    "done": tuple(sorted(FINAL)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One need of one person, with the attempt that asks us something, else its latest."""

    need_id: UUID
    person_id: UUID
    steward_id: UUID | None  # None and '' where who lists may not see the person
    steward: str
    person: str
    domain: str
    detail: str
    urgent: bool
    outcome: str
    reply: str
    last_heard_at: datetime
    referral_id: UUID | None
    status: str
    waiting_on: str
    reason: str
    target: str
    service: str
    sent_at: datetime | None
    answer_by: datetime | None
    expected_on: date | None
    held_until: datetime | None  # it reaches the target then
    source_id: UUID | None
    quiet_days: int

    @property
    def silence(self) -> str:
        return clocks.silence(self.quiet_days)


# A question of one place stands, whoever was asked after it.
ATTEMPT = """lateral (select * from referrals_referral r where r.need_id = n.id
  order by (r.source_id = (select access_organization()) and r.waiting_on = 'source' and r.status in ('sent', 'in-review')) desc,
    r.made_at desc limit 1) r on true"""
TODAY = """
select n.id, n.person_id, p.steward_id, coalesce(k.name, ''), p.name,
  n.domain, n.detail, n.urgent, n.outcome, n.reply, n.last_heard_at,
  r.id, coalesce(r.status, ''), coalesce(r.waiting_on, ''), coalesce(r.reason, ''), coalesce(o.name, ''), coalesce(s.name, ''),
  r.sent_at, r.answer_by, r.expected_on, case when r.clock = 'ask' then r.asks_at end, r.source_id
from people_person p
join referrals_need n on n.person_id = p.id
left join directory_organization k on k.id = p.steward_id
left join {attempt}
left join directory_organization o on o.id = r.target_id
left join directory_service s on s.id = r.service_id
where {whose} and n.wants_help and n.outcome = any (%s)
order by n.last_heard_at, n.id
"""


@dataclass(frozen=True, slots=True)
class Today:
    overdue: list[Line]
    mine: list[Line]
    waiting: list[Line]
    people: int


NOBODYS = "p.steward_id = %s and (p.navigator_id is null or p.navigator_id <> all (%s::uuid[]))"
COUNT_NOBODYS = f"""
select count(*) from (select p.id from people_person p join referrals_need n on n.person_id = p.id
  where {NOBODYS} and n.wants_help and n.outcome = any (%s) union select unnest(%s::uuid[])) nobodys
"""  # noqa: S608 - our words


def today(
    *, organization_id: UUID, at: datetime, user_id: UUID | None = None, nobody_of: Collection[UUID] | None = None
) -> Today:  # fmt: skip
    """Open needs in three lanes: too long silent, waiting for the navigator, waiting for others.

    Of one navigator's people, or of the whole organization where no user is named; `nobody_of`: only whom none of these
    helps. What places ask about people who were handed on since waits for any of us."""
    whom: list[Any]
    whose, whom = ("p.navigator_id = %s", [user_id]) if user_id else ("p.steward_id = %s", [organization_id])
    if nobody_of is not None:
        whose, whom = NOBODYS, [organization_id, list(nobody_of)]
    sql = TODAY.format(whose=whose, attempt=ATTEMPT)
    lines = [_line(row, at) for row in _rows(sql, [*whom, list(OPEN_OUTCOMES)])]
    overdue = [line for line in lines if line.quiet_days >= clocks.LATE]
    rest = [line for line in lines if line.quiet_days < clocks.LATE]
    people = len({line.person_id for line in lines})
    asked = [_line(row, at) for row in _rows(STILL_OURS, [organization_id, organization_id, PAGE, 0])]
    return Today(
        overdue,
        [*(line for line in rest if needs_answer(line)), *asked],
        [line for line in rest if not needs_answer(line)],
        people,
    )


def count_nobodys(
    *, organization_id: UUID, navigators: Collection[UUID], who_wrote: Collection[UUID] = ()
) -> int:
    """How many people with open needs none of these helps: their navigator left, or they never had one; and who of such
    people wrote."""
    values = [organization_id, list(navigators), list(OPEN_OUTCOMES), list(who_wrote)]
    return int(_rows(COUNT_NOBODYS, values)[0][0])


def needs_answer(line: Line) -> bool:
    """Nobody else will act on it: no attempt yet, the last one failed, a question stands, or the resident said not yet."""
    if line.status not in LIVE:
        return line.status != Status.COMPLETED or line.reply in {"some", "no"}
    return line.waiting_on == WaitingOn.SOURCE


def _line(row: tuple[Any, ...], at: datetime) -> Line:
    quiet = calendars.community().between(row[10], at)
    return Line(*(*row, quiet))


@dataclass(frozen=True, slots=True)
class Request:
    """One referral as its receiver or its sender lists it."""

    referral_id: UUID
    need_id: UUID
    person: str
    domain: str
    detail: str
    status: str
    urgent: bool
    waiting_on: str
    sent_at: datetime
    answer_by: datetime | None
    expected_on: date | None
    held_until: datetime | None
    hub_user_id: UUID | None
    target_user_id: UUID | None
    target_id: UUID
    reason: str
    service: str
    source: str
    target: str
    adults: int
    children: int
    language: str


REQUESTS = """
select r.id, r.need_id, coalesce(p.name, ''), coalesce(n.domain, ''), coalesce(n.detail, ''), r.status, r.urgent, r.waiting_on,
  r.sent_at, r.answer_by, r.expected_on, case when r.clock = 'ask' then r.asks_at end, r.hub_user_id,
  r.target_user_id, r.target_id, r.reason,
  coalesce(s.name, ''), coalesce(so.name, ''), coalesce(t.name, ''),
  coalesce(h.adults, 0), coalesce(h.children, 0), coalesce(p.language, '')
from referrals_referral r
left join people_person p on p.id = r.person_id
left join referrals_need n on n.id = r.need_id
left join people_household h on h.person_id = r.person_id
left join directory_service s on s.id = r.service_id
left join directory_organization so on so.id = r.source_id
left join directory_organization t on t.id = r.target_id
where {where} and r.sent_at is not null
order by {order} limit %s offset %s
"""


@dataclass(frozen=True, slots=True)
class SeenToBy:
    """Only what these see to; `nobody`: only what none of them does."""

    users: tuple[UUID, ...] = ()
    nobody: bool = False

    @property
    def where(self) -> str:
        theirs = "r.target_user_id = any (%s)"
        return f" and {theirs} is not true" if self.nobody else f" and {theirs}"


def inbox(
    *, organization_id: UUID, tab: str, page: int = 1, seen_to_by: SeenToBy | None = None, in_order: Sequence[UUID] = ()
) -> list[Request]:  # fmt: skip
    """What an organization received, by tab; what waits for an answer comes first due, first shown. `in_order`: these
    first, as they stand here."""
    where, values = _received(organization_id, seen_to_by)
    values = [*values, _texts(TABS[tab])]
    order = "r.sent_at desc, r.id" if tab == "done" else "r.answer_by nulls last, r.id"
    if in_order:
        order, values = f"array_position(%s::uuid[], r.id), {order}", [*values, list(in_order)]
    return _requests(f"{where} and r.status = any (%s)", order, values, page)


def chosen(organization_id: UUID, referral_ids: set[UUID]) -> list[Request]:
    """Those of these that the organization received."""
    where, values = _received(organization_id, None)
    sql = REQUESTS.format(where=f"{where} and r.id = any (%s)", order="r.id")
    return [Request(*row) for row in _rows(sql, [*values, list(referral_ids), len(referral_ids), 0])]


def _received(organization_id: UUID, seen_to_by: SeenToBy | None) -> tuple[str, list[Any]]:
    where, values = "r.target_id = %s and r.clock <> 'ask'", [organization_id]
    return (where + seen_to_by.where, [*values, list(seen_to_by.users)]) if seen_to_by else (where, values)


def sent(*, organization_id: UUID, statuses: tuple[Status, ...], page: int = 1) -> list[Request]:
    """What an organization sent, newest first."""
    return _requests(
        "r.source_id = %s and r.status = any (%s)",
        "r.sent_at desc, r.id",
        [organization_id, _texts(statuses)],
        page,
    )


def at_the_desk(*, page: int = 1, target_id: UUID | None = None) -> list[Request]:
    """Requests in the network that time brought to the hub: without an answer or news for too long, the longest first."""
    where, values = (
        ("r.hub_since is not null and r.target_id = %s", [target_id])
        if target_id
        else ("r.hub_since is not null", [])
    )
    return _requests(where, "r.urgent desc, r.hub_since, r.id", values, page)


def in_network(*, since: datetime, until: datetime, which: str, page: int = 1) -> list[Request]:
    """The list behind a figure of the pulse."""
    where = {
        "sent": "true",
        "answered": "r.answer <> ''",
        "helped": "r.status = 'completed' and r.helped",
        "void": "r.status = 'expired'",
        "open": "r.status = any ('{sent,in-review,accepted,wait-listed,in-progress,paused}')",
    }[which]
    period = "r.sent_at >= %s and r.sent_at < %s and r.status <> 'entered-in-error' and "
    return _requests(period + where, "r.sent_at desc, r.id", [since, until], page)


def _requests(where: str, order: str, values: list[Any], page: int) -> list[Request]:
    rows = _rows(REQUESTS.format(where=where, order=order), [*values, PAGE, (page - 1) * PAGE])
    return [Request(*row) for row in rows]


def inbox_counts(organization_id: UUID, seen_to_by: SeenToBy | None = None) -> dict[str, int]:
    where, values = _received(organization_id, seen_to_by)
    rows = _rows(
        f"select r.status, count(*) from referrals_referral r where {where} and r.sent_at is not null group by r.status",  # noqa: S608 - both parts stand in this file
        values,
    )
    counted = dict(rows)
    return {tab: sum(counted.get(status, 0) for status in statuses) for tab, statuses in TABS.items()}


# The page of needs first, then of each its attempt.
NEEDS = """
select n.id, n.person_id, p.steward_id, coalesce(k.name, ''), coalesce(p.name, ''),
  n.domain, n.detail, n.urgent, n.outcome, n.reply, n.last_heard_at,
  r.id, coalesce(r.status, ''), coalesce(r.waiting_on, ''), coalesce(r.reason, ''), coalesce(o.name, ''), coalesce(s.name, ''),
  r.sent_at, r.answer_by, r.expected_on, case when r.clock = 'ask' then r.asks_at end, r.source_id
from (select * from referrals_need n where n.wants_help and {where} order by n.last_heard_at, n.id limit %s offset %s) n
left join people_person p on p.id = n.person_id
left join directory_organization k on k.id = p.steward_id
left join {attempt}
left join directory_organization o on o.id = r.target_id
left join directory_service s on s.id = r.service_id
order by n.last_heard_at, n.id
"""
SILENT = NEEDS.format(attempt=ATTEMPT, where="n.outcome = any (%s) and n.last_heard_at < %s")
# Of people whom others keep by now: what we sent, only we can answer.
STILL_OURS = NEEDS.format(
    attempt=ATTEMPT,
    where="n.steward_id <> %s and exists (select 1 from referrals_referral q where q.need_id = n.id and q.source_id = %s"
    " and q.waiting_on = 'source' and q.status in ('sent', 'in-review'))",
)


def silent_residents(*, at: datetime, page: int = 1) -> list[Line]:
    """Open needs in the network whose resident has heard nothing for the silence clock's days, the longest first."""
    cutoff = calendars.community().back(at, clocks.SILENT)
    rows = _rows(SILENT, [list(OPEN_OUTCOMES), cutoff, PAGE, (page - 1) * PAGE])
    return [_line(row, at) for row in rows]


def _texts(statuses: tuple[Status, ...]) -> list[str]:
    return [str(status) for status in statuses]


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def count_silent(*, at: datetime) -> int:
    cutoff = calendars.community().back(at, clocks.SILENT)
    sql = "select count(*) from referrals_need n where n.wants_help and n.outcome = any (%s) and n.last_heard_at < %s"
    return int(_rows(sql, [list(OPEN_OUTCOMES), cutoff])[0][0])


def count_at_the_desk() -> int:
    return int(_rows("select count(*) from referrals_referral r where r.hub_since is not null", [])[0][0])


NEEDS_WHERE = {
    "wanted": "true",
    "met": "n.outcome in ('met', 'met-unconfirmed')",
    "confirmed": "n.outcome = 'met' and n.reply = 'yes'",
    "asked": "n.asked_at is not null and not n.could_not_ask",
    "replied": "n.replied_at is not null",
    "could-not-ask": "n.could_not_ask",
}


def needs_behind(*, since: datetime, until: datetime, which: str, at: datetime, page: int = 1) -> list[Line]:
    """The needs behind a figure of the pulse."""
    sql = NEEDS.format(
        attempt=ATTEMPT, where=f"n.found_at >= %s and n.found_at < %s and {NEEDS_WHERE[which]}"
    )
    return [_line(row, at) for row in _rows(sql, [since, until, PAGE, (page - 1) * PAGE])]
