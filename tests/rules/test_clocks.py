"""When a request acts by itself, at the edges."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from fullcircle.directory.calendars import Calendar, Except, Weekly, public_holidays
from fullcircle.infra.time import polite
from fullcircle.referrals.states import FINAL, LIVE, Status, WaitingOn
from fullcircle.referrals.time import clocks
from fullcircle.referrals.time.clocks import DEFAULTS, Amount, Clock, Unit

ZONE = ZoneInfo("America/Detroit")
COMMUNITY = Calendar(ZONE, holidays=public_holidays("US"))
WEDNESDAYS = Calendar(ZONE, (Weekly("WE", time(10), time(14)),))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        (Clock.REMIND, "2026-03-11T09:00"),
        (Clock.REMIND_AGAIN, "2026-03-12T09:00"),
        (Clock.HUB, "2026-03-16T09:00"),
        (Clock.EXPIRE, "2026-03-19T17:00"),
        (Clock.URGENT_HUB, "2026-03-10T14:00"),
        (Clock.URGENT_EXPIRE, "2026-03-12T10:00"),
        (Clock.UPDATE, "2026-03-17T09:00"),
        (Clock.RECHECK, "2026-04-09T10:00"),
        (Clock.CONFIRM, "2026-03-13T10:00"),
        (Clock.CONFIRM_AGAIN, "2026-03-17T10:00"),
        (Clock.UNCONFIRMED, "2026-03-24T10:00"),
    ],
)
def test_the_products_clocks_from_a_tuesday_morning(clock, due):
    opening = clock in clocks.AT_OPENING

    assert clocks.due(at("2026-03-10T10:00"), DEFAULTS[clock], COMMUNITY, COMMUNITY, opening=opening) == at(
        due
    )


@pytest.mark.parametrize(
    ("number", "due"),
    [
        (1, "2026-03-11T14:00"),  # the next Wednesday is near
        (2, "2026-03-16T17:00"),  # the second one is not: twice the community's days
        (7, "2026-03-30T17:00"),
    ],
)
def test_who_works_one_day_a_week_has_its_own_days_but_nobody_waits_for_ever(number, due):
    found = clocks.due(at("2026-03-10T10:00"), Amount(number, Unit.WORKING_DAYS), WEDNESDAYS, COMMUNITY)

    assert found == at(due)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2026-03-13", "2026-03-17T17:00"),  # closed to Friday: Monday and Tuesday
        ("2026-03-20", "2026-03-24T17:00"),
        (
            "2026-12-31",
            "2026-04-06T17:00",
        ),  # for the season: three weeks and twice its days, then somebody else is asked
    ],
)
def test_a_clock_stands_still_while_a_place_is_closed_but_not_for_ever(last, due):
    closed = Calendar(ZONE, exceptions=[Except(date(2026, 3, 11), date.fromisoformat(last))])

    assert clocks.due(at("2026-03-10T10:00"), Amount(2, Unit.WORKING_DAYS), closed, COMMUNITY) == at(due)


@pytest.mark.parametrize(
    ("when", "then"),
    [
        ("2026-03-10T08:59", "2026-03-10T09:00"),
        ("2026-03-10T09:00", "2026-03-10T09:00"),
        ("2026-03-10T19:59", "2026-03-10T19:59"),
        ("2026-03-10T20:00", "2026-03-11T09:00"),
        ("2026-03-07T23:00", "2026-03-08T09:00"),  # the night in which an hour is lost
    ],
)
def test_nobody_is_written_to_at_night(when, then):
    assert polite(at(when)) == at(then)


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("waiting_on", list(WaitingOn))
@pytest.mark.parametrize("status", list(Status))
def test_whatever_is_open_has_a_clock_and_it_ends_or_begins_anew(status, waiting_on, urgent):
    found = clocks.steps(status, waiting_on=waiting_on, urgent=urgent)

    assert bool(found) == (status in LIVE or status == Status.COMPLETED)
    assert len(set(found)) == len(found)
    if status in FINAL - {Status.COMPLETED}:
        assert found == ()


def test_the_steps_of_a_clock_come_one_after_the_other():
    for steps in (
        clocks.ASKED,
        clocks.URGENT,
        clocks.QUESTION,
        clocks.PERSON,
        clocks.WORK,
        clocks.WAIT,
        clocks.DONE,
    ):
        due = [clocks.due(at("2026-03-10T10:00"), DEFAULTS[step], COMMUNITY, COMMUNITY) for step in steps]
        assert due == sorted(set(due))


def test_every_step_has_an_amount_and_words():
    assert set(DEFAULTS) | clocks.ALONE == set(Clock) == set(clocks.LABELS)
    assert not set(DEFAULTS) & clocks.ALONE


@pytest.mark.parametrize(
    ("days", "kind"), [(0, ""), (3, ""), (4, "soon"), (5, "late"), (6, "late"), (7, "silent"), (70, "silent")]
)
def test_silence_has_four_kinds(days, kind):
    assert clocks.silence(days) == kind
