"""When somebody works: hours of the week, closures, days with other hours, public holidays, in the place's time zone.

Every clock counts in the calendar of whom it waits for. Where no hours are known, work is Monday to Friday, nine to five.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.db import connection

from fullcircle.directory import hours

FARTHEST = 366  # days


@dataclass(slots=True)
class Weekly:
    """`byday` as in iCalendar; see `hours`."""

    byday: str
    opens_at: time | None
    closes_at: time | None


DAY = timedelta(days=1)
OFFICE: tuple[hours.Hours, ...] = (Weekly("MO,TU,WE,TH,FR", time(9), time(17)),)
ALWAYS: tuple[hours.Hours, ...] = (Weekly("MO,TU,WE,TH,FR,SA,SU", time(0), time(0)),)


@dataclass(frozen=True, slots=True)
class Except:
    """Days with other hours, both ends included: closed where `opens_at` is None. `yearly`: every year from the one of
    `first_on` on; it may run over New Year."""

    first_on: date
    last_on: date
    opens_at: time | None = None
    closes_at: time | None = None
    yearly: bool = False

    def covers(self, day: date) -> bool:
        if not self.yearly:
            return self.first_on <= day <= self.last_on
        if day < self.first_on:
            return False
        first, last, asked = ((d.month, d.day) for d in (self.first_on, self.last_on, day))
        return first <= asked <= last if first <= last else asked >= first or asked <= last


@dataclass(slots=True)
class Calendar:
    """What a clock asks. Of several exceptions on one day the last one given holds; an exception is stronger than a
    holiday, so that a place can say that it opens on one."""

    zone: ZoneInfo
    weekly: Sequence[hours.Hours] = OFFICE
    exceptions: Sequence[Except] = ()
    holidays: Container[date] = ()
    _known: dict[date, tuple[time, time] | None] = field(default_factory=dict, repr=False, compare=False)

    def hours_on(self, day: date) -> tuple[time, time] | None:
        """From the first opening to the last closing; None where nobody works. A closing before the opening is after
        midnight."""
        if day not in self._known:
            self._known[day] = self._hours_on(day)
        return self._known[day]

    def _hours_on(self, day: date) -> tuple[time, time] | None:
        for other in reversed(self.exceptions):
            if other.covers(day):
                if other.opens_at is None or other.closes_at is None:
                    return None
                return other.opens_at, other.closes_at
        if day in self.holidays:
            return None
        spans = [
            (row.opens_at, row.closes_at)
            for row in self.weekly
            if row.opens_at is not None and row.closes_at is not None and hours.falls_on(row.byday, day)
        ]
        if not spans:
            return None
        _opens, closes = max(spans, key=lambda span: (span[1] <= span[0], span[1]))
        return min(opens for opens, _closes in spans), closes

    def works_on(self, day: date) -> bool:
        return self.hours_on(day) is not None

    def is_open(self, at: datetime) -> bool:
        day = at.astimezone(self.zone).date()
        spans = filter(None, (self._span(day - DAY), self._span(day)))
        return any(span.opens <= at < span.closes for span in spans)

    def _span(self, day: date) -> hours.Span | None:
        if (found := self.hours_on(day)) is None:
            return None
        opens, closes = found
        ends = day if closes > opens else day + DAY
        return hours.Span(datetime.combine(day, opens, self.zone), datetime.combine(ends, closes, self.zone))

    def later(self, at: datetime, days: int, *, opening: bool = False) -> datetime:
        """The closing (or opening) of the working day that is this many after `at`'s day; where none comes within a year,
        that of an office."""
        first = day = at.astimezone(self.zone).date()
        left = days
        while left and (day - first).days < FARTHEST:
            day += DAY
            left -= self.works_on(day)
        opens, closes = self.hours_on(day) or (time(9), time(17))
        if not opening and closes <= opens:
            day += DAY
        return datetime.combine(day, opens if opening else closes, self.zone)

    def opens(self, at: datetime) -> datetime:
        """`at` itself where it is open, else the next opening; where none comes within a year, that of an office."""
        if self.is_open(at):
            return at
        today = at.astimezone(self.zone).date()
        span = self._span(today)
        return span.opens if span and span.opens > at else self.later(at, 1, opening=True)

    def in_office_hours(self) -> Calendar:
        """The same closures and holidays, and otherwise Monday to Friday."""
        return Calendar(self.zone, exceptions=self.exceptions, holidays=self.holidays)

    def between(self, since: datetime, until: datetime) -> int:
        """Working days after `since`'s day, up to and with `until`'s; 0 on the same day or backwards."""
        first, last = (moment.astimezone(self.zone).date() for moment in (since, until))
        return sum(self.works_on(first + DAY * n) for n in range(1, (last - first).days + 1))

    def back(self, at: datetime, days: int) -> datetime:
        """The end of the day since which this many working days have passed: whoever heard nothing after it is overdue."""
        day, left = at.astimezone(self.zone).date(), days
        while left:
            left -= self.works_on(day)
            day -= DAY
        return datetime.combine(day, time.max, self.zone)


def community() -> Calendar:
    """The community's own: Monday to Friday, without the public holidays of FULLCIRCLE_HOLIDAYS."""
    return _office(settings.TIME_ZONE, settings.HOLIDAYS)


