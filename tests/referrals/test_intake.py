"""An organization's own intake questions: said for a service, answered on a request in hand, read by them and the person."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.assessments.engine.answers import DECLINED, Given
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.own_questions.intake import Question
from fullcircle.referrals.own_questions.models import IntakeAnswers, IntakeForm
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status

HOUR = timedelta(hours=1)
QUESTIONS = (
    Question("Any allergies?", "line"),
    Question("Do you cook at home?", "yes-no"),
    Question("Which box?", "choice", ("Small", "Large")),
    Question("What do you have?", "choices", ("Stove", "Fridge")),
    Question("How many eat with you?", "number"),
    Question("From which day on?", "day"),
    Question("Anything else?", "long"),
)


def say(world, questions=QUESTIONS, *, actor=None, service=None, at=make.AT):
    actor = actor or world.intake
    with acting_as(actor, at=at):
        return intake.say_questions(
            service_id=(service or world.food_box).pk, questions=questions, actor=actor, at=at
        )


def write(world, referral, *, actor=None, at=make.AT, **given):
    actor = actor or world.intake
    with acting_as(actor, at=at):
        return intake.write_down(referral_id=referral.pk, given=given, actor=actor, at=at)


def read(actor, referral):
    with acting_as(actor, at=make.AT):
        return intake.written(referral.pk)


def test_each_kind_of_question_is_read_by_the_engine_and_said_anew_as_it_was(world):
    form = say(world)
    with acting_as(world.intake, at=make.AT):
        asked = intake.questionnaire(form).asked
        assert intake.questions_of(form) == list(QUESTIONS)
    assert [item.kind for item in asked] == [
        "string",
        "boolean",
        "choice",
        "choice",
        "integer",
        "date",
        "text",
    ]
    assert [item.repeats for item in asked] == [False] * 3 + [True] + [False] * 3


def test_answers_are_kept_with_the_questions_of_then(world):
    say(world)
    taken = world.referral(status=Status.ACCEPTED)
    given = {"q1": Given(("nuts",)), "q2": Given((True,)), "q3": DECLINED, "q6": Given((date(2026, 3, 12),))}
    write(world, taken, **given)
    say(world, [Question("Only this?", "line")], at=make.AT + HOUR)

    found = read(world.intake, taken)
    assert found.given == given
    assert found.form.item("q1").text.plain == "Any allergies?"


def test_writing_anew_ends_what_was_and_changes_nothing(world):
    say(world)
    taken = world.referral(status=Status.ACCEPTED)
    write(world, taken, q1=Given(("nuts",)))
    write(world, taken, at=make.AT + HOUR, q1=Given(("milk",)))
    assert read(world.intake, taken).given == {"q1": Given(("milk",))}
    with acting_as(world.intake, at=make.AT):
        rows = IntakeAnswers.objects.order_by("asked_at")
        assert [row.ended_at for row in rows] == [make.AT + HOUR, None]
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(answers={})


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("target", True),
        ("resident", True),
        ("source", False),
        ("hub", False),
        ("stranger", False),
        ("link", False),
    ],
)
def test_they_and_the_person_read_it_and_nobody_else(world, who, reads):
    say(world)
    taken = world.referral(status=Status.ACCEPTED)
    write(world, taken, q1=Given(("nuts",)))
    assert (read(world.party(who, taken), taken) is not None) is reads


def test_the_events_hold_no_answer(world):
    say(world)
    taken = world.referral(status=Status.ACCEPTED)
    write(world, taken, q1=Given(("nuts",)))
    with acting_as(world.intake, at=make.AT):
        held = [str(event.detail) for event in Event.objects.filter(did__startswith="intake.")]
    assert len(held) == 2
    assert not any("nuts" in detail for detail in held)


@pytest.mark.parametrize("status", [Status.SENT, Status.WAIT_LISTED, Status.COMPLETED])
def test_they_are_asked_once_it_is_taken_on(world, status):
    say(world)
    with pytest.raises(WrongStatus):
        write(world, world.referral(status=status), q1=Given(("nuts",)))


def test_what_is_no_answer_is_refused_and_where_nothing_is_asked_nothing_is_kept(world):
    taken = world.referral(status=Status.ACCEPTED)
    assert write(world, taken) is None
    say(world)
    for wrong in ({"q9": Given(("x",))}, {"q1": Given((True,))}, {"q3": Given(("Huge",))}):
        with pytest.raises(Invalid):
            write(world, taken, **wrong)
    for actor in (world.navigator, world.hub_manager, actors.resident(taken.person_id)):
        with pytest.raises(Denied):
            write(world, taken, actor=actor, q1=Given(("nuts",)))
    say(world, ())
    with acting_as(world.intake, at=make.AT):
        assert intake.form_of(world.food_box.pk) is None


@pytest.mark.parametrize(
    "questions",
    [
        [Question(" ", "line")], [Question("x" * 201, "line")], [Question("Which?", "choice", ("One",))],
        [Question("Which?", "choices", ("One", "One"))], [Question("Which?", "essay")], [Question("More?", "line")] * 13,
    ],
)  # fmt: skip
def test_questions_that_cannot_be_asked_are_refused(world, questions):
    with pytest.raises(Invalid):
        say(world, questions)


def test_only_who_offers_the_service_says_its_questions(world):
    for actor in (world.other_intake, world.navigator, world.administrator):
        with pytest.raises(Denied):
            say(world, actor=actor)
    with acting_as(world.other_intake, at=make.AT), pytest.raises(DatabaseError), transaction.atomic():
        IntakeForm.objects.create(
            service_id=world.food_box.pk, organization_id=world.breadline.id, resource={}, said_at=make.AT
        )


def test_the_database_takes_no_answers_from_who_was_not_asked(world):
    form, taken = say(world), world.referral(status=Status.ACCEPTED)
    row = {
        "person_id": taken.person_id,
        "referral_id": taken.pk,
        "form_id": form.pk,
        "answers": {},
        "asked_at": make.AT,
    }
    for actor in (world.navigator, world.other_intake):
        for keeper_id in (actor.organization_id, world.cupboard.id):
            with acting_as(actor, at=make.AT), pytest.raises(DatabaseError), transaction.atomic():
                IntakeAnswers.objects.create(keeper_id=keeper_id, **row)
