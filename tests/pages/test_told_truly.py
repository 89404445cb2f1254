"""What pages tell is so: no day that is over, nothing twice, no refusal of what was taken, and no typed words lost."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

import signing
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.referrals import choices, sending
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.own_questions.intake import Question
from fullcircle.referrals.states import Status
from make import AT

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DETROIT = ZoneInfo("America/Detroit")
SPOKEN = sending.Agreed(manner="spoken", language="en")
SAID = {"on": "2026-03-12", "time": "14:30", "minutes": "45", "place": "12 Mill Race", "with_whom": "Ana"}


def texts(to="0005550117"):
    return [message.body for message in reversed(outbox.recent(200)) if message.to == to]


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def resident(referral):
    client = Client()
    signing.enter_as_resident(client, referral.person_id)
    return client


def name_next(world, referral):
    with acting_as(world.navigator, at=AT):
        choices.say(
            referral_id=referral.pk, service_ids=[world.bread.pk], fields=[], agreed=SPOKEN, actor=world.navigator, at=AT
        )  # fmt: skip


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


@pytest.mark.parametrize(("status", "step"), [(Status.ACCEPTED, "start"), (Status.SENT, "ask")])
def test_what_a_place_needs_of_the_person_stays_on_their_page(world, pages_at, status, step):
    sent = world.referral(status=status)
    world.step(sent, "target", "ask_the_person", text="Bring papers")
    world.step(sent, "target", step, at=AT + HOUR)
    mine = resident(sent)
    page = text(mine.get("/me/"))
    assert ("Open Cupboard needs something from you" in page, "Bring papers" in page) == (True, True)

    mine.post(reverse("resident:answer", args=[sent.pk]), {"text": "I have them"})

    assert "needs something from you" not in text(mine.get("/me/"))


@pytest.mark.parametrize("asked", [False, True])
def test_no_day_that_has_passed_is_promised(world, pages_at, asked):
    first = world.referral()
    if asked:
        world.step(first, "target", "ask", at=AT + HOUR)
    assert ("answers by March 12" in text(resident(first).get("/me/"))) is not asked
    pages_at(AT + 5 * DAY)

    page = text(resident(first).get("/me/"))

    assert "answers by March 12" not in page
    assert (
        "Open Cupboard asked your helper a question first." if asked else "We go on asking for you."
    ) in page


@pytest.mark.parametrize(("sent_at", "promised"), [(9, True), (18, False)])
def test_an_urgent_promise_is_within_the_hours_of_the_place(world, pages_at, sent_at, promised):
    friday = datetime(2026, 3, 13, sent_at, tzinfo=DETROIT)
    sent = world.referral(urgent=True, at=friday)
    pages_at(friday + MINUTE)

    page = text(resident(sent).get("/me/"))

    assert ("answers by March 13" in page, "We go on asking for you." in page) == (promised, not promised)


def test_who_stopped_the_asking_is_not_told_that_another_place_is_asked(world, pages_at):
    first = world.referral()
    name_next(world, first)
    mine = resident(first)
    assert "If they do not, we ask another place." in text(mine.get("/me/"))

    mine.post(reverse("resident:stop_next", args=[first.need_id]))
    mine.get("/me/")
    waits = text(mine.get("/me/"))
    world.step(first, "target", "decline", at=AT)
    ended = text(mine.get("/me/"))

    assert "Open Cupboard answers by March 12, 5 p.m. Nobody else is asked before you say so." in waits
    assert "Open Cupboard: They have no room. Nobody else is asked before you say so." in ended
    assert "another place" not in waits + ended


@pytest.mark.parametrize(
    ("named", "reason", "says"),
    [
        (True, "no-capacity", "They have no room. We are asking another place."),
        (False, "no-capacity", "They have no room. We look for another one."),
        (True, "duplicate", "They have this request already. We look for another one."),
    ],
)
def test_another_place_is_asked_only_where_one_is_named(world, pages_at, named, reason, says):
    first = world.referral()
    if named:
        name_next(world, first)

    world.step(first, "target", "decline", reason=reason)

    assert f"Open Cupboard: {says}" in text(resident(first).get("/me/"))


def test_answers_of_an_interview_are_not_lost_when_the_request_has_just_ended(world, browse):
    with acting_as(world.intake, at=AT):
        intake.say_questions(
            service_id=world.food_box.pk, questions=[Question("Any allergies?", "long")], actor=world.intake, at=AT
        )  # fmt: skip
    taken = world.referral(status=Status.ACCEPTED)
    desk, url = browse("intake"), reverse("inbox:ask_questions", args=[taken.pk])
    desk.get(url)
    world.step(taken, "target", "complete")

    page = desk.post(url, {"q1-a": "Peanuts and milk"}, follow=True)

    assert page.status_code == 409
    assert "Peanuts and milk" in text(page)
    assert "This request has ended." in text(page)


def test_who_was_not_asked_sees_no_questions_of_an_interview(world, browse):
    with acting_as(world.intake, at=AT):
        intake.say_questions(
            service_id=world.food_box.pk, questions=[Question("Any allergies?", "long")], actor=world.intake, at=AT
        )  # fmt: skip
    taken = world.referral(status=Status.ACCEPTED)
    world.step(taken, "target", "complete")

    page = browse("navigator").post(reverse("inbox:ask_questions", args=[taken.pk]), {"q1-a": "Peanuts"})

    assert page.status_code == 403
    assert "Any allergies?" not in text(page)


def test_a_reply_is_not_lost_when_the_place_has_just_answered(world, browse):
    sent = world.referral()
    world.step(sent, "target", "ask")
    desk = browse("navigator")
    world.step(sent, "target", "accept")

    said = {"step": "reply", "reply": "She needs a ramp"}
    page = desk.post(reverse("inbox:step", args=[sent.pk]), said, follow=True)

    assert page.status_code == 409
    assert 'This was not sent:</p><p class="fc-say">She needs a ramp' in text(page)


def test_a_note_to_a_place_is_not_lost_when_it_was_asked_in_another_tab(world, browse):
    sent = world.referral()
    said = {
        "to": str(world.food_box.pk), "manner": "spoken", "field": ["zip"], "chosen": "1",
        "note": "The stairs are steep",
    }  # fmt: skip

    page = browse("navigator").post(reverse("people:send", args=[sent.need_id]), said, follow=True)

    assert page.status_code == 409
    assert "This place was asked for this need already" in text(page)
    assert "The stairs are steep" in text(page)
