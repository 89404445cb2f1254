"""When a place is open, from weekly hours in the place's own time zone.

`byday` as in iCalendar: "MO", "MO,WE", "1TH" for the first Thursday of a month, "-1FR" for the last Friday.
Hours that end before they begin run past midnight; hours that end when they begin run the whole day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils.timezone import localtime

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
WHOLE_DAY = timedelta(days=1)
AHEAD = 36  # days: from one first Thursday of a month to the next are 28 or 35


class Hours(Protocol):
    byday: str
    opens_at: time | None
    closes_at: time | None


@dataclass(frozen=True, slots=True)
class Span:
    opens: datetime
    closes: datetime


def is_open(rows: Iterable[Hours], at: datetime) -> bool | None:
    """None where no usable hours are known."""
    known = [row for row in rows if usable(row)]
    return current(known, at) is not None if known else None


def current(rows: Iterable[Hours], at: datetime) -> Span | None:
    """The span we are in, the one that lasts longest where several do."""
    now = localtime(at)
    running = [
        span
        for span in spans(rows, now.date() - timedelta(days=1), 2, now)
        if span.opens <= now < span.closes
    ]
    return max(running, key=lambda span: span.closes, default=None)


def coming(rows: Iterable[Hours], at: datetime) -> Span | None:
    """The next opening."""
    now = localtime(at)
    later = [span for span in spans(rows, now.date(), AHEAD, now) if span.opens > now]
    return min(later, key=lambda span: span.opens, default=None)


def spans(rows: Iterable[Hours], first: date, days: int, now: datetime) -> list[Span]:
    known = [row for row in rows if usable(row)]
    return [
        _span(row, first + timedelta(days=n), now)
        for n in range(days)
        for row in known
        if falls_on(row.byday, first + timedelta(days=n))
    ]


def usable(row: Hours) -> bool:
    return bool(row.opens_at is not None and row.closes_at is not None and DAY.search(row.byday))


def falls_on(byday: str, day: date) -> bool:
    for nth, name in DAY.findall(byday):
        if WEEKDAYS[day.weekday()] != name:
            continue
        if not nth or _is_nth(int(nth), day):
            return True
    return False


def _is_nth(nth: int, day: date) -> bool:
    if nth > 0:
        return (day.day - 1) // 7 + 1 == nth
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - day).days <= 7 * -nth and (following - day).days > 7 * (-nth - 1)


def _span(row: Hours, day: date, now: datetime) -> Span:
    assert row.opens_at is not None  # noqa: S101 - `usable` was asked
    assert row.closes_at is not None  # noqa: S101
    ends = day if row.closes_at > row.opens_at else day + timedelta(days=1)
    zone = now.tzinfo
    return Span(datetime.combine(day, row.opens_at, zone), datetime.combine(ends, row.closes_at, zone))
