"""What changes responses: begin, answer, go back, finish, stop. Each checks, changes, and records one event.

Events name the question, never the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.assessments import policies, queries
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine import branching, checking, scores, walking
from fullcircle.assessments.engine.answers import DECLINED, Given
from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.assessments.models import Response
from fullcircle.assessments.states import Status
from fullcircle.people import queries as people


@transaction.atomic
def begin(*, form_id: UUID, person_id: UUID, language: str, actor: Actor, at: datetime) -> Response:
    """Begin to ask; what was begun before and not finished goes on. Raises Denied, WrongStatus."""
    person = people.person(person_id, lock=True)  # so that two begin one after the other
    form = queries.form(form_id)
    policies.check_can_begin(actor, form, person_id=person_id, steward_id=person.steward_id)
    begun = Response.objects.filter(person_id=person_id, form=form, status=Status.IN_PROGRESS).first()
    if begun is not None:
        return begun
    questionnaire = queries.questionnaire(form)
    response = Response.objects.create(
        person=person,
        form=form,
        language=language if language in questionnaire.languages else questionnaire.language,
        at_question=walking.first_open(questionnaire, {}),
        asked_by=actor.user_id,
        organization_id=actor.organization_id,
        started_at=at,
        changed_at=at,
    )
    _record(actor, "assessment.begin", response, at, form=questionnaire.canonical)
    return response


@transaction.atomic
def answer(*, response_id: UUID, link_id: str, given: Given, actor: Actor, at: datetime) -> Response:
    """Write down an answer or a silence; move to the next question. Raises Denied, WrongStatus, Invalid."""
    response = _going_on(response_id, actor)
    questionnaire, answers = queries.questionnaire(response.form), queries.answers(response)
    if link_id not in walking.questions(questionnaire, answers):
        raise Invalid(_("This question is not asked any more. Go on with the next one."), field=link_id)
    checking.check(questionnaire.item(link_id), given)
    answers[link_id] = given
    response.answers = said.as_json(answers)
    response.at_question = walking.after(questionnaire, answers, link_id)
    response.changed_at = at
    response.save(update_fields=["answers", "at_question", "changed_at"])
    _record(actor, "assessment.answer", response, at, question=link_id)
    return response


@transaction.atomic
def go_back(*, response_id: UUID, link_id: str, actor: Actor, at: datetime) -> Response:
    """From this question (or walking.END) to the one before, whose answer stays until another is given.

    Raises Denied, WrongStatus, Invalid.
    """
    response = _going_on(response_id, actor)
    questionnaire, answers = queries.questionnaire(response.form), queries.answers(response)
    if link_id not in {walking.END, *questionnaire.places}:
        raise Invalid(_("This question is not in this form."), field=link_id)
    before = walking.before(questionnaire, answers, link_id)
    if before is not None:
        response.at_question = before
    response.changed_at = at
    response.save(update_fields=["at_question", "changed_at"])
    _record(actor, "assessment.go-back", response, at, question=response.at_question)
    return response


@transaction.atomic
def finish(*, response_id: UUID, actor: Actor, at: datetime) -> Response:
    """Every question was passed: the response is complete. Raises Denied, WrongStatus, Invalid."""
    response = _going_on(response_id, actor)
    questionnaire = queries.questionnaire(response.form)
    if walking.first_open(questionnaire, queries.answers(response)) != walking.END:
        raise Invalid(_("Some questions were not asked yet."))
    return _end(response, Status.COMPLETED, "assessment.finish", actor, at)


@transaction.atomic
def stop(*, response_id: UUID, actor: Actor, at: datetime) -> Response:
    """The person does not want to go on; what they said stays. Raises Denied, WrongStatus."""
    return _end(_going_on(response_id, actor), Status.STOPPED, "assessment.stop", actor, at)


@transaction.atomic
def ask_all(
    *,
    form_id: UUID,
    person_id: UUID,
    typed: Mapping[str, str | tuple[str, ...] | None],
    actor: Actor,
    at: datetime,
    language: str = "en",
) -> Response:
    """A whole form at once, as from paper: choices by code, None for "rather not say", the rest is skipped.

    Answers to questions that the branching does not show are passed over. Raises as the steps do.
    """
    response = begin(form_id=form_id, person_id=person_id, language=language, actor=actor, at=at)
    questionnaire = queries.questionnaire(response.form)
    while response.at_question != walking.END:
        link_id = response.at_question
        given = _from_paper(questionnaire, link_id, typed)
        response = answer(response_id=response.pk, link_id=link_id, given=given, actor=actor, at=at)
    return finish(response_id=response.pk, actor=actor, at=at)


def _from_paper(
    questionnaire: Questionnaire, link_id: str, typed: Mapping[str, str | tuple[str, ...] | None]
) -> Given:
    if link_id not in typed:
        return said.SKIPPED
    words = typed[link_id]
    if words is None:
        return DECLINED
    return checking.understood(questionnaire.item(link_id), (words,) if isinstance(words, str) else words)


def _going_on(response_id: UUID, actor: Actor) -> Response:
    response = queries.response(response_id, lock=True)
    policies.check_can_go_on(actor, response, steward_id=people.person(response.person_id).steward_id)
    return response


def _end(response: Response, status: Status, did: str, actor: Actor, at: datetime) -> Response:
    """What the branching no longer shows was not asked in the end, so it is not kept."""
    questionnaire, answers = queries.questionnaire(response.form), queries.answers(response)
    shown = branching.Shown(questionnaire, answers)
    kept = {link_id: given for link_id, given in answers.items() if shown.shows(link_id)}
    response.answers, response.score = said.as_json(kept), scores.of(questionnaire, kept).total
    response.status, response.finished_at, response.changed_at = status, at, at
    response.save(update_fields=["answers", "score", "status", "finished_at", "changed_at"])
    _record(actor, did, response, at, form=questionnaire.canonical)
    return response


def _record(actor: Actor, did: str, response: Response, at: datetime, **detail: object) -> None:
    about = Subject(
        DataClass.ASSESSMENT, person_id=response.person_id, record_id=response.pk, detail=dict(detail)
    )
    events.record(actor=actor, did=did, about=about, at=at)
