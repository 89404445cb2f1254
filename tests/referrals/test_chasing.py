"""The hub's desk: calling, who sees to it, asking elsewhere; what is asked of the person; how organizations answer."""

from datetime import timedelta

import pytest

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.session import acting_as
from fullcircle.directory import queries as directory
from fullcircle.directory.models import Phone
from fullcircle.infra import outbox
from fullcircle.people.actions import Reach
from fullcircle.referrals import actions, chasing, choices, queries, sending, worklists
from fullcircle.referrals.models import Referral
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status, WaitingOn
from fullcircle.referrals.time import ticking
from fullcircle.referrals.time.clocks import Clock

DAY = timedelta(days=1)
LATE = make.AT + 8 * DAY


@pytest.fixture
def unanswered(world):
    """A request that time brought to the desk."""
    sent = world.referral()
    at = make.AT
    while at < LATE:
        at += DAY / 4
        ticking.run(at=at)
    return sent


def at_the_desk(world, at=LATE):
    with acting_as(world.hub_manager, at=at):
        return [line.referral_id for line in worklists.at_the_desk()]


def now(world, referral):
    with acting_as(world.navigator, at=LATE):
        return queries.referral(referral.pk)


def call(world, referral, *, at=LATE, actor=None, text="They answer on Friday."):
    actor = actor or world.hub_manager
    with acting_as(actor, at=at):
        return chasing.called(referral_id=referral.pk, text=text, actor=actor, at=at)


def test_a_call_clears_the_desk_and_comes_back_if_nothing_follows(world, unanswered):
    assert at_the_desk(world) == [unanswered.pk]
    mails = len([m for m in outbox.recent() if m.channel == "email"])
    call(world, unanswered)
    assert at_the_desk(world) == []
    ticking.run(at=LATE + DAY / 100)
    assert len([m for m in outbox.recent() if m.channel == "email"]) == mails + 1  # the link once more
    with acting_as(world.navigator, at=LATE):
        assert [word.text for word in queries.words_of(unanswered.pk)] == ["They answer on Friday."]
    at = LATE
    while at < LATE + 7 * DAY:
        at += DAY / 4
        ticking.run(at=at)
    assert at_the_desk(world, at) == [unanswered.pk]


def test_a_call_says_something_and_is_the_hubs(world, unanswered):
    with pytest.raises(Invalid):
        call(world, unanswered, text="  ")
    for actor in (world.navigator, world.intake, world.administrator):
        with pytest.raises(Denied):
            call(world, unanswered, actor=actor)
    done = world.referral(status=Status.DECLINED)
    with pytest.raises(WrongStatus):
        call(world, done)


def test_somebody_at_the_hub_sees_to_it(world, unanswered):
    vera = world.founder.pk
    with acting_as(world.hub_manager, at=LATE):
        chasing.see_to(referral_id=unanswered.pk, user_id=vera, actor=world.hub_manager, at=LATE)
        assert worklists.at_the_desk()[0].hub_user_id == vera
        with pytest.raises(Invalid):
            chasing.see_to(
                referral_id=unanswered.pk, user_id=world.navigator.user_id, actor=world.hub_manager, at=LATE
            )
        chasing.see_to(referral_id=unanswered.pk, user_id=None, actor=world.hub_manager, at=LATE)
        assert worklists.at_the_desk()[0].hub_user_id is None


def test_asking_elsewhere_goes_to_the_next_place_that_the_person_named(world, unanswered):
    with acting_as(world.navigator, at=make.AT):
        choices.say(
            referral_id=unanswered.pk, service_ids=[world.bread.pk], fields=[],
            agreed=sending.Agreed(manner="spoken", language="en"), actor=world.navigator, at=LATE,
        )  # fmt: skip
    with acting_as(world.hub_manager, at=LATE):
        actions.redirect(referral_id=unanswered.pk, actor=world.hub_manager, at=LATE)
    assert now(world, unanswered).answer == ""  # taken from them is not answered by them
    ticking.run(at=LATE + DAY / 24)
    with acting_as(world.navigator, at=LATE):
        assert Referral.objects.filter(service_id=world.bread.pk, status=Status.SENT).exists()


def test_how_organizations_answer(world):
    world.referral(status=Status.ACCEPTED)
    world.referral(status=Status.DECLINED, at=make.AT - DAY)
    world.referral(at=make.AT - 20 * DAY)
    world.referral(service=world.bread)
    world.referral(status=Status.ENTERED_IN_ERROR)
    world.referral(status=Status.ACCEPTED, at=make.AT - 200 * DAY)
    with acting_as(world.hub_manager, at=make.AT):
        found = {one.organization_id: one for one in chasing.by_organization(at=make.AT)}
        cupboard, bread = found[world.cupboard.id], found[world.breadline.id]
    assert (cupboard.waiting, cupboard.late, cupboard.oldest) == (1, 1, make.AT - 20 * DAY)
    assert (cupboard.sent, cupboard.answered, cupboard.in_time, cupboard.hours) == (3, 2, 2, 0)
    assert (bread.waiting, bread.late, bread.sent, bread.hours) == (1, 0, 1, None)


