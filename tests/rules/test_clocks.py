"""When things are due, at the edges."""

from datetime import UTC, datetime

import pytest

from fullcircle.referrals import clocks

ZONE = "America/Detroit"


def at(text: str) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("sent", "urgent", "due"),
    [
        ("2026-03-10T10:00", False, "2026-03-12T17:00"),  # Tuesday: Thursday at five
        ("2026-03-12T10:00", False, "2026-03-16T17:00"),  # Thursday: Monday
        ("2026-03-13T23:59", False, "2026-03-17T17:00"),  # Friday night: Tuesday
        ("2026-03-14T10:00", False, "2026-03-17T17:00"),  # Saturday
        ("2026-03-15T10:00", False, "2026-03-17T17:00"),  # Sunday
        ("2026-03-10T10:00", True, "2026-03-10T14:00"),
        ("2026-03-14T22:00", True, "2026-03-15T02:00"),  # urgent counts hours on any day
    ],
)
def test_an_answer_is_due_in_two_working_days_or_four_hours(sent, urgent, due):
    assert clocks.answer_by(at(sent), urgent=urgent, zone=ZONE) == at(due)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-03-10T09:00", "2026-03-10T18:00", 0),
        ("2026-03-10T23:00", "2026-03-11T01:00", 1),
        ("2026-03-13T09:00", "2026-03-14T09:00", 0),  # Friday to Saturday
        ("2026-03-13T09:00", "2026-03-16T09:00", 1),  # Friday to Monday
        ("2026-03-10T09:00", "2026-03-17T09:00", 5),
        ("2026-03-10T09:00", "2026-04-07T09:00", 20),
        ("2026-03-14T09:00", "2026-03-15T09:00", 0),
        ("2026-03-11T09:00", "2026-03-10T09:00", 0),  # backwards
    ],
)
def test_working_days_between(since, until, days):
    assert clocks.working_days_between(at(since), at(until), zone=ZONE) == days


@pytest.mark.parametrize(
    ("days", "kind"), [(0, ""), (3, ""), (4, "soon"), (5, "late"), (6, "late"), (7, "silent"), (70, "silent")]
)
def test_silence_has_four_kinds(days, kind):
    assert clocks.silence(days) == kind


@pytest.mark.parametrize("days", range(1, 12))
@pytest.mark.parametrize(
    "now", ["2026-03-10T09:00", "2026-03-14T09:00", "2026-03-15T23:00", "2026-03-16T00:30"]
)
def test_counting_back_and_forth_agree(days, now):
    """Whoever heard something up to the cutoff has waited that many working days; a moment later, fewer."""
    cutoff = clocks.working_days_back(at(now), days, zone=ZONE)
    day_after = cutoff.replace(hour=12) + (at("2026-01-02T00:00") - at("2026-01-01T00:00"))

    assert clocks.working_days_between(cutoff, at(now), zone=ZONE) >= days
    assert clocks.working_days_between(day_after, at(now), zone=ZONE) < days


def test_times_of_other_zones_count_in_the_communitys_days():
    assert (
        clocks.working_days_between(datetime(2026, 3, 11, 2, tzinfo=UTC), at("2026-03-11T09:00"), zone=ZONE)
        == 1
    )
