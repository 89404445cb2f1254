"""What a person asks about their record: who may ask, who answers, by when, and that both sides see it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.people import actions as people_actions
from fullcircle.people import queries as people
from fullcircle.people.actions import Reach
from fullcircle.privacy import asking, queries
from fullcircle.privacy.models import Request
from fullcircle.privacy.policies import AlreadyAnswered
from fullcircle.privacy.queries import NoSuchLook, NoSuchRequest
from fullcircle.privacy.states import MAY_BECOME, Status

LATER = make.AT + timedelta(days=2)


@pytest.fixture
def person(world):
    return world.person()


def ask(person, *, actor=None, at=make.AT, **said):
    actor = actor or actors.resident(person.pk)
    with acting_as(actor, at=at):
        said = {"kind": "complaint", "text": "Too slow", **said}
        return asking.ask(person_id=person.pk, actor=actor, at=at, **said)


def end(step, request, actor, at=LATER, **said):
    with acting_as(actor, at=at):
        return getattr(asking, step)(request_id=request.pk, actor=actor, at=at, **said)


def test_every_status_says_what_may_follow():
    assert set(MAY_BECOME) == set(Status)


def test_a_question_is_due_in_30_days_and_its_keeper_sees_it(world, person):
    request = ask(person)

    assert request.due_at == make.AT + timedelta(days=30)
    with acting_as(world.navigator, at=make.AT):
        (kept,) = queries.requests_kept(world.eastgate.id)
        assert (kept.pk, kept.status, kept.steward_id) == (request.pk, Status.OPEN, world.eastgate.id)


@pytest.mark.parametrize("who", ["other_navigator", "intake", "hub_manager", "clock"])
def test_nobody_else_sees_it(world, person, who):
    request = ask(person)

    with acting_as(getattr(world, who), at=make.AT):
        assert not Request.objects.exists()
        with pytest.raises(NoSuchRequest):
            queries.request(request.pk)


def test_another_resident_neither_sees_it_nor_asks_for_them(world, person):
    request, other = ask(person), world.person("Malik Freeman")

    with acting_as(actors.resident(other.pk), at=make.AT), pytest.raises(NoSuchRequest):
        queries.request(request.pk)
    with pytest.raises(people.NoSuchPerson):
        ask(person, actor=actors.resident(other.pk))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "joke"}, "kind"),
        ({"text": "  "}, "text"),
        ({"kind": "correction", "part": "home"}, "right"),
        ({"kind": "correction", "part": "shoes", "right": "9 Spring Street"}, "right"),
    ],
)
def test_what_is_asked_has_to_be_said(person, said, field):
    with pytest.raises(Invalid) as refusal:
        ask(person, **said)
    assert refusal.value.field == field


def test_a_look_is_asked_about_by_whom_it_concerns(world, person):
    other = world.person("Malik Freeman")
    with acting_as(world.navigator, at=make.AT):
        people.record(person.pk)
        people.record(other.pk)
        mine = queries.looks(person.pk).get()
        theirs = queries.looks(other.pk).get()

    assert ask(person, kind="why", event_id=mine.pk).event_id == mine.pk
    with pytest.raises(NoSuchLook):
        ask(person, kind="why", event_id=theirs.pk)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.NAVIGATOR, True), (Role.HUB, True), (Role.ADMINISTRATOR, True), (Role.INTAKE, False)],
)
def test_of_the_keeper_navigators_hub_and_administrators_answer(world, person, role, may):
    request, actor = ask(person), make.staff(world.eastgate.id, role)

    if not may:
        with pytest.raises(Denied):
            end("answer", request, actor, text="We call you.")
        return
    answered = end("answer", request, actor, text="We call you.")

    assert (answered.status, answered.answer, answered.answered_at) == (
        Status.ANSWERED,
        "We call you.",
        LATER,
    )
    with acting_as(actors.resident(person.pk), at=LATER):
        assert queries.requests_of(person.pk).get().answer == "We call you."


def test_the_person_does_not_answer_themselves(person):
    request = ask(person)
    with pytest.raises(Denied):
        end("answer", request, actors.resident(person.pk), text="Fine.")


@pytest.mark.parametrize("first", ["answer", "decline"])
@pytest.mark.parametrize("second", ["answer", "decline"])
def test_an_answered_question_stays_as_it_is(world, person, first, second):
    request, words = ask(person), {"answer": "text", "decline": "reason"}
    end(first, request, world.navigator, **{words[first]: "The record was right."})

    with pytest.raises(AlreadyAnswered):
        end(second, request, world.navigator, **{words[second]: "No."})


def test_an_answer_has_words(world, person):
    with pytest.raises(Invalid):
        end("decline", ask(person), world.navigator, reason=" ")


def test_the_person_is_told_by_their_safe_way_and_the_text_says_nothing(world, person):
    end("answer", ask(person), world.navigator, text="Because you asked for food.")

    message = outbox.recent()[0]
    assert (message.to, "food" in message.body) == ("0005550117", False)
    assert "/r/" in message.body


def test_who_has_no_safe_way_gets_no_message(world):
    person = world.person("Malik Freeman", reach=Reach())
    before = len(outbox.recent())

    end("answer", ask(person), world.navigator, text="Because.")

    assert len(outbox.recent()) == before


def test_events_name_the_question_and_never_its_words(world, person):
    request = ask(person, text="a secret")
    end("decline", request, world.navigator, reason="another secret")

    with acting_as(actors.resident(person.pk), at=LATER):
        rows = Event.objects.filter(record_id=request.pk).order_by("seq")
        assert [row.did for row in rows] == ["question.ask", "question.decline"]
        assert "secret" not in str([row.detail for row in rows])


def test_questions_follow_the_record_to_its_new_keeper(world, person):
    request = ask(person)
    with acting_as(world.navigator, at=LATER):
        people_actions.hand_over(person_id=person.pk, to=world.riverlight.id, actor=world.navigator, at=LATER)

    with acting_as(world.other_navigator, at=LATER):
        assert queries.requests_kept(world.riverlight.id).get().pk == request.pk
    with acting_as(world.navigator, at=LATER):
        assert not Request.objects.exists()


def test_the_database_refuses_an_end_without_an_answer(world, person):
    request = ask(person)
    with acting_as(world.navigator, at=make.AT), pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(status="answered", answered_at=make.AT)
