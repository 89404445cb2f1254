"""Whoever waits is asked, told and helped on, whichever of several tries ends last; and nothing untrue is written to them."""

from datetime import timedelta

import pytest

from fullcircle.access.session import acting_as
from fullcircle.directory import upkeep
from fullcircle.directory.models import Organization, Service
from fullcircle.infra import outbox
from fullcircle.people.actions import Reach
from fullcircle.referrals import choices, needs, plans, queries, sending
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking
from make import AT

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SPOKEN = sending.Agreed(manner="spoken", language="en")


def texts(to="0005550117"):
    return [message.body for message in reversed(outbox.recent(200)) if message.to == to]


def questions():
    return [text for text in texts() if "/c/" in text]


def pass_time(since, until):
    while since < until:
        since += 4 * HOUR
        ticking.run(at=since)


def need_of(world, referral):
    with acting_as(world.navigator, at=AT):
        return queries.need(referral.need_id)


def names_next(world, referral, service, at=AT):
    given = {"fields": [], "agreed": SPOKEN, "actor": world.navigator, "at": at}
    with acting_as(world.navigator, at=at):
        return choices.say(referral_id=referral.pk, service_ids=[service.pk], **given)


@pytest.fixture
def third(world):
    place = Organization.objects.get(name="Riverlight Clinic")
    return Service.objects.create(organization=place, name="Meals", domains=["food-insecurity"])


@pytest.mark.parametrize("helper_first", [True, False])
def test_did_you_get_it_is_asked_once_the_other_try_has_ended(world, helper_first):
    need = world.need()
    if helper_first:
        done = world.referral(status=Status.COMPLETED, need=need)
        world.referral(need=need, service=world.bread, at=AT + MINUTE)
    else:
        world.referral(need=need, service=world.bread)
        done = world.referral(status=Status.COMPLETED, need=need, at=AT + MINUTE)

    pass_time(AT, AT + 8 * DAY)
    assert questions() == []  # the other place may say yes still
    pass_time(AT + 8 * DAY, AT + 40 * DAY)

    assert questions()
    assert need_of(world, done).outcome == "met-unconfirmed"


@pytest.mark.parametrize("reply", ["no", "some"])
def test_who_said_no_while_it_was_in_hand_is_asked_once_it_is_done(world, reply):
    taken = world.referral(status=Status.ACCEPTED)
    with acting_as(world.navigator, at=AT):
        code, _shown = plans.print_plan(person_id=taken.person_id, actor=world.navigator, at=AT)
    plans.answer(code, number="1", reply=reply, at=AT + DAY)
    said = need_of(world, taken).outcome
    world.step(taken, "target", "complete", at=AT + 2 * DAY)

    pass_time(AT + 2 * DAY, AT + 30 * DAY)

    assert len(questions()) == 2
    assert need_of(world, taken).outcome == said  # their word holds until they say another


def test_the_next_place_is_asked_whichever_of_two_says_no_last(world, third):
    first = world.referral()
    second = world.referral(need=need_of(world, first), service=world.bread, at=AT + MINUTE)
    names_next(world, second, third, at=AT + 2 * MINUTE)
    world.step(second, "target", "decline", at=AT + HOUR)
    ticking.run(at=AT + HOUR + MINUTE)
    world.step(first, "target", "decline", at=AT + 2 * HOUR)
    ticking.run(at=AT + 2 * HOUR + MINUTE)

    with acting_as(world.navigator, at=AT + 3 * HOUR):
        assert Referral.objects.filter(need_id=first.need_id, service_id=third.pk).exists()


def test_the_person_hears_of_a_no_beside_another_try(world, third):
    first = world.referral()
    names_next(world, first, third)
    world.referral(need=need_of(world, first), service=world.bread, at=AT + MINUTE)
    before = len(texts())

    world.step(first, "target", "decline", at=AT + HOUR)
    ticking.run(at=AT + HOUR + MINUTE)

    assert len(texts()) == before + 1