@cache
def _office(zone: str, code: str) -> Calendar:
    return Calendar(ZoneInfo(zone), holidays=public_holidays(code))


@cache
def public_holidays(code: str) -> Container[date]:
    """Of a country or a part of it, as ISO 3166 names them: "US", "US-MI"; "" for none. Worked out as years are asked for."""
    country, _dash, part = code.partition("-")
    return holidays.country_holidays(country, subdiv=part or None) if country else ()


# What is known of one service, in one statement: its hours, else those of its places; then what is different on which days.
KNOWN = """
with own as (select byday, opens_at, closes_at from directory_schedule where service_id = %(id)s),
there as (select c.byday, c.opens_at, c.closes_at from directory_schedule c join directory_serviceatlocation l using (location_id)
  where l.service_id = %(id)s and not exists (select 1 from own where opens_at is not null and closes_at is not null))
select byday, opens_at, closes_at, null::date, null::date, false, null::timestamptz as said_at from own
union all select byday, opens_at, closes_at, null, null, false, null from there
union all select '', d.opens_at, d.closes_at, d.first_on, d.last_on, d.yearly, d.said_at
  from directory_differenthours d join directory_service s on s.id = %(id)s
  where d.ended_at is null and (d.service_id = s.id or d.organization_id = s.organization_id and d.service_id is null)
order by said_at nulls first
"""


SAID = """
select s.id, d.first_on, d.last_on, d.opens_at, d.closes_at, d.yearly
from directory_differenthours d join directory_service s
  on d.service_id = s.id or d.organization_id = s.organization_id and d.service_id is null
where s.id = any (%s) and d.ended_at is null order by d.said_at
"""


def as_said(service_ids: Collection[UUID]) -> dict[UUID, Calendar]:
    """Of services that said closures or other hours: open whenever these do not say otherwise. Public holidays are not in it:
    a line that answers day and night answers on them, too."""
    said: dict[UUID, list[Except]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SAID, [list(service_ids)])
        for service_id, *days in cursor.fetchall():
            said.setdefault(service_id, []).append(Except(*days))
    return {one: Calendar(ZoneInfo(settings.TIME_ZONE), ALWAYS, days) for one, days in said.items()}


def of_service(service_id: UUID) -> Calendar:
    """The calendar of who answers for a service: its own hours, else those of its places, else office hours; with the
    closures of the service and of its whole organization, of which the one said last holds."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"id": service_id})
        rows = cursor.fetchall()
    weekly: list[hours.Hours] = [Weekly(*row[:3]) for row in rows if row[3] is None]
    return Calendar(
        ZoneInfo(settings.TIME_ZONE),
        weekly=[row for row in weekly if hours.usable(row)] or OFFICE,
        exceptions=[
            Except(first, last, opens, closes, yearly)
            for _days, opens, closes, first, last, yearly, _said in rows
            if first is not None
        ],
        holidays=public_holidays(settings.HOLIDAYS),
    )
