"""The shop of a small organization: nobody is taken unseen, no row costs another, nothing typed is lost, no figure is wrong."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import make
from fullcircle.access.session import acting_as
from fullcircle.people import queries as people
from fullcircle.people.models import Person
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import Status

HOUR = timedelta(hours=1)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_next_of_the_list_is_taken_once_however_often_it_is_tapped(world, browse):
    first, second = (
        world.referral(
            status=Status.WAIT_LISTED, need=world.need(world.person(name)), at=make.AT - HOUR * (2 - n)
        )
        for n, name in enumerate(("First Inline", "Second Inline"))
    )
    pantry = browse("intake")
    page = pantry.get(reverse("inbox:wait_list", args=[world.food_box.pk])).content.decode()
    said = dict(re.findall(r'<input type="hidden" name="(first)" value="([^"]*)"', page))

    for _tap in range(2):
        pantry.post(reverse("inbox:take_next", args=[world.food_box.pk]), said)

    with acting_as(world.intake, at=make.AT):
        assert referrals.referral(first.pk).status == Status.ACCEPTED
        assert referrals.referral(second.pk).status == Status.WAIT_LISTED


def brought(world, browse, content: str):
    desk = browse("intake")
    made = desk.post(
        reverse("frontdesk:import_people"), {"file": SimpleUploadedFile("x.csv", content.encode())}
    )
    return desk, made["Location"]


@pytest.mark.parametrize(
    "bad", ["Rosa Lind,{}@example.org".format("a" * 260), "{},".format("한" * 70)], ids=["e-mail", "name"]
)
def test_a_row_that_no_column_holds_costs_no_other_row(world, browse, bad):
    desk, url = brought(world, browse, f"Name,E-mail\n{bad}\nMalik Freeman,\n")
    assert desk.post(url, {"do": "take"}).status_code == 302
    with acting_as(world.intake, at=make.AT):
        assert Person.objects.filter(name="Malik Freeman").exists()


@pytest.mark.parametrize(
    ("head", "row", "home"),
    [
        ("Adults,Household size", "2,5", (2, 3)),
        ("Adults,Household size", "2,", (2, 0)),
        ("Adults,Household size", "2,1", (2, 0)),
        ("Children,Household size", "2,5", (3, 2)),
        ("Adults,Children,Household size", "2,1,5", (2, 1)),
    ],
)
def test_nobody_of_a_household_is_lost_on_the_way_in(world, browse, head, row, home):
    desk, url = brought(world, browse, f"Name,{head}\nRosa Lind,{row}\n")
    desk.post(url, {"do": "take"})
    with acting_as(world.intake, at=make.AT):
        found = people.unlogged_record(Person.objects.get().pk).household
    assert (found.adults, found.children) == home


def test_odd_numbers_of_rows_are_no_rows(world, browse):
    desk, url = brought(world, browse, "Name\nRosa Lind\n")
    assert desk.post(url, {"do": "take", "also": "9" * 5000}).status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"more": "9999999"},
        {"household": "9999999"},
        {"zip": "\x00"},
        {"name": "한" * 119},
        {"quantity": "9999999"},
    ],
)
def test_what_cannot_be_at_the_desk_is_refused_in_words(world, browse, said):
    answer = browse("intake").post(reverse("frontdesk:new"), {"name": "Rosa Lind", **said})
    assert answer.status_code in {302, 400}


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "9999-12-31", "x", ""])
def test_a_day_that_does_not_exist_makes_no_sheet(world, browse, day):
    said = {"service": str(world.food_box.pk), "day": day, "blank": "3"}
    answer = browse("intake").post(reverse("frontdesk:sheets"), said)
    assert answer.status_code == 400
