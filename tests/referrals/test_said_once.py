"""What is said twice by one page is told once, and what was asked of a person stays asked."""

from datetime import timedelta

import pytest

from fullcircle.access.session import acting_as
from fullcircle.directory import upkeep
from fullcircle.infra import outbox
from fullcircle.referrals import queries
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking
from make import AT

HOUR = timedelta(hours=1)


def told(to: str) -> int:
    return len([message for message in outbox.recent(200) if message.to == to])


def test_a_question_sent_twice_writes_to_the_person_once(world):
    taken = world.referral(status=Status.ACCEPTED)
    before = told("0005550117")

    for _tap in range(2):
        world.step(taken, "target", "ask_the_person", at=AT + HOUR, text="Bring papers")

    assert told("0005550117") - before == 1


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("ask", ("source", "reply")), ("ask_the_person", ("resident", "answer_for_the_person"))],
)
def test_an_answer_sent_twice_writes_to_the_place_once(world, asks, answers):
    sent = world.referral()
    world.step(sent, "target", asks, at=AT + HOUR, text="Which day?")
    before = told("open@example.org")

    for _tap in range(2):
        world.step(sent, *answers, at=AT + 2 * HOUR, text="Saturday.")

    assert told("open@example.org") - before == 1


def test_a_reminder_names_the_day_on_which_the_place_was_asked(world):
    with acting_as(world.intake, at=AT):
        upkeep.say_limits(
            service_id=world.food_box.pk, maximum=None, weekly_limit=1, actor=world.intake, at=AT
        )
    world.referral()
    world.referral()  # kept until Monday: their week is full

    for hours in range(0, 24 * 9, 4):
        ticking.run(at=AT + hours * HOUR)

    mails = [
        one for one in outbox.recent(200) if one.to == "open@example.org" and one.subject.startswith("Still")
    ]
    days = ["March 16" if "for Food box on March 16," in one.body else "March 10" for one in reversed(mails)]
    assert days == ["March 10", "March 10", "March 16", "March 16"]


def now(world, referral):
    with acting_as(world.navigator, at=AT):
        return queries.referral(referral.pk)


@pytest.mark.parametrize(
    ("status", "step"), [(Status.SENT, "ask"), (Status.SENT, "accept"), (Status.ACCEPTED, "start")]
)
def test_what_is_asked_of_the_person_stays_asked_until_they_answer(world, status, step):
    sent = world.referral(status=status)
    world.step(sent, "target", "ask_the_person", text="Bring papers", at=AT + HOUR)
    world.step(sent, "target", step, at=AT + 2 * HOUR)
    before, told_before = now(world, sent), told("open@example.org")

    for _tap in range(2):
        world.step(sent, "resident", "answer_for_the_person", text="I have them", at=AT + 3 * HOUR)

    after = now(world, sent)
    assert told("open@example.org") - told_before == 1
    assert (after.waiting_on, after.clock, after.clock_at) == (
        before.waiting_on,
        before.clock,
        before.clock_at,
    )
    with pytest.raises(WrongStatus):
        world.step(sent, "source", "answer_for_the_person", text="She has them", at=AT + 3 * HOUR)


def test_once_the_request_has_ended_nothing_is_asked_of_the_person(world):
    taken = world.referral(status=Status.ACCEPTED)
    world.step(taken, "target", "ask_the_person", text="Bring papers")
    world.step(taken, "target", "complete", at=AT + HOUR)

    with pytest.raises(WrongStatus):
        world.step(taken, "resident", "answer_for_the_person", text="I have them", at=AT + HOUR)
