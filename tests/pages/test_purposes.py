"""The screen chooses the purpose: the pulse acts for operations, every other page of staff for care."""

import re

import pytest
from django.test import Client

import agreeing
import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.actor import Purpose
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.people import queries as people
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking
from pages.test_every_address import ADDRESSES

CARE, OPERATIONS = str(Purpose.CARE), str(Purpose.OPERATIONS)
LONG_AGO = make.AT - make.timedelta(days=20)
LISTS = ("sent", "answered", "open", "wanted", "unanswered", "silent")


@pytest.fixture
def day_after(pages_at):
    pages_at(make.AT + make.timedelta(days=1))


def town(*hub_sees_for):
    """Eleven requests that were declined and one that waits too long, in a network that opens needs and requests to its
    hub for these purposes alone."""
    world = make.World(hub_sees_for=hub_sees_for)
    for number in range(11):
        world.referral(need=world.need(world.person(f"P {number}")), status=Status.DECLINED)
    world.referral(at=LONG_AGO)
    for day in range(1, 7):
        ticking.run(at=LONG_AGO + make.timedelta(days=day))
    return world


def page(world, url: str, who="hub_manager") -> str:
    client = Client()
    signing.enter(client, world, who)
    answer = client.get(url)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("opened", "there"), [((CARE,), False), ((OPERATIONS,), True), ((CARE, OPERATIONS), True)]
)
def test_the_pulse_counts_and_lists_what_is_open_for_operations(db, day_after, opened, there):
    world = town(*opened)
    pulse = page(world, "/pulse/")

    assert ("0 of 12 requests ended in help" in pulse) == there
    assert ("Nothing was sent in this time" in pulse) != there
    assert ("Out of 12 needs with help wanted" in pulse) == there
    assert ('<td class="num">11</td>' in pulse) == there  # what people could not get
    assert ("Nothing was declined in this time" in pulse) != there
    assert ["Nothing here" in page(world, f"/pulse/{which}/") for which in LISTS] == [not there] * len(LISTS)
    table = page(world, "/pulse/sent/?format=csv")
    assert table.count("food-insecurity") == (12 if there else 0)


def test_the_pulse_names_nobody(world, day_after):
    """The hub sees the name of somebody who agreed, for care: not for figures."""
    referral = world.referral(status=Status.ACCEPTED)
    agreeing.agree(_person(referral), agreeing.said("me", world.hub))
    with acting_as(world.hub_manager, at=make.AT):
        assert people.may_be_seen(referral.person_id)

    for url in ("/pulse/sent/", "/pulse/wanted/", "/pulse/sent/?format=csv"):
        assert "food" in page(world, url).lower()
        assert "Denise" not in page(world, url)


def test_the_desk_names_who_agreed_and_leads_on(world, day_after):
    referral = world.referral(at=LONG_AGO)
    silent = page(world, "/desk/").split('id="silent"')[1]

    assert "Denise Robles" in silent
    assert f"/people/{referral.person_id}/" in silent


def test_who_said_no_to_the_hub_is_not_counted(world, day_after):
    referral = world.referral()
    assert "0 of 1 requests ended in help" in page(world, "/pulse/")

    agreeing.no(_person(referral), world.hub)

    assert "Nothing was sent in this time" in page(world, "/pulse/")
    assert "Out of 0 needs" in page(world, "/pulse/")


def _person(referral):
    with acting_as(actors.resident(referral.person_id), at=make.AT):
        return people.person(referral.person_id)


def test_each_address_says_its_purpose():
    purposes = {parameter.values[0]: parameter.values[2].purpose for parameter in ADDRESSES}

    assert {name for name, purpose in purposes.items() if purpose == OPERATIONS} == {
        "pulse:pulse", "pulse:behind",
    }  # fmt: skip
    assert set(purposes.values()) == {CARE, OPERATIONS}


def test_a_look_at_a_page_of_staff_is_for_care(world, day_after):
    referral = world.referral()
    page(world, f"/people/{referral.person_id}/", "navigator")

    with acting_as(world.navigator, at=make.AT):
        assert Event.objects.get(did="person.read").purpose == CARE
