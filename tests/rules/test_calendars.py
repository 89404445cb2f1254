"""When somebody works, at the edges: the calendar that every clock counts in."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from fullcircle.directory.calendars import Calendar, Except, Weekly, public_holidays

ZONE = ZoneInfo("America/Detroit")
US = public_holidays("US")
WEDNESDAYS = (Weekly("WE", time(10), time(14)),)
PANTRY = (Weekly("MO,WE", time(10), time(14)), Weekly("FR", time(13), time(18)))
NIGHTS = (Weekly("FR,SA", time(20), time(2)),)
FIRST_THURSDAYS = (Weekly("1TH", time(9), time(12)),)
SPLIT = (Weekly("MO,TU,WE,TH,FR", time(9), time(12)), Weekly("MO,TU,WE,TH,FR", time(13), time(16)))
AUGUST = Except(date(2026, 8, 3), date(2026, 8, 16))
WINTER = Except(date(2025, 11, 1), date(2026, 4, 14), yearly=True)  # a shelter garden: closed over New Year
SUMMER = Except(date(2024, 6, 1), date(2024, 8, 31), yearly=True)
HALF = Except(date(2026, 12, 24), date(2026, 12, 24), time(9), time(12))
OPEN_ON_LABOR_DAY = Except(date(2026, 9, 7), date(2026, 9, 7), time(10), time(12))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


OFFICE = Calendar(ZONE, holidays=US)
PLACES = {
    "office": OFFICE,
    "no holidays": Calendar(ZONE),
    "wednesdays": Calendar(ZONE, WEDNESDAYS, holidays=US),
    "pantry": Calendar(ZONE, PANTRY, holidays=US),
    "nights": Calendar(ZONE, NIGHTS, holidays=US),
    "first thursdays": Calendar(ZONE, FIRST_THURSDAYS, holidays=US),
    "split": Calendar(ZONE, SPLIT, holidays=US),
    "august off": Calendar(ZONE, exceptions=[AUGUST], holidays=US),
    "winter off": Calendar(ZONE, exceptions=[WINTER], holidays=US),
    "summer off": Calendar(ZONE, exceptions=[SUMMER], holidays=US),
    "half day": Calendar(ZONE, exceptions=[HALF], holidays=US),
    "open on Labor Day": Calendar(ZONE, exceptions=[OPEN_ON_LABOR_DAY], holidays=US),
    "closed, then not": Calendar(ZONE, exceptions=[AUGUST, Except(date(2026, 8, 5), date(2026, 8, 5), time(9), time(10))]),
    "always closed": Calendar(ZONE, exceptions=[Except(date(2020, 1, 1), date(2040, 1, 1))]),
    "texas": Calendar(ZONE, holidays=public_holidays("US-TX")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "since", "days", "due"),
    [
        ("office", "2026-03-10T10:00", 1, "2026-03-11T17:00"),  # Tuesday to Wednesday
        ("office", "2026-03-10T10:00", 2, "2026-03-12T17:00"),
        ("office", "2026-03-12T10:00", 2, "2026-03-16T17:00"),  # over a weekend
        ("office", "2026-03-13T23:59", 2, "2026-03-17T17:00"),  # Friday night
        ("office", "2026-03-14T10:00", 2, "2026-03-17T17:00"),  # Saturday
        ("office", "2026-03-15T10:00", 2, "2026-03-17T17:00"),  # Sunday
        ("office", "2026-03-06T10:00", 1, "2026-03-09T17:00"),  # over the night when an hour is lost
        ("office", "2026-10-30T10:00", 1, "2026-11-02T17:00"),  # and won
        ("office", "2026-07-02T10:00", 1, "2026-07-06T17:00"),  # July 4 is a Saturday: kept on Friday the 3rd
        ("office", "2026-09-04T10:00", 1, "2026-09-08T17:00"),  # over Labor Day
        ("office", "2026-11-25T10:00", 1, "2026-11-27T17:00"),  # over Thanksgiving
        ("office", "2026-12-24T10:00", 1, "2026-12-28T17:00"),  # Christmas is a Friday
        ("office", "2026-12-31T10:00", 1, "2027-01-04T17:00"),  # New Year
        ("no holidays", "2026-12-24T10:00", 1, "2026-12-25T17:00"),
        ("wednesdays", "2026-03-10T10:00", 1, "2026-03-11T14:00"),
        ("wednesdays", "2026-03-11T09:00", 1, "2026-03-18T14:00"),  # the day itself does not count
        ("wednesdays", "2026-03-10T10:00", 4, "2026-04-01T14:00"),
        ("wednesdays", "2026-11-10T10:00", 1, "2026-11-18T14:00"),  # the 11th is Veterans Day
        ("pantry", "2026-03-09T10:00", 1, "2026-03-11T14:00"),
        ("pantry", "2026-03-11T10:00", 1, "2026-03-13T18:00"),  # Friday closes at six
        ("pantry", "2026-03-13T10:00", 2, "2026-03-18T14:00"),
        ("nights", "2026-03-12T10:00", 1, "2026-03-14T02:00"),  # Friday's work ends on Saturday at two
        ("nights", "2026-03-13T22:00", 1, "2026-03-15T02:00"),
        ("nights", "2026-03-07T10:00", 1, "2026-03-14T02:00"),
        ("first thursdays", "2026-03-05T08:00", 1, "2026-04-02T12:00"),
        ("first thursdays", "2026-12-10T08:00", 1, "2027-01-07T12:00"),
        ("split", "2026-03-10T10:00", 1, "2026-03-11T16:00"),  # until the last closing
        ("august off", "2026-07-31T10:00", 1, "2026-08-17T17:00"),
        ("august off", "2026-08-05T10:00", 1, "2026-08-17T17:00"),
        ("winter off", "2025-10-31T10:00", 1, "2026-04-15T17:00"),
        ("winter off", "2026-10-30T10:00", 1, "2027-04-15T17:00"),  # each year again
        ("winter off", "2025-10-20T10:00", 1, "2025-10-21T17:00"),
        ("summer off", "2026-05-29T10:00", 1, "2026-09-01T17:00"),
        ("summer off", "2023-06-05T10:00", 1, "2023-06-06T17:00"),  # the year before it was first said
        ("half day", "2026-12-23T10:00", 1, "2026-12-24T12:00"),
        ("open on Labor Day", "2026-09-04T10:00", 1, "2026-09-07T12:00"),
        ("closed, then not", "2026-08-03T10:00", 1, "2026-08-05T10:00"),  # what was said last holds
        ("always closed", "2026-03-10T10:00", 1, "2027-03-11T17:00"),  # a year on, rather than never
        ("texas", "2026-02-27T10:00", 1, "2026-03-03T17:00"),  # its own holiday, on March 2
    ],
)  # fmt: skip
def test_a_clock_counts_in_the_calendar_of_whom_it_waits_for(place, since, days, due):
    assert PLACES[place].later(at(since), days) == at(due)


@pytest.mark.parametrize(
    ("place", "when", "is_open"),
    [
        ("office", "2026-03-10T09:00", True),
        ("office", "2026-03-10T08:59", False),
        ("office", "2026-03-10T17:00", False),
        ("office", "2026-03-14T10:00", False),  # urgent on Saturday: the hub's
        ("office", "2026-07-03T10:00", False),
        ("nights", "2026-03-14T01:59", True),  # Friday's night
        ("nights", "2026-03-14T02:00", False),
        ("nights", "2026-03-13T19:59", False),
        ("half day", "2026-12-24T11:59", True),
        ("half day", "2026-12-24T12:00", False),
        ("august off", "2026-08-04T10:00", False),
        ("winter off", "2026-01-05T10:00", False),
        ("open on Labor Day", "2026-09-07T11:00", True),
    ],
)
def test_open_at(place, when, is_open):
    assert PLACES[place].is_open(at(when)) is is_open


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-03-10T09:00", "2026-03-10T18:00", 0),
        ("2026-03-10T23:00", "2026-03-11T01:00", 1),
        ("2026-03-13T09:00", "2026-03-14T09:00", 0),  # Friday to Saturday
        ("2026-03-13T09:00", "2026-03-16T09:00", 1),
        ("2026-03-10T09:00", "2026-03-17T09:00", 5),
        ("2026-03-10T09:00", "2026-04-07T09:00", 20),
        ("2026-09-04T09:00", "2026-09-08T09:00", 1),  # over Labor Day
        ("2026-03-11T09:00", "2026-03-10T09:00", 0),  # backwards
    ],
)
def test_working_days_between(since, until, days):
    assert OFFICE.between(at(since), at(until)) == days


@pytest.mark.parametrize("days", range(1, 12))
@pytest.mark.parametrize(
    "now", ["2026-03-10T09:00", "2026-03-14T09:00", "2026-09-08T09:00", "2026-03-16T00:30"]
)
def test_who_heard_nothing_since_then_is_overdue_and_nobody_else(days, now):
    cutoff = OFFICE.back(at(now), days)
    day_after = datetime.combine(cutoff.date(), time.max, ZONE).replace(microsecond=0)

    assert OFFICE.between(cutoff, at(now)) >= days
    assert OFFICE.between(OFFICE.later(day_after, 1), at(now)) < days


def test_days_are_those_of_the_places_time_zone():
    utc = datetime(2026, 3, 11, 2, tzinfo=ZoneInfo("UTC"))  # the evening of the tenth in Detroit

    assert OFFICE.between(utc, at("2026-03-11T09:00")) == 1
