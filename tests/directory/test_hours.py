"""Open now: nights, whole days, first Thursdays, and what nobody knows."""

from datetime import date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from fullcircle.directory import hours

DETROIT = ZoneInfo("America/Detroit")


def row(byday, opens, closes):
    return SimpleNamespace(
        byday=byday,
        opens_at=opens and time.fromisoformat(opens),
        closes_at=closes and time.fromisoformat(closes),
    )


def at(day, clock):
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), DETROIT)


@pytest.mark.parametrize(
    ("byday", "opens", "closes", "when", "expected"),
    [
        ("WE", "09:00", "17:00", at(4, "09:00"), True),
        ("WE", "09:00", "17:00", at(4, "08:59"), False),
        ("WE", "09:00", "17:00", at(4, "17:00"), False),
        ("MO,WE", "09:00", "17:00", at(4, "12:00"), True),
        ("MO", "09:00", "17:00", at(4, "12:00"), False),
        ("WE", "22:00", "02:00", at(5, "01:30"), True),
        ("WE", "22:00", "02:00", at(4, "01:30"), False),
        ("FR", "18:00", "02:00", at(7, "01:59"), True),
        ("MO,TU,WE,TH,FR,SA,SU", "00:00", "00:00", at(4, "03:00"), True),
        ("1TH", "10:00", "12:00", at(5, "11:00"), True),
        ("1TH", "10:00", "12:00", at(12, "11:00"), False),
        ("-1FR", "10:00", "12:00", at(27, "11:00"), True),
        ("-1FR", "10:00", "12:00", at(20, "11:00"), False),
        ("WE", None, "12:00", at(4, "11:00"), None),
        ("", "10:00", "12:00", at(4, "11:00"), None),
    ],
)
def test_open_now(byday, opens, closes, when, expected):
    assert hours.is_open([row(byday, opens, closes)], when) is expected


def test_the_next_opening_is_found_over_a_closed_weekend():
    following = hours.coming([row("MO", "09:00", "17:00")], at(6, "18:00"))

    assert following.opens == at(9, "09:00")


def test_no_hours_are_no_answer():
    assert hours.is_open([], at(4, "12:00")) is None
