"""The log of calls: what each try says, and that only one that reached the person ends their silence."""

import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.caseload import calls
from fullcircle.caseload.kinds import Means, Result
from fullcircle.caseload.models import Call
from fullcircle.people import actions as people
from fullcircle.referrals.models import Need

LATER = make.AT + timedelta(days=6)


def log(world, person, actor=None, at=LATER, **said):
    actor = actor or world.navigator
    with world.acting(actor, at):
        return calls.log(person_id=person.pk, actor=actor, at=at, **{"result": Result.NO_ANSWER, **said})


def heard_at(world, need):
    with world.acting(world.navigator):
        return Need.objects.get(pk=need.pk).last_heard_at


@pytest.mark.parametrize("result", [one for one in Result if one != Result.REACHED])
def test_a_try_that_did_not_reach_them_ends_no_silence(world, result):
    need = world.need()

    log(world, need.person, result=result)

    assert heard_at(world, need) == make.AT


@pytest.mark.parametrize(("told", "heard"), [(True, LATER), (False, make.AT)])
def test_who_was_reached_and_told_has_heard(world, told, heard):
    need = world.need()

    log(world, need.person, result=Result.REACHED, told=told)

    assert heard_at(world, need) == heard


@pytest.mark.parametrize(
    "said",
    [
        {"result": "maybe"},
        {"means": "pigeon"},
        {"result": Result.LEFT_WORD, "told": True},
        {"made_at": LATER + timedelta(minutes=1)},
        {"made_at": LATER - timedelta(days=8)},
    ],
)
def test_what_cannot_be_is_refused(world, said):
    person = world.person()

    with pytest.raises(Invalid):
        log(world, person, **said)


def test_other_organizations_neither_log_nor_read(world):
    person = world.person()
    log(world, person)

    for stranger in (world.other_navigator, world.intake, world.hub_manager):
        with pytest.raises((Denied, NotFound)):
            log(world, person, actor=stranger)
        with world.acting(stranger, LATER):
            assert calls.of(person.pk) == []
    with world.acting(actors.resident(person.pk), LATER):
        assert len(calls.of(person.pk)) == 1
        with pytest.raises(Denied):
            calls.log(person_id=person.pk, result=Result.REACHED, actor=actors.resident(person.pk), at=LATER)


def test_the_log_goes_with_the_record(world):
    person = world.person()
    log(world, person)

    with world.acting(world.navigator, LATER):
        people.hand_over(person_id=person.pk, to=world.riverlight.id, actor=world.navigator, at=LATER)

    with world.acting(world.other_navigator, LATER):
        assert len(calls.of(person.pk)) == 1
    with world.acting(world.navigator, LATER):
        assert calls.of(person.pk) == []


MORNING, EVENING = timedelta(hours=0), timedelta(hours=8)  # of make.AT: 10 in the morning, 6 in the evening


@pytest.mark.parametrize(
    ("tries", "enough"),
    [
        ([], False),
        ([(Means.CALL, MORNING), (Means.CALL, MORNING), (Means.CALL, EVENING)], False),
        ([(Means.CALL, MORNING), (Means.VISIT, MORNING), (Means.CALL, MORNING)], False),
        ([(Means.CALL, MORNING), (Means.VISIT, EVENING)], False),
        ([(Means.CALL, MORNING), (Means.VISIT, EVENING), (Means.CALL, MORNING)], True),
    ],
)
def test_when_somebody_was_tried_often_enough_to_count_as_lost(tries, enough):
    made = [
        Call(means=means, result=Result.NO_ANSWER, made_at=make.AT - timedelta(days=number) + hour)
        for number, (means, hour) in enumerate(tries)
    ]

    assert calls.tried(made).enough is enough
    assert calls.tried([Call(means=Means.CALL, result=Result.REACHED, made_at=make.AT), *made]).tries == 0


def test_nobody_logs_a_try_in_a_colleagues_name(world):
    person = world.person()
    said = {"means": Means.CALL, "result": Result.REACHED, "made_at": LATER, "made_by": uuid.uuid4()}

    with world.acting(world.navigator, LATER), pytest.raises(ProgrammingError), transaction.atomic():
        Call.objects.create(person_id=person.pk, **said)
