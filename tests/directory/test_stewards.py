"""An organization keeps its own listings, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection

import listed
from fullcircle.access.actor import SYSTEM, Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.session import acting_as
from fullcircle.directory import actions, policies, queries, upkeep
from fullcircle.directory.models import Capacity, Organization, Service

pytestmark = pytest.mark.django_db
LATER = listed.AT + timedelta(days=3)


@pytest.fixture
def pantry():
    return listed.service()


@pytest.fixture
def stranger():
    return listed.staff(listed.organization("Other").pk)


def happened(did):
    with acting_as(SYSTEM, at=LATER), connection.cursor() as cursor:
        cursor.execute("select event from access_events(0, 10000)")
        import json

        events = [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor.fetchall()]
    return [event for event in events if event["did"] == did]


@pytest.mark.parametrize(
    ("state", "room", "wait", "kept"),
    [
        ("open", 12, None, (12, None)),
        ("limited", 3, 9, (3, None)),
        ("wait-list", 3, 9, (None, 9)),
        ("closed", 3, 9, (None, None)),
        ("open", None, None, (None, None)),
    ],
)
def test_room_is_said_in_one_step(pantry, state, room, wait, kept):
    listed.capacity(pantry, state, room_this_week=room, wait_days=wait)

    said = Capacity.objects.get(service=pantry)
    assert (said.state, said.said_at, (said.room_this_week, said.wait_days)) == (state, listed.AT, kept)


def test_saying_room_is_an_event_with_from_and_to(pantry):
    listed.capacity(pantry, "open")
    listed.capacity(pantry, "closed", at=LATER)

    last = happened("service.say-capacity")[-1]
    assert (last["detail"]["from"], last["detail"]["to"], last["person_id"]) == ("open", "closed", None)


@pytest.mark.parametrize(
    "said",
    [{"state": "maybe"}, {"state": "open", "room_this_week": -1}, {"state": "wait-list", "wait_days": 731}],
)
def test_what_cannot_be_is_refused(pantry, said):
    with pytest.raises(Invalid):
        listed.capacity(pantry, **said)
    assert not Capacity.objects.exists()


@pytest.mark.parametrize("role", [Role.INTAKE, Role.NAVIGATOR, Role.HUB])
def test_staff_who_answer_requests_may_say_room(pantry, role):
    assert policies.can_say(listed.staff(pantry.organization_id, role), pantry)


def test_others_may_not(pantry, stranger):
    administrator = listed.staff(pantry.organization_id, Role.ADMINISTRATOR)
    for who in (stranger, administrator, SYSTEM):
        assert not policies.can_say(who, pantry)


def test_every_step_of_a_stranger_is_denied(pantry, stranger):
    words = upkeep.Texts(
        name="x", description="", eligibility_description="", application_process="", fees_description=""
    )
    steps = [
        lambda who, at: upkeep.say_capacity(service_id=pantry.pk, state="closed", actor=who, at=at),
        lambda who, at: upkeep.assure(service_id=pantry.pk, actor=who, at=at),
        lambda who, at: upkeep.describe(service_id=pantry.pk, texts=words, actor=who, at=at),
        lambda who, at: upkeep.set_answer_email(
            organization_id=pantry.organization_id, email="", actor=who, at=at
        ),
        lambda who, at: actions.add_location(
            organization_id=pantry.organization_id, name="x", actor=who, at=at
        ),
        lambda who, at: actions.add_organization(name="x", actor=who, at=at),
        lambda who, at: actions.set_zips(centres=[], actor=who, at=at),
    ]
    for step in steps:
        with acting_as(stranger, at=LATER), pytest.raises(Denied):
            step(stranger, LATER)


def test_still_right_today_renews_both_dates(pantry):
    listed.capacity(pantry, "open")
    who = listed.staff(pantry.organization_id)
    with acting_as(who, at=LATER):
        upkeep.assure(service_id=pantry.pk, actor=who, at=LATER)

    pantry.refresh_from_db()
    assert (str(pantry.assured_on), pantry.capacity.said_at) == ("2026-03-07", LATER)
    assert len(happened("service.assure")) >= 1


def test_new_words_are_found_at_once(pantry):
    from fullcircle.directory import search

    who = listed.staff(pantry.organization_id)
    words = upkeep.Texts(
        name="Food boxes",
        description="Now with kohlrabi.",
        eligibility_description="",
        application_process="",
        fees_description="free",
    )
    with acting_as(who, at=LATER):
        upkeep.describe(service_id=pantry.pk, texts=words, actor=who, at=LATER)

    assert [hit.service_id for hit in search.search(search.Wanted(words="kohlrabi"), at=LATER).hits] == [
        pantry.pk
    ]
    pantry.refresh_from_db()
    assert (pantry.own_fields, pantry.free) == (["description", "fees_description", "free"], True)


@pytest.mark.parametrize("email", ["office@cupboard.example", ""])
def test_the_answer_address_is_kept_and_not_told_in_the_event(pantry, email):
    who = listed.staff(pantry.organization_id)
    with acting_as(who, at=LATER):
        upkeep.set_answer_email(organization_id=pantry.organization_id, email=email, actor=who, at=LATER)

    assert Organization.objects.get(pk=pantry.organization_id).email == email
    assert email == "" or email not in str(happened("organization.set-answer-email")[-1])


def test_an_address_that_is_none_is_refused(pantry):
    who = listed.staff(pantry.organization_id)
    with acting_as(who, at=LATER), pytest.raises(Invalid):
        upkeep.set_answer_email(organization_id=pantry.organization_id, email="nobody", actor=who, at=LATER)


def test_a_service_stands_only_at_places_of_its_own_organization():
    elsewhere = listed.location(listed.organization("Other"))
    described = actions.Described(name="Soup", domains=("food-insecurity",), location_ids=(elsewhere.pk,))
    owner = listed.organization()
    with acting_as(SYSTEM, at=LATER), pytest.raises(NotFound):
        actions.add_service(organization_id=owner.pk, described=described, actor=SYSTEM, at=LATER)
    assert not Service.objects.filter(name="Soup").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 256},
        {"domains": ("nonsense",)},
        {"website": "javascript:x"},
        {"email": "x"},
    ],
)
def test_a_listing_that_cannot_be_is_refused(wrong):
    owner = listed.organization()
    said = {"name": "Soup", "domains": ("food-insecurity",), **wrong}
    with acting_as(SYSTEM, at=LATER), pytest.raises(Invalid):
        actions.add_service(
            organization_id=owner.pk, described=actions.Described(**said), actor=SYSTEM, at=LATER
        )


@pytest.mark.parametrize("centre", [("412", 1, 1), ("abcde", 1, 1), ("00412", 91, 1), ("00412", 1, 181)])
def test_a_zip_that_cannot_be_is_refused(centre):
    with acting_as(SYSTEM, at=LATER), pytest.raises(Invalid):
        actions.set_zips(centres=[actions.Centre(*centre)], actor=SYSTEM, at=LATER)


def test_a_service_no_longer_listed_is_as_absent(pantry):
    Service.objects.update(status="defunct")

    with pytest.raises(queries.NotListed):
        queries.listed(pantry.pk)
