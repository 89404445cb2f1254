"""How good requests were: the receiver's word, facts where there is none, and whose figures one sees."""

from datetime import timedelta

import pytest

import make
import protected
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.caseload import rating
from fullcircle.caseload.rating import Share
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status

SINCE, UNTIL = make.AT - timedelta(days=30), make.AT + timedelta(days=30)


def rate(world, referral, who="target", **said):
    actor = world.party(who, referral)
    with world.acting(actor):
        return rating.rate(
            referral_id=referral.pk, actor=actor, at=make.AT,
            **{"reached": None, "eligible": None, "informed": None, **said},
        )  # fmt: skip


def figures(world, actor=None, **whose):
    actor = actor or world.navigator
    with world.acting(actor):
        return rating.of_senders(since=SINCE, until=UNTIL, organization_id=actor.organization_id, **whose)


def test_facts_count_where_nobody_said_anything(world):
    for status in (Status.COMPLETED, Status.NOT_REACHED, Status.SENT, Status.EXPIRED, Status.WAIT_LISTED):
        world.referral(status=status)
    referral = world.referral()
    world.step(referral, "target", "decline", reason="not-eligible-income")
    asked = world.referral()
    world.step(asked, "target", "ask")
    world.step(asked, "source", "reply")
    world.step(asked, "target", "accept")

    [mine] = figures(world)

    assert (mine.who, mine.sent, mine.answered) == (world.navigator.user_id, 7, 5)
    assert mine.reached == Share(1, 2)  # completed; not reached
    assert mine.eligible == Share(
        3, 4
    )  # completed, wait list, accepted after a question; of four decided by rules
    assert mine.informed == Share(0, 0)
    assert mine.asked_back == Share(1, 5)


def test_the_receivers_word_goes_before_the_facts(world):
    referral = world.referral(status=Status.COMPLETED)
    rate(world, referral, eligible=False, informed=True)
    rate(world, referral, reached=True, eligible=False, informed=False)

    [mine] = figures(world)

    assert (mine.reached, mine.eligible, mine.informed) == (Share(1, 1), Share(0, 1), Share(0, 1))
    assert (mine.informed.percent, Share(0, 0).percent) == (0, None)


def test_a_link_holder_can_say_it_too(world):
    referral = world.referral(status=Status.ACCEPTED)

    rate(world, referral, "link", informed=False)

    assert figures(world)[0].informed == Share(0, 1)


def test_only_the_receiver_says_it_after_an_answer_and_something(world):
    answered = world.referral(status=Status.ACCEPTED)
    for stranger in ("source", "stranger", "hub", "resident"):
        with pytest.raises((Denied, NotFound)):
            rate(world, answered, stranger, reached=False)
    with pytest.raises(Invalid):
        rate(world, answered)
    with pytest.raises(WrongStatus):
        rate(world, world.referral(), reached=False)


def test_one_sees_ones_own_figures(world):
    world.referral(status=Status.COMPLETED)
    colleague = make.staff(world.eastgate.id, make.Role.NAVIGATOR)

    assert figures(world, colleague, user_id=colleague.user_id) == []
    assert len(figures(world, colleague)) == 1
    assert figures(world, world.other_navigator) == []
    with world.acting(world.other_navigator):
        assert rating.of_senders(since=SINCE, until=UNTIL, organization_id=world.eastgate.id) == []


def test_nothing_protected_is_counted_or_rated(db):
    town = protected.Town()
    referral = town.referral(service=town.detox)
    town.step(referral, "target", "accept")

    assert figures(town) == []
    with pytest.raises((Denied, NotFound)):
        rate(town, referral, reached=True)
