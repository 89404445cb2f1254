"""Introductions: both sides say yes, the person hears, and it happened only when somebody said so afterwards."""

from datetime import timedelta

import pytest

import make
import protected
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.caseload import handoffs
from fullcircle.caseload.handoffs import Proposal
from fullcircle.infra import outbox
from fullcircle.referrals.models import Need
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status

MEETS = make.AT + timedelta(days=2)
AFTER = MEETS + timedelta(hours=2)


def propose(world, referral, side="source", at=make.AT, **said):
    actor = world.party(side, referral)
    with world.acting(actor, at):
        made, _told = handoffs.propose(
            referral_id=referral.pk, proposal=Proposal(**{"meets_at": MEETS, **said}), actor=actor, at=at
        )
        return made


def act(world, referral, side, action, at=make.AT, **said):
    actor = world.party(side, referral)
    with world.acting(actor, at):
        return action(actor=actor, at=at, **said)


def last_heard(world, referral):
    with world.acting(world.navigator):
        return Need.objects.get(pk=referral.need_id).last_heard_at


@pytest.mark.parametrize(
    ("first", "second"), [("source", "target"), ("target", "source"), ("source", "link")]
)
def test_both_sides_say_yes_and_then_it_happens(world, first, second):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral, first, who="Ana", place="Juniper Walk")
    assert not made.agreed
    with pytest.raises(WrongStatus):
        act(world, referral, first, handoffs.end, AFTER, handoff_id=made.pk, how="happened")

    agreed = act(world, referral, second, handoffs.agree, make.AT + make.SOON, handoff_id=made.pk, who="Rosa")
    assert agreed.agreed
    assert last_heard(world, referral) == make.AT + make.SOON
    with pytest.raises(WrongStatus):
        act(world, referral, second, handoffs.end, make.AT + make.SOON, handoff_id=made.pk, how="happened")

    ended = act(world, referral, "source", handoffs.end, AFTER, handoff_id=made.pk, how="happened")
    assert (ended.ended_how, {ended.source_who, ended.target_who}) == ("happened", {"Ana", "Rosa"})
    assert last_heard(world, referral) == AFTER
    with pytest.raises(WrongStatus):
        act(world, referral, "source", handoffs.end, AFTER, handoff_id=made.pk, how="missed")


def test_another_time_asks_the_other_side_anew(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)
    act(world, referral, "target", handoffs.agree, handoff_id=made.pk)

    moved = propose(world, referral, "target", meets_at=MEETS + timedelta(days=1))

    assert (moved.pk, moved.agreed, moved.source_said_at) == (made.pk, False, None)
    assert act(world, referral, "source", handoffs.agree, handoff_id=made.pk).agreed


def test_one_cannot_say_yes_for_the_other_side(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)

    assert not act(world, referral, "source", handoffs.agree, handoff_id=made.pk).agreed
    for stranger in ("stranger", "hub"):
        with pytest.raises((Denied, NotFound)):
            act(world, referral, stranger, handoffs.agree, handoff_id=made.pk)
        with pytest.raises((Denied, NotFound)):
            propose(world, referral, stranger)
    with pytest.raises((Denied, NotFound)):
        act(world, referral, "resident", handoffs.agree, handoff_id=made.pk)


def test_a_link_opens_the_introduction_of_its_own_request_alone(world):
    mine, another = world.referral(status=Status.ACCEPTED), world.referral(status=Status.ACCEPTED)
    made = propose(world, another)
    holder = world.party("link", mine)

    with world.acting(holder):
        assert handoffs.open_of(another.pk) is None
        with pytest.raises(NotFound):
            handoffs.agree(handoff_id=made.pk, actor=holder, at=make.AT)


@pytest.mark.parametrize(
    "said",
    [{"meets_at": make.AT}, {"meets_at": make.AT + timedelta(days=91)}, {"means": "dream"}],
)
def test_a_day_ahead_and_a_way_to_meet(world, said):
    referral = world.referral()

    with pytest.raises(Invalid):
        propose(world, referral, **said)


def test_a_time_that_passed_is_not_agreed_to(world):
    referral = world.referral()
    made = propose(world, referral)

    with pytest.raises(WrongStatus):
        act(world, referral, "target", handoffs.agree, AFTER, handoff_id=made.pk)


def test_a_request_that_ended_has_no_new_introduction_and_its_old_one_can_be_called_off(world):
    referral = world.referral()
    made = propose(world, referral)
    world.step(referral, "source", "recall")

    with pytest.raises(WrongStatus):
        propose(world, referral)
    assert act(world, referral, "source", handoffs.end, handoff_id=made.pk, how="called-off").ended_at


def test_nothing_is_written_down_for_a_protected_service(db):
    town = protected.Town()
    referral = town.referral(service=town.detox)

    for who in ("source", "target"):
        with pytest.raises((Denied, NotFound)):
            propose(town, referral, who)


def test_the_mail_names_the_day_and_nobody(world):
    referral = world.referral(status=Status.ACCEPTED, need=world.need(world.person("Xiomara Quill")))

    propose(world, referral)

    mail = next(one for one in outbox.recent() if one.channel == "email")
    assert mail.to == "open@example.org"
    assert "Thursday, March 12, 10 a.m." in mail.body
    assert "Xiomara" not in mail.body + mail.subject


def test_the_day_shows_to_both_sides_until_it_ends(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)

    for actor in (world.navigator, world.intake):
        with world.acting(actor):
            assert [one.pk for one in handoffs.waiting(organization_id=actor.organization_id)] == [made.pk]
    act(world, referral, "target", handoffs.end, handoff_id=made.pk, how="called-off")
    for actor in (world.navigator, world.intake):
        with world.acting(actor):
            assert handoffs.waiting(organization_id=actor.organization_id) == []
