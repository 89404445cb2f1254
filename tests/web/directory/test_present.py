"""A card's words: short, plain, honest."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest

AT = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("OVERVIEW: Gives food.", "Gives food."),
        ("SERVICES: 1) FOOD PANTRY: Gives food. Every day.", "Gives food. Every day."),
        ("BUS: MTA #M1.\nGives food.", "Gives food."),
        ("St. Mary gives food to all who come by. " + "Long words follow here. " * 9, None),
        ("VOLUNTEERS: Needed.", ""),
        ("", ""),
    ],
)
def test_the_first_sentences_without_what_shouts(text, said):
    from fullcircle.web.directory import present

    found = present.summary(text)
    if said is None:
        assert found.startswith("St. Mary gives food to all who come by.")
        assert len(found) <= 250
    else:
        assert found == said


@pytest.mark.parametrize(
    ("assured_on", "said"),
    [
        (None, "Nobody has checked this yet. Call before you go."),
        (date(2026, 3, 4), "Checked today."),
        (date(2026, 3, 3), "Checked 1 day ago."),
        (date(2026, 1, 4), "Checked 59 days ago."),
        (date(2026, 1, 3), "Not checked for 2 months. Call before you go."),
    ],
)
def test_how_old_a_listing_is(assured_on, said):
    from fullcircle.web.directory import present

    assert present.checked(SimpleNamespace(assured_on=assured_on), AT) == said


def hours_of(*rows):
    from fullcircle.directory.models import Schedule

    made = [Schedule(byday=day, opens_at=time(o), closes_at=time(c)) for day, o, c in rows]
    return SimpleNamespace(schedules=SimpleNamespace(all=lambda: made), locations=SimpleNamespace(all=list))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("WE", 9, 17)], "Open now, until 5 p.m."),
        ([("WE", 0, 0)], "Open now, day and night"),
        ([("WE", 13, 17)], "Closed now. Opens today, 1 p.m."),
        ([("TH", 9, 17)], "Closed now. Opens tomorrow, 9 a.m."),
        ([("MO", 9, 17)], "Closed now. Opens Monday, 9 a.m."),
        ([("3TH", 9, 17)], "Closed now. Opens March 19, 9 a.m."),
        ([], ""),
    ],
)
def test_open_now_or_when(rows, said):
    from fullcircle.web.directory import present

    assert present.opening(hours_of(*rows), AT) == said


def test_a_week_in_its_order():
    from fullcircle.web.directory import present

    rows = hours_of(("FR", 9, 12), ("MO,TU", 9, 17), ("1WE", 18, 20)).schedules.all()
    assert present.week(rows) == [
        "Monday, Tuesday: 9 a.m. – 5 p.m.",
        "first Wednesday: 6 p.m. – 8 p.m.",
        "Friday: 9 a.m. – noon",
    ]


def test_where_and_for_whom(pantry):
    from fullcircle.web.directory import present

    assert present.where(pantry, 12.4) == "12 miles away"
    assert present.where(pantry, 1.44) == "1.4 miles away"
    pantry.by_phone = True
    assert present.where(pantry, 0.4) == "Less than a mile away. They also help by phone"
    assert present.where(pantry, None) == "By phone"
    pantry.areas.create(zip="00412")
    assert present.for_whom(pantry) == "For people in 00412"
    pantry.eligibility_description = "See notes."
    assert present.for_whom(pantry) == "For people in 00412"
    pantry.eligibility_description = "Families"
    assert present.for_whom(pantry) == "Families"


def test_what_a_filter_asked_and_nobody_knows_is_said(pantry):
    from fullcircle.web.directory import present

    pantry.free, pantry.fees_description = None, "Varies."
    pantry.documents.all().delete()
    pantry.languages.all().delete()
    assert "not known" in present.papers_and_cost(pantry, asked=True)
    assert present.papers_and_cost(pantry, asked=False) == ""
    assert "not known" in present.languages(pantry, asked=True)
    pantry.fees_description = "$5 a box"
    assert present.papers_and_cost(pantry, asked=False) == "Cost: $5 a box"
