"""What pages tell is so: no day that is over, nothing twice, no refusal of what was taken, and no typed words lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import signing
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.states import Status
from make import AT

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SAID = {"on": "2026-03-12", "time": "14:30", "minutes": "45", "place": "12 Mill Race", "with_whom": "Ana"}


def texts(to="0005550117"):
    return [message.body for message in reversed(outbox.recent(200)) if message.to == to]


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def resident(referral):
    client = Client()
    signing.enter_as_resident(client, referral.person_id)
    return client


def test_a_plan_sent_twice_is_one(world, browse):
    taken = world.referral(status=Status.ACCEPTED)
    pantry = browse("intake")

    pages = [text(pantry.post(f"/requests/{taken.pk}/appointments/", SAID, follow=True)) for _tap in range(2)]

    with acting_as(world.intake, at=AT):
        assert len(planning.of_request(taken.pk)) == 1
    assert len([one for one in texts() if "You are expected" in one]) == 1
    assert ["Planned. The person is told, and reminded." in page for page in pages] == [True, True]


@pytest.mark.parametrize("other", [{"time": "15:30"}, {"with_whom": "Bo"}])
def test_another_plan_at_once_is_another(world, browse, other):
    taken = world.referral(status=Status.ACCEPTED)
    pantry = browse("intake")

    for said in (SAID, SAID | other):
        pantry.post(f"/requests/{taken.pk}/appointments/", said)

    with acting_as(world.intake, at=AT):
        assert len(planning.of_request(taken.pk)) == 2


@pytest.mark.parametrize(
    ("other", "hears", "says"),
    [
        ({"with_whom": "Bo"}, [], "Saved."),
        ({"minutes": "60"}, [], "Saved."),
        ({"place": "14 Mill Race"}, ["There is news about your request."], "Moved. The person is told."),
        ({"time": "15:30"}, ["Another time: Thursday, March 12, 3:30 p.m."], "Moved. The person is told."),
    ],
)
def test_another_time_is_told_only_where_the_time_is_another(world, browse, other, hears, says):
    taken = world.referral(status=Status.ACCEPTED)
    pantry = browse("intake")
    pantry.post(f"/requests/{taken.pk}/appointments/", SAID)
    with acting_as(world.intake, at=AT):
        (one,) = planning.of_request(taken.pk)
    before = len(texts())

    page = text(pantry.post(f"/appointments/{one.pk}/", {**SAID, **other, "does": "move"}, follow=True))

    told = texts()[before:]
    assert (len(told), all(words in told[0] for words in hears)) == (len(hears), True)
    assert says in page


def test_an_answer_of_the_person_sent_twice_is_taken(world, pages_at):
    taken = world.referral(status=Status.ACCEPTED)
    world.step(taken, "target", "ask_the_person", text="Bring papers")
    mine, url = resident(taken), reverse("resident:answer", args=[taken.pk])

    mine.post(url, {"text": "I have them"})
    page = text(mine.post(url, {"text": "I have them"}, follow=True))

    assert "Nothing is asked of the person any more" not in page
    assert "They have your answer" in page
