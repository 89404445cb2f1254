"""Who at the organization that was asked sees to a request: said there, of their own team, until they leave it."""

import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import Client

import make
import signing
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions as accounts
from fullcircle.accounts.models import Membership
from fullcircle.referrals import assigning, worklists
from fullcircle.referrals.models import Referral
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status
from fullcircle.referrals.worklists import SeenToBy


@pytest.fixture
def ana(world):
    """Somebody who answers at the pantry, with an account."""
    return signing.enter(Client(), world, "intake").pk


def assign(world, referral, user_id, *, actor=None):
    actor = actor or world.intake
    with acting_as(actor, at=make.AT):
        return assigning.assign(referral_id=referral.pk, user_id=user_id, actor=actor, at=make.AT)


def listed(world, seen_to_by=None):
    with acting_as(world.intake, at=make.AT):
        lines = worklists.inbox(organization_id=world.cupboard.id, tab="new", seen_to_by=seen_to_by)
        counts = worklists.inbox_counts(world.cupboard.id, seen_to_by)
        assert counts["new"] == len(lines)
        return {line.referral_id for line in lines}


def test_each_list_holds_what_its_people_see_to(world, ana):
    hers, free = world.referral(), world.referral()
    assign(world, hers, ana)

    assert listed(world, SeenToBy((ana,))) == {hers.pk}
    assert listed(world, SeenToBy((ana,), nobody=True)) == {free.pk}
    assert listed(world) == {hers.pk, free.pk}
    assign(world, hers, None)
    assert listed(world, SeenToBy((ana,))) == set()


def test_it_is_said_once_and_recorded(world, ana):
    sent = world.referral()
    assign(world, sent, ana)
    assign(world, sent, ana)

    with acting_as(world.intake, at=make.AT):
        said = Event.objects.filter(did="referral.assign", referral_id=sent.pk)
        assert [one.detail for one in said] == [{}]  # whom, the organization alone knows


def test_who_left_the_team_sees_to_nothing(world, ana):
    sent = world.referral()
    assign(world, sent, ana)
    runs = make.staff(world.cupboard.id, Role.ADMINISTRATOR)
    with acting_as(runs, at=make.AT):
        held = Membership.objects.get(user_id=ana)
        accounts.end_membership(membership_id=held.pk, actor=runs, at=make.AT)

    with acting_as(world.intake, at=make.AT):
        team = assigning.team(world.cupboard.id)
    assert ana not in team
    assert listed(world, SeenToBy(tuple(team), nobody=True)) == {sent.pk}


def test_only_of_their_own_team_and_only_those_who_answer(world, ana):
    sent = world.referral()
    boss = make.staff(world.cupboard.id, Role.ADMINISTRATOR)
    world.boss = boss
    signing.enter(Client(), world, "boss")
    for user_id in (world.founder.pk, boss.user_id, uuid.uuid4()):
        with pytest.raises(Invalid):
            assign(world, sent, user_id)


@pytest.mark.parametrize("who", ["source", "link", "resident", "hub"])
def test_nobody_else_says_who_sees_to_it(world, ana, who):
    sent = world.referral()
    with pytest.raises(Denied):
        assign(world, sent, ana, actor=world.party(who, sent))


def test_nothing_is_assigned_once_it_has_ended(world, ana):
    done = world.referral(status=Status.DECLINED)
    with pytest.raises(WrongStatus):
        assign(world, done, ana)


def test_the_database_refuses_another_organization(world, ana):
    sent = world.referral()
    with (
        acting_as(world.navigator, at=make.AT),
        pytest.raises((InternalError, ProgrammingError)),
        transaction.atomic(),
    ):
        Referral.objects.filter(pk=sent.pk).update(target_user_id=ana)
    assert connection.vendor == "postgresql"
