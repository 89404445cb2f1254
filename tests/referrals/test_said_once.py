"""What is said twice by one page is told once, and what was asked of a person stays asked."""

from datetime import timedelta

import pytest

from fullcircle.infra import outbox
from fullcircle.referrals.states import Status
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
