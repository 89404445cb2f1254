"""Wait lists: in order by a rule or by hand with a reason, taken from the front, and told to nobody in small numbers."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import DatabaseError, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.referrals import queries
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status
from fullcircle.referrals.wait_lists import waiting
from fullcircle.referrals.wait_lists.models import WaitMove
from fullcircle.referrals.wait_lists.waiting import NobodyWaits
from protected import Town

HOUR = timedelta(hours=1)
LATER = make.AT + timedelta(days=2)


def waits(world, *, hours=0, due=None, service=None, **more):
    at = make.AT + hours * HOUR
    need = (
        world.need(world.person(f"Person {hours}"), due_on=due)
        if due
        else world.need(world.person(f"Person {hours}"))
    )
    return world.referral(status=Status.WAIT_LISTED, need=need, at=at, service=service, **more)


def order(world, actor=None):
    with acting_as(actor or world.intake, at=LATER):
        return [one.referral_id for one in waiting.places(world.food_box.pk)]


def move(world, referral, number, *, reason="They have a newborn", actor=None, at=LATER):
    actor = actor or world.intake
    with acting_as(actor, at=at):
        return waiting.move(referral_id=referral.pk, number=number, reason=reason, actor=actor, at=at)


def take(world, actor=None):
    actor = actor or world.intake
    with acting_as(actor, at=LATER):
        return waiting.take_next(service_id=world.food_box.pk, actor=actor, at=LATER)


def test_urgent_first_then_needed_by_then_asked(world):
    old, new = waits(world), waits(world, hours=5)
    soon = waits(world, hours=6, due=date(2026, 3, 20))
    sooner = waits(world, hours=7, due=date(2026, 3, 15))
    urgent = waits(world, hours=8, urgent=True)
    waits(world, hours=1, service=world.bread)

    assert order(world) == [one.pk for one in (urgent, sooner, soon, old, new)]


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "cab"), (2, "acb"), (3, "abc"), (9, "abc")]
)  # fmt: skip
def test_moved_by_hand_it_stands_at_this_place(world, number, expected):
    a, b, c = (waits(world, hours=n) for n in range(3))
    move(world, c, number)
    assert order(world) == [{"a": a, "b": b, "c": c}[name].pk for name in expected]


def test_later_moves_go_before_and_nobody_by_the_rule_passes_who_was_moved(world):
    a, b, c, d = (waits(world, hours=n) for n in range(4))
    move(world, c, 1)
    move(world, d, 1, at=LATER + HOUR)
    assert order(world) == [d.pk, c.pk, a.pk, b.pk]
    move(world, d, 3, at=LATER + 2 * HOUR)
    assert order(world) == [c.pk, a.pk, d.pk, b.pk]
    take(world)
    take(world)
    assert order(world) == [d.pk, b.pk]
    move(world, d, 2, at=LATER + 3 * HOUR)
    late = waits(world, hours=60)
    assert order(world) == [b.pk, d.pk, late.pk]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_moved_before_each_move_goes_where_it_was_said_and_moves_nobody_else(world, seed):
    chance = Random(seed)  # noqa: S311 - a made-up list, not a secret
    one = {
        n: waits(world, hours=n, urgent=n == 3, due=date(2026, 3, 20) if n in {1, 4} else None)
        for n in range(6)
    }
    expected = order(world)
    for number in range(15):
        moved = chance.choice(list(one.values()))
        place = chance.randint(1, len(expected))
        move(world, moved, place, at=LATER + number * HOUR)
        expected.remove(moved.pk)
        expected.insert(place - 1, moved.pk)
        assert order(world) == expected, (number, place)


def test_the_reason_is_kept_and_told_to_no_one_else(world):
    a, b = waits(world), waits(world, hours=1)
    move(world, b, 1)
    move(world, b, 2, reason="She can wait", at=LATER + HOUR)
    with acting_as(world.intake, at=LATER):
        assert list(WaitMove.objects.order_by("moved_at").values_list("reason", flat=True)) == [
            "They have a newborn", "She can wait",
        ]  # fmt: skip
        assert [event.detail for event in Event.objects.filter(did="wait.move").order_by("seq")] == [
            {}, {},
        ]  # fmt: skip
    for actor in (world.navigator, world.hub_manager, world.other_intake, actors.resident(a.person_id)):
        with acting_as(actor, at=LATER):
            assert not WaitMove.objects.exists()
            assert waiting.places() == []
    with acting_as(actors.resident(b.person_id), at=LATER):
        assert not WaitMove.objects.exists()  # a row holds what another's place was made of


def test_back_to_the_rule(world):
    a, b = waits(world), waits(world, hours=1)
    move(world, b, 1)
    for _again in range(2):
        with acting_as(world.intake, at=LATER):
            waiting.back_to_rule(referral_id=b.pk, actor=world.intake, at=LATER)
    assert order(world) == [a.pk, b.pk]
    with acting_as(world.intake, at=LATER):
        assert Event.objects.filter(did="wait.by-rule").count() == 1


def test_a_move_says_where_and_why_and_is_the_targets(world):
    one = waits(world)
    for wrong in ({"number": 0}, {"number": 1, "reason": " "}):
        with pytest.raises(Invalid):
            move(world, one, **wrong)
    for who in ("source", "hub", "link", "resident"):
        with pytest.raises(Denied):
            move(world, one, 1, actor=world.party(who, one))
    with pytest.raises(WrongStatus):
        move(world, world.referral(), 1)


def test_the_next_is_taken_from_the_front_until_nobody_waits(world):
    a, b = waits(world), waits(world, hours=1)
    assert [take(world).pk, take(world).pk] == [a.pk, b.pk]
    with acting_as(world.intake, at=LATER):
        assert queries.referral(a.pk).status == Status.ACCEPTED
    with pytest.raises(NobodyWaits):
        take(world)


def test_nobody_takes_from_the_list_of_another(world):
    waits(world)
    for actor in (world.other_intake, world.navigator, world.hub_manager):
        with pytest.raises(NobodyWaits):
            take(world, actor)


def test_the_person_reads_a_number_from_eleven_on_alone(world):
    line = [waits(world, hours=n / 100) for n in range(13)]

    def read(one, actor=None):
        with acting_as(actor or actors.resident(one.person_id), at=LATER):
            return waiting.ahead(one.pk)

    assert [read(one) for one in line[9:]] == [None, None, 11, 12]
    assert read(line[12], world.navigator) is None
    assert read(line[12], world.intake) is None
    assert read(line[12], actors.resident(line[0].person_id)) is None


def test_of_protected_services_no_number_is_told(db):
    world = Town()
    line = [waits(world, hours=n / 100, service=world.detox) for n in range(13)]
    with acting_as(actors.resident(line[12].person_id), at=LATER):
        assert waiting.ahead(line[12].pk) is None
    with acting_as(world.counselor, at=LATER):
        assert len(waiting.places(world.detox.pk)) == 13


def test_the_database_takes_no_place_from_who_was_not_asked(world):
    one = waits(world)
    row = {
        "person_id": one.person_id, "referral_id": one.pk, "urgent": True, "asks_at": make.AT, "reason": "x", "moved_at": make.AT,
    }  # fmt: skip
    for actor in (world.navigator, world.other_intake, world.hub_manager):
        for keeper_id in (actor.organization_id, world.cupboard.id):
            with acting_as(actor, at=LATER), pytest.raises(DatabaseError), transaction.atomic():
                WaitMove.objects.create(keeper_id=keeper_id, **row)