def test_a_number_to_call(world):
    Phone.objects.create(service=world.food_box, number="000 555 0101")
    assert directory.phones_of({world.cupboard.id}) == {world.cupboard.id: "000 555 0101"}
    Phone.objects.create(organization=world.cupboard, number="000 555 0102")
    Phone.objects.create(organization=world.cupboard, number="000 555 0103", type="fax")
    assert directory.phones_of({world.cupboard.id, world.breadline.id}) == {world.cupboard.id: "000 555 0102"}


# What the person must do first.


def asks(world, referral, *, at=make.AT):
    return world.step(referral, "link", "ask_the_person", at=at, text="Bring a paper with your address.")


@pytest.mark.parametrize("status", [Status.SENT, Status.IN_REVIEW, Status.ACCEPTED, Status.WAIT_LISTED])
def test_the_target_asks_the_person_who_answers_on_their_own(world, status):
    sent = world.referral(status=status)
    before = len([m for m in outbox.recent() if m.channel == "sms"])
    asks(world, sent)
    waits = now(world, sent)
    assert (waits.waiting_on, waits.clock) == (WaitingOn.RESIDENT, Clock.NUDGE)
    assert len([m for m in outbox.recent() if m.channel == "sms"]) == before + 1
    resident = actors.resident(sent.person_id)
    with acting_as(resident, at=make.AT):
        assert [word.text for word in queries.words_of(sent.pk)] == ["Bring a paper with your address."]
        actions.answer_for_the_person(
            referral_id=sent.pk, text="I have it with me.", actor=resident, at=make.AT
        )
    with acting_as(world.intake, at=make.AT):
        assert [word.text for word in queries.words_of(sent.pk)][-1] == "I have it with me."
    assert now(world, sent).waiting_on == WaitingOn.TARGET
    assert now(world, sent).clock != Clock.NUDGE


def test_the_person_is_nudged_after_three_days_and_once_more_then_the_hub_sees_it(world):
    sent = asks(world, world.referral(status=Status.ACCEPTED))
    nudges, at = [], make.AT
    while at < make.AT + 14 * DAY:
        at += DAY / 8
        before = len([m for m in outbox.recent() if "Something waits" in m.body])
        ticking.run(at=at)
        if len([m for m in outbox.recent() if "Something waits" in m.body]) > before:
            nudges.append((at - make.AT).days)
    assert nudges == [3, 8]  # Friday, and Wednesday of the week after: three and six working days
    assert at_the_desk(world, at) == [sent.pk]
    assert now(world, sent).clock_at > at


def test_who_cannot_be_written_to_stays_for_the_hub_too(world):
    person = world.person("No Way", reach=Reach(phone="0005550118"))
    sent = asks(world, world.referral(status=Status.ACCEPTED, need=world.need(person)))
    at = make.AT
    while at < make.AT + 14 * DAY:
        at += DAY / 4
        ticking.run(at=at)
    assert sent.pk in at_the_desk(world, at)


def test_only_the_target_asks_and_only_the_person_or_who_sends_answers(world):
    sent = world.referral(status=Status.ACCEPTED)
    for actor in (world.navigator, world.hub_manager):
        with acting_as(actor, at=make.AT), pytest.raises(Denied):
            actions.ask_the_person(referral_id=sent.pk, text="x", actor=actor, at=make.AT)
    with acting_as(world.navigator, at=make.AT), pytest.raises(WrongStatus):
        actions.answer_for_the_person(referral_id=sent.pk, text="x", actor=world.navigator, at=make.AT)
    asks(world, sent)
    for actor in (world.intake, world.hub_manager):
        with acting_as(actor, at=make.AT), pytest.raises(Denied):
            actions.answer_for_the_person(referral_id=sent.pk, text="x", actor=actor, at=make.AT)
    with acting_as(world.navigator, at=make.AT):
        actions.answer_for_the_person(referral_id=sent.pk, text="x", actor=world.navigator, at=make.AT)
    done = world.referral(status=Status.COMPLETED)
    with acting_as(world.intake, at=make.AT), pytest.raises(WrongStatus):
        actions.ask_the_person(referral_id=done.pk, text="x", actor=world.intake, at=make.AT)