def test_one_silent_person_with_three_needs_gets_one_text(world):
    person = world.person()
    for domain in ("food-insecurity", "transportation-insecurity", "utility-insecurity"):
        world.need(person, domain=domain)
    before = len(texts())

    for hour in range(3):
        ticking.run(at=AT + 8 * DAY + hour * HOUR)

    assert len(texts()) - before == 1


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.IN_PROGRESS, Status.WAIT_LISTED])
def test_who_was_answered_is_not_told_that_nobody_answered(world, status):
    world.referral(status=status)
    ticking.run(at=AT + 8 * DAY)
    assert "We have not forgotten you" in texts()[-1]


def test_who_waits_for_an_answer_is_told_so(world):
    world.referral()
    ticking.run(at=AT + 8 * DAY)
    assert "We have no answer to your request yet" in texts()[-1]


def test_who_is_kept_for_a_week_with_room_is_not_told_that_nobody_answered(world):
    given = {"service_id": world.food_box.pk, "maximum": None, "actor": world.intake, "at": AT}
    with acting_as(world.intake, at=AT):
        upkeep.say_limits(weekly_limit=1, **given)
    for number in range(3):
        reach = Reach(phone=f"000555012{number}", may_text=True)
        world.referral(need=world.need(world.person(reach=reach)))
    ticking.run(at=AT + 8 * DAY)
    assert not [text for text in texts("0005550122") if "no answer" in text]


def test_who_was_helped_is_not_told_that_no_help_was_found(world):
    world.referral(status=Status.COMPLETED, at=AT + 4 * HOUR)
    for hours in range(16 * 24):
        ticking.run(at=AT + hours * HOUR)
    assert not [text for text in texts() if "not found help" in text]


def test_settled_as_died_nobody_writes_to_them(world):
    taken = world.referral(status=Status.ACCEPTED)
    world.step(taken, "target", "ask_the_person", text="Bring papers")
    with acting_as(world.navigator, at=AT + HOUR):
        needs.settle(need_id=taken.need_id, outcome="died", actor=world.navigator, at=AT + HOUR)
    before = len(texts())

    pass_time(AT + 2 * HOUR, AT + 12 * DAY)

    assert len(texts()) == before


def test_what_was_asked_of_the_helper_waits_beside_what_is_asked_of_the_person(world):
    sent = world.step(world.referral(), "target", "ask", text="Which floor?", at=AT + HOUR)
    before = len(texts())
    for _tap in range(2):
        sent = world.step(sent, "target", "ask_the_person", text="Bring papers", at=AT + 2 * HOUR)
    assert (sent.waiting_on, len(texts()) - before) == ("source", 1)
    with acting_as(world.navigator, at=AT + 2 * HOUR):
        assert [word.text for word in queries.words_of(sent.pk)] == ["Which floor?", "Bring papers"]
        assert queries.asked_of_the_person(sent).text == "Bring papers"

    sent = world.step(sent, "source", "reply", text="The second", at=AT + 3 * HOUR)
    assert (sent.waiting_on, sent.clock) == ("resident", "nudge")
    sent = world.step(sent, "resident", "answer_for_the_person", text="I have them", at=AT + 4 * HOUR)
    assert sent.waiting_on == "target"
    with acting_as(world.navigator, at=AT + 4 * HOUR):
        assert queries.asked_of_the_person(sent) is None


def test_the_person_may_answer_before_their_helper_does(world):
    sent = world.step(world.referral(), "target", "ask", text="Which floor?", at=AT + HOUR)
    sent = world.step(sent, "target", "ask_the_person", text="Bring papers", at=AT + 2 * HOUR)
    sent = world.step(sent, "resident", "answer_for_the_person", text="I have them", at=AT + 3 * HOUR)
    assert sent.waiting_on == "source"
    sent = world.step(sent, "source", "reply", text="The second", at=AT + 4 * HOUR)
    assert sent.waiting_on == "target"
