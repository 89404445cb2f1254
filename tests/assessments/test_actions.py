"""Beginning, answering, going back, finishing, stopping: who may, what follows, and what stays invisible."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from form_makers import choice, item, resource
from fullcircle.access.actor import SYSTEM
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.models import Event
from fullcircle.access.session import NoActor, acting_as
from fullcircle.assessments import actions, queries
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given
from fullcircle.assessments.engine.values import Coding
from fullcircle.assessments.forms import actions as shelf
from fullcircle.assessments.models import Response
from fullcircle.assessments.policies import WrongStatus
from fullcircle.assessments.states import MAY_BECOME, Status
from screened import HOUR, T0

CODES = "urn:fullcircle:codes:everyday-needs"
pytestmark = pytest.mark.django_db


def said(code):
    return Given((Coding(code, CODES),))


def begin(town, actor=None, *, at=T0, language="en"):
    who = actor or town.navigator
    with acting_as(who, at=at):
        return actions.begin(
            form_id=town.form_id, person_id=town.person_id, language=language, actor=who, at=at
        )


def answer(town, response, link_id, given, *, actor=None, at=T0):
    who = actor or town.navigator
    with acting_as(who, at=at):
        return actions.answer(response_id=response.pk, link_id=link_id, given=given, actor=who, at=at)


def whole(town, *, at=T0, **typed):
    with acting_as(town.navigator, at=at):
        return actions.ask_all(
            form_id=town.form_id, person_id=town.person_id, typed=typed, actor=town.navigator, at=at
        )


def did(town):
    with acting_as(town.navigator, at=T0 + 9 * HOUR):
        rows = Event.objects.filter(person_id=town.person_id, did__startswith="assessment").order_by("seq")
        return [(row.did, row.detail) for row in rows]


def test_every_status_is_a_row_of_the_table():
    assert set(MAY_BECOME) == set(Status)


def test_the_first_question_waits_once_begun(town):
    response = begin(town)

    assert (response.status, response.at_question) == (Status.IN_PROGRESS, "worry")
    assert response.asked_by == town.navigator.user_id
    assert response.organization_id == town.navigator.organization_id


def test_the_resident_may_ask_themselves(town):
    response = begin(town, town.resident)

    assert response.asked_by is None
    assert answer(town, response, "worry", said("food"), actor=town.resident).at_question == "food"


@pytest.mark.parametrize("who", ["intake", "stranger"])
def test_nobody_else_may_begin(town, who):
    with pytest.raises((Denied, NotFound)):
        begin(town, getattr(town, who))


def test_staff_of_the_same_place_without_the_role_are_denied_each_step(town):
    response = begin(town)
    steps = {
        "answer": lambda: answer(town, response, "worry", SKIPPED, actor=town.intake),
        "go_back": lambda: actions.go_back(response_id=response.pk, link_id="food", actor=town.intake, at=T0),
        "finish": lambda: actions.finish(response_id=response.pk, actor=town.intake, at=T0),
        "stop": lambda: actions.stop(response_id=response.pk, actor=town.intake, at=T0),
    }
    for step in steps.values():
        with pytest.raises(Denied), acting_as(town.intake, at=T0):
            step()


def test_another_organization_sees_no_response_and_cannot_touch_one(town):
    response = begin(town)

    with acting_as(town.stranger, at=T0):
        assert not Response.objects.exists()
        assert queries.in_progress(town.person_id) == []
        assert Response.objects.filter(pk=response.pk).update(status="completed") == 0
        with pytest.raises(queries.NoSuchResponse):
            actions.answer(
                response_id=response.pk, link_id="worry", given=SKIPPED, actor=town.stranger, at=T0
            )
        with pytest.raises(DatabaseError):
            Response.objects.create(
                person_id=town.person_id, form_id=town.form_id, language="en", started_at=T0, changed_at=T0
            )


def test_a_hidden_response_and_an_absent_one_answer_alike(town):
    response = begin(town)

    with acting_as(town.stranger, at=T0):
        refusals = []
        for response_id in (response.pk, uuid.uuid4()):
            with pytest.raises(queries.NoSuchResponse) as refusal:
                queries.response(response_id)
            refusals.append(str(refusal.value))

    assert refusals[0] == refusals[1]


def test_without_an_actor_the_query_raises(town):
    with pytest.raises(NoActor):
        Response.objects.count()


def test_row_security_is_forced_on_responses_and_not_on_forms():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relforcerowsecurity from pg_class where relkind = 'r' and relname like 'assessments!_%%' escape '!'"
            " order by 1"
        )
        forced = dict(cursor.fetchall())
    assert forced["assessments_response"]
    assert [name for name, is_forced in forced.items() if not is_forced] == ["assessments_form"]


def test_an_answer_moves_to_the_next_question_and_branches(town):
    response = begin(town)
    for link_id in (
        "worry",
        "food",
        "home",
        "utilities",
        "rides",
        "money",
        "work",
        "children",
        "health",
        "talk",
    ):
        response = answer(town, response, link_id, SKIPPED)

    assert answer(town, response, "alone", said("alone")).at_question == "safe"
    assert answer(town, response, "alone", said("others")).at_question == ""


def test_an_answer_sent_twice_is_one_and_goes_on_once(town):
    response = begin(town)

    answer(town, response, "worry", said("food"))
    again = answer(town, response, "worry", said("food"))

    assert again.at_question == "food"
    assert queries.answers(again) == {"worry": said("food")}


@pytest.mark.parametrize(
    ("link_id", "given"),
    [("food", said("nonsense")), ("safe", said("no")), ("nowhere", SKIPPED), ("food", Given(("words",)))],
)
def test_what_is_no_answer_or_is_not_asked_is_refused(town, link_id, given):
    response = begin(town)

    with pytest.raises(Invalid):
        answer(town, response, link_id, given)

    assert response.answers == {}


def test_going_back_keeps_the_answer_and_twice_is_once(town):
    response = answer(town, begin(town), "worry", said("food"))
    with acting_as(town.navigator, at=T0):
        for _ in range(2):
            response = actions.go_back(response_id=response.pk, link_id="food", actor=town.navigator, at=T0)

    assert response.at_question == "worry"
    assert queries.answers(response)["worry"] == said("food")


def test_before_the_first_question_there_is_nothing(town):
    response = begin(town)
    with acting_as(town.navigator, at=T0):
        assert actions.go_back(
            response_id=response.pk, link_id="worry", actor=town.navigator, at=T0
        ).at_question == ("worry")
        with pytest.raises(Invalid):
            actions.go_back(response_id=response.pk, link_id="nowhere", actor=town.navigator, at=T0)


def test_what_was_begun_goes_on_where_it_stopped(town):
    first = answer(town, begin(town), "worry", SKIPPED)

    again = begin(town, at=T0 + HOUR, language="es")

    assert (again.pk, again.at_question, again.language) == (first.pk, "food", "en")


@pytest.mark.parametrize(("asked", "used"), [("es", "es"), ("en", "en"), ("ar", "en"), ("", "en")])
def test_a_form_is_asked_in_a_language_it_has(town, asked, used):
    assert begin(town, language=asked).language == used


def test_finishing_early_is_refused_and_stopping_is_not(town):
    response = answer(town, begin(town), "worry", said("food"))
    with acting_as(town.navigator, at=T0 + HOUR):
        with pytest.raises(Invalid):
            actions.finish(response_id=response.pk, actor=town.navigator, at=T0 + HOUR)
        stopped = actions.stop(response_id=response.pk, actor=town.navigator, at=T0 + HOUR)

    assert (stopped.status, stopped.finished_at) == (Status.STOPPED, T0 + HOUR)


def test_nothing_changes_once_finished(town):
    response = whole(town, worry="food")
    steps = (
        lambda: answer(town, response, "worry", SKIPPED),
        lambda: actions.finish(response_id=response.pk, actor=town.navigator, at=T0),
        lambda: actions.stop(response_id=response.pk, actor=town.navigator, at=T0),
        lambda: actions.go_back(response_id=response.pk, link_id="", actor=town.navigator, at=T0),
    )
    for step in steps:
        with pytest.raises(WrongStatus), acting_as(town.navigator, at=T0):
            step()


def test_asking_again_after_the_end_is_a_new_response(town):
    assert whole(town, worry="food").pk != begin(town).pk


def test_every_step_leaves_one_event_that_names_the_question_and_never_the_answer(town):
    response = answer(town, begin(town), "worry", said("food"))
    with acting_as(town.navigator, at=T0):
        actions.go_back(response_id=response.pk, link_id="food", actor=town.navigator, at=T0)
        actions.stop(response_id=response.pk, actor=town.navigator, at=T0)

    form = "urn:fullcircle:questionnaire:everyday-needs|1.0.0"
    assert did(town) == [
        ("assessment.begin", {"form": form}),
        ("assessment.answer", {"question": "worry"}),
        ("assessment.go-back", {"question": "worry"}),
        ("assessment.stop", {"form": form}),
    ]


def test_a_refused_step_leaves_no_event(town):
    response = begin(town)
    before = did(town)

    with pytest.raises(Invalid):
        answer(town, response, "food", said("nonsense"))

    assert did(town) == before


def test_a_whole_form_at_once_takes_codes_refusals_and_gaps(town):
    response = whole(town, food="not-enough", money=None, children=("care", "things"), safe="partner")

    answers = queries.answers(response)
    assert response.status == Status.COMPLETED
    assert answers["food"] == said("not-enough")
    assert answers["money"] == DECLINED
    assert answers["work"] == SKIPPED
    assert "safe" not in answers, "not shown, so not asked"
    with acting_as(town.navigator, at=T0):
        assert [found.domain for found in queries.findings(response)] == [
            "food-insecurity", "educational-attainment", "material-hardship"
        ]  # fmt: skip


def test_an_answer_that_is_no_longer_shown_goes_with_the_end(town):
    response = begin(town)
    while response.at_question:
        given = said("alone") if response.at_question == "alone" else SKIPPED
        given = said("partner") if response.at_question == "safe" else given
        response = answer(town, response, response.at_question, given)
    response = answer(town, response, "alone", said("others"))
    with acting_as(town.navigator, at=T0):
        response = actions.finish(response_id=response.pk, actor=town.navigator, at=T0)

    assert "safe" not in response.answers


def test_the_score_is_kept_with_the_finished_response(town):
    with acting_as(SYSTEM, at=T0):
        scored = resource(choice("a", "x", "y", weights=(1, 2.5)), choice("b", "x", weights=(4,)))
        form, _new = shelf.bring_in(resource=scored, actor=SYSTEM, at=T0)
    with acting_as(town.navigator, at=T0):
        response = actions.ask_all(
            form_id=form.pk, person_id=town.person_id, typed={"a": "y", "b": "x"}, actor=town.navigator, at=T0
        )

    assert response.score == Decimal("6.5")


def test_the_response_is_fhir(town):
    response = whole(town, food="almost", money=None)
    with acting_as(town.navigator, at=T0):
        written = queries.questionnaire_response(response)

    assert written["status"] == "completed"
    assert written["questionnaire"] == "urn:fullcircle:questionnaire:everyday-needs|1.0.0"
    assert written["subject"] == written["source"] == {"reference": f"Patient/{town.person_id}"}
    assert written["author"] == {"reference": f"Practitioner/{town.navigator.user_id}"}
    assert [found["linkId"] for found in written["item"]] == ["food", "money"]


def test_earlier_answers_come_with_age_and_source(town):
    whole(town, food="almost", at=T0)
    response = begin(town, at=T0 + HOUR)
    with acting_as(town.navigator, at=T0 + HOUR):
        form = queries.questionnaire(response.form)
        earlier = queries.earlier(response, form.item("food"))

        assert (earlier.given, earlier.at) == (said("almost"), T0)
        assert earlier.organization_id == town.navigator.organization_id
        assert queries.earlier(response, form.item("money")) is None


def test_the_last_answer_counts_and_a_silence_does_not(town):
    whole(town, food="almost", at=T0)
    whole(town, food="enough", at=T0 + HOUR)
    whole(town, food=None, at=T0 + 2 * HOUR)
    response = begin(town, at=T0 + 3 * HOUR)
    with acting_as(town.navigator, at=T0 + 3 * HOUR):
        form = queries.questionnaire(response.form)

        assert queries.earlier(response, form.item("food")).given == said("enough")


def test_what_was_said_about_safety_is_never_shown_again(town):
    whole(town, alone="alone", safe="partner")
    response = begin(town, at=T0 + HOUR)
    with acting_as(town.navigator, at=T0 + HOUR):
        form = queries.questionnaire(response.form)

        assert queries.earlier(response, form.item("safe")) is None


def test_the_same_question_in_another_form_counts_and_another_question_does_not(town):
    shared = {"code": [{"system": "http://loinc.org", "code": "71802-3"}]}
    with acting_as(SYSTEM, at=T0):
        forms = [
            shelf.bring_in(
                resource=resource(choice(link, "x", "y", **code), url=f"urn:test:{n}"), actor=SYSTEM, at=T0
            )[0]
            for n, (link, code) in enumerate([("/a", shared), ("/b", shared), ("/a", {})])
        ]
    with acting_as(town.navigator, at=T0):
        who = {"person_id": town.person_id, "actor": town.navigator, "at": T0}
        actions.ask_all(form_id=forms[0].pk, typed={"/a": "y"}, **who)
        same, other = (actions.begin(form_id=form.pk, language="en", **who) for form in forms[1:])

        assert queries.earlier(same, queries.questionnaire(same.form).item("/b")) is not None
        assert queries.earlier(other, queries.questionnaire(other.form).item("/a")).given.values


def test_a_retired_form_cannot_be_begun_but_can_be_finished(town):
    response = begin(town)
    with acting_as(SYSTEM, at=T0):
        shelf.retire(form_id=town.form_id, actor=SYSTEM, at=T0)
    assert answer(town, response, "worry", SKIPPED).at_question == "food"
    with acting_as(town.navigator, at=T0):
        actions.stop(response_id=response.pk, actor=town.navigator, at=T0)

    with pytest.raises(WrongStatus):
        begin(town)


def test_the_database_holds_what_must_always_hold(town):
    response = begin(town)
    for change in ({"status": "lost"}, {"status": "completed"}, {"finished_at": T0}):
        with acting_as(town.navigator, at=T0), pytest.raises(DatabaseError), acting_as(town.navigator, at=T0):
            Response.objects.filter(pk=response.pk).update(**change)
    with acting_as(town.navigator, at=T0), pytest.raises(DatabaseError), acting_as(town.navigator, at=T0):
        Response.objects.create(
            person_id=town.person_id, form_id=town.form_id, language="en", started_at=T0, changed_at=T0
        )


def test_a_question_of_words_and_numbers_comes_back_from_the_database(town):
    with acting_as(SYSTEM, at=T0):
        form, _new = shelf.bring_in(
            resource=resource(item("a", "decimal"), item("b", "date"), item("c", "text")), actor=SYSTEM, at=T0
        )
    with acting_as(town.navigator, at=T0):
        typed = {"a": "24,000.50", "b": "2026-02-28", "c": "Ünïcode ‘quotes’ <b>"}
        response = actions.ask_all(
            form_id=form.pk, person_id=town.person_id, typed=typed, actor=town.navigator, at=T0
        )
        kept = queries.answers(queries.response(response.pk))

    assert kept["a"].values == (Decimal("24000.5"),)
    assert kept["c"].values == ("Ünïcode ‘quotes’ <b>",)
