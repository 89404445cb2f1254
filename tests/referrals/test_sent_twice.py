"""The same need goes to the same service once while the request is open."""

import pytest
from django.db import IntegrityError, transaction

import make
from access.test_existence import Town
from fullcircle.access import actor as actors
from fullcircle.access import consents
from fullcircle.access.errors import Conflict
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import LIVE, Status


@pytest.fixture
def need(world):
    return world.need()


def asked() -> int:
    return sum("/a/" in message.body for message in outbox.recent())


def send(world, drafted):
    return world.step(drafted, "source", "send")


@pytest.mark.parametrize("status", LIVE)
def test_while_one_is_open_another_is_a_conflict_and_nobody_is_told_twice(world, need, status):
    world.referral(need=need, status=status)
    again = world.referral(need=need, status=Status.DRAFT)
    before = asked()

    with pytest.raises(Conflict):
        send(world, again)

    assert asked() == before
    with acting_as(world.navigator, at=make.AT):
        again.refresh_from_db()
    assert (again.status, again.sent_at) == (Status.DRAFT, None)


def test_of_two_drafts_the_second_is_a_conflict(world, need):
    drafts = [world.referral(need=need, status=Status.DRAFT) for _ in range(2)]

    assert send(world, drafts[0]).status == Status.SENT
    with pytest.raises(Conflict):
        send(world, drafts[1])


@pytest.mark.parametrize("status", [Status.DECLINED, Status.EXPIRED, Status.NOT_REACHED, Status.RECALLED])
def test_once_it_ended_the_same_place_may_be_asked_again(world, need, status):
    world.referral(need=need, status=status)

    assert world.referral(need=need).status == Status.SENT


def test_another_service_and_another_need_are_free(world, need):
    world.referral(need=need)

    assert world.referral(need=need, service=world.bread).status == Status.SENT
    assert world.referral(need=world.need(world.person("Malik Freeman"))).status == Status.SENT


def test_the_database_holds_it_too(world, need):
    sent = world.referral(need=need)
    again = world.referral(need=need, status=Status.DRAFT)

    with (
        acting_as(world.navigator, at=make.AT),
        pytest.raises(IntegrityError, match="one_open"),
        transaction.atomic(),
    ):
        Referral.objects.filter(pk=again.pk).update(status=sent.status, sent_at=sent.sent_at)


def test_a_conflict_tells_the_sender_nothing_that_the_person_took_back(db):
    """A program that took a request on keeps it; its sender follows it by the person's naming consent, and not without."""
    town = Town()
    need = town.need()
    first = town.referral(need=need, service=town.detox)
    with acting_as(town.counselor, at=make.AT):
        make.actions.accept(referral_id=first.pk, actor=town.counselor, at=make.AT)
    with pytest.raises(Conflict):
        send(town, town.referral(need=need, service=town.detox, status=Status.DRAFT))

    with acting_as(actors.resident(need.person_id), at=make.AT):
        for line in consents.lines_of(need.person_id):
            consents.end(line.id, why="withdrawn")

    assert town.referral(need=need, service=town.detox).status == Status.SENT
