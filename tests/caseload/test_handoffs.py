"""Introductions: both sides say yes, the person hears, and it happened only when somebody said so afterwards."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

import make
import protected
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.caseload import handoffs
from fullcircle.caseload.handoffs import Proposal
from fullcircle.caseload.models import Handoff
from fullcircle.directory import upkeep
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


def agree(world, referral, side, made, at=make.AT, **said):
    return act(world, referral, side, handoffs.agree, at, handoff_id=made.pk, meets_at=made.meets_at, **said)


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

    agreed = agree(world, referral, second, made, make.AT + make.SOON, who="Rosa")
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
    agree(world, referral, "target", made)

    moved = propose(world, referral, "target", meets_at=MEETS + timedelta(days=1))

    assert (moved.pk, moved.agreed, moved.source_said_at) == (made.pk, False, None)
    assert agree(world, referral, "source", moved).agreed


def test_one_cannot_say_yes_for_the_other_side(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)

    assert not agree(world, referral, "source", made).agreed
    for stranger in ("stranger", "hub"):
        with pytest.raises((Denied, NotFound)):
            agree(world, referral, stranger, made)
        with pytest.raises((Denied, NotFound)):
            propose(world, referral, stranger)
    with pytest.raises((Denied, NotFound)):
        agree(world, referral, "resident", made)


def test_a_link_opens_the_introduction_of_its_own_request_alone(world):
    mine, another = world.referral(status=Status.ACCEPTED), world.referral(status=Status.ACCEPTED)
    made = propose(world, another)
    holder = world.party("link", mine)

    with world.acting(holder):
        assert handoffs.open_of(another.pk) is None
        with pytest.raises(NotFound):
            handoffs.agree(handoff_id=made.pk, meets_at=MEETS, actor=holder, at=make.AT)


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
        agree(world, referral, "target", made, AFTER)


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


def test_a_yes_is_to_the_day_that_was_shown(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)
    shown = made.meets_at
    propose(world, referral, meets_at=MEETS + timedelta(days=3))

    with pytest.raises(WrongStatus):
        act(world, referral, "target", handoffs.agree, handoff_id=made.pk, meets_at=shown)


def test_a_request_that_waits_for_its_turn_reaches_nobody_by_an_introduction(world):
    with world.acting(world.intake):
        upkeep.say_limits(
            service_id=world.food_box.pk, weekly_limit=1, maximum=None, actor=world.intake, at=make.AT
        )
    world.referral()
    held = world.referral()
    assert held.held
    mails = len(outbox.recent())

    with pytest.raises(WrongStatus):
        propose(world, held)

    assert len(outbox.recent()) == mails
    row = {"person_id": held.person_id, "source_id": held.source_id, "target_id": held.target_id}
    said = {"means": "call", "meets_at": MEETS, "made_at": make.AT, "source_said_at": make.AT}
    with world.acting(world.navigator), pytest.raises(ProgrammingError), transaction.atomic():
        Handoff.objects.create(referral_id=held.pk, **row, **said)


def test_calling_off_after_the_end_sends_no_link_to_what_has_ended(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)
    world.step(referral, "target", "complete")
    mails = len(outbox.recent())

    act(world, referral, "source", handoffs.end, handoff_id=made.pk, how="called-off")

    assert len(outbox.recent()) == mails


@pytest.mark.parametrize(
    "forged",
    [
        {"target_said_at": make.AT},
        {"target_said_at": make.AT, "target_who": "Rosa", "ended_at": make.AT, "ended_how": "happened"},
    ],
)
def test_nobody_writes_the_other_sides_yes(world, forged):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)

    with world.acting(world.navigator), pytest.raises(ProgrammingError), transaction.atomic():
        Handoff.objects.filter(pk=made.pk).update(**forged)


def test_what_ended_is_not_opened_again(world):
    referral = world.referral(status=Status.ACCEPTED)
    made = propose(world, referral)
    act(world, referral, "source", handoffs.end, handoff_id=made.pk, how="called-off")

    with world.acting(world.navigator), pytest.raises(ProgrammingError), transaction.atomic():
        Handoff.objects.filter(pk=made.pk).update(ended_at=None, ended_how="")
