"""Working days: Monday to Friday, in a given time zone. Holidays of single organizations come with the clocks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
END_OF_DAY = time(17)


def later(at: datetime, days: int, *, zone: str) -> datetime:
    """Five in the afternoon, this many working days after `at`'s day."""
    day = at.astimezone(ZoneInfo(zone))
    left = days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.combine(day.date(), END_OF_DAY, ZoneInfo(zone))
