"""When things are due. Pure functions over passed-in times; calendars of single organizations come with the clocks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fullcircle.infra import working_days
from fullcircle.infra.working_days import SATURDAY

ANSWER_IN_WORKING_DAYS = 2
URGENT_ANSWER_IN = timedelta(hours=4)
REPLY_WITHIN = timedelta(
    days=7
)  # after "did you get it?", before a need is met by the organization's word alone
# Silence by working days since the resident last heard something (design.md, section 2).
SOON, LATE, SILENT = 4, 5, 7


def answer_by(sent_at: datetime, *, urgent: bool, zone: str) -> datetime:
    """Two working days later at five in the afternoon; four hours on any day where it is urgent."""
    if urgent:
        return sent_at + URGENT_ANSWER_IN
    return working_days.later(sent_at, ANSWER_IN_WORKING_DAYS, zone=zone)


def working_days_between(since: datetime, until: datetime, *, zone: str) -> int:
    """Monday to Friday days after `since`, up to and including `until`'s day; 0 on the same day or backwards."""
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (since, until))
    days = max((last - first).days, 0)
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((first.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1))


def silence(days: int) -> str:
    """'' for on time, then 'soon', 'late', 'silent'."""
    if days >= SILENT:
        return "silent"
    if days >= LATE:
        return "late"
    return "soon" if days >= SOON else ""


def working_days_back(at: datetime, days: int, *, zone: str) -> datetime:
    """The end of the day since which this many working days have passed: whoever heard nothing after it is overdue."""
    day = at.astimezone(ZoneInfo(zone))
    left = days
    while left:
        left -= day.weekday() < SATURDAY
        day -= timedelta(days=1)
    return datetime.combine(day.date(), time.max, ZoneInfo(zone))
