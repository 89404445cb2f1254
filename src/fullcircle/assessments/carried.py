"""Answers that a device kept while it had no network, taken in once.

What somebody else wrote down meanwhile is never written over in silence: where the two differ, a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, user_of
from fullcircle.access.errors import Conflict
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.assessments import actions, policies, queries
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine import checking, walking
from fullcircle.assessments.engine.answers import Given
from fullcircle.assessments.models import CarriedAnswers, Response
from fullcircle.assessments.states import Status
from fullcircle.people import queries as people


class ChangedMeanwhile(Conflict):
    """Others answered the same form since the device was made ready; `theirs` is what they wrote down."""

    def __init__(self, theirs: Response) -> None:
        super().__init__(_("Somebody else wrote down answers to these questions meanwhile."))
        self.theirs = theirs


def newest(person_id: UUID, form_id: UUID) -> Response | None:
    """What was last said to a form, finished or not."""
    rows = Response.objects.filter(person_id=person_id, form_id=form_id).select_related("form")
    return rows.order_by("-changed_at", "-id").first()


def stand(person_id: UUID, form_id: UUID) -> str:
    """How a person's answers to a form stand, to be compared later; '' where there are none."""
    last = newest(person_id, form_id)
    return f"{last.pk}:{last.changed_at.isoformat()}" if last else ""


@transaction.atomic
def take_in(
    *, form_id: UUID, person_id: UUID, given: Mapping[str, Given], stood: str, over: bool, draft_id: UUID,
    language: str, actor: Actor, at: datetime,
) -> Response:  # fmt: skip
    """Write down what was answered, on what stands already. `stood` is how it stood when the device was made ready; with
    `over` a person has seen what others wrote and wants this. Answers to questions that the branching does not show are
    passed over. A draft that was taken in before changes nothing. Raises ChangedMeanwhile, and as the steps do."""
    user_id, keeper_id = user_of(actor)
    if known := CarriedAnswers.objects.filter(user_id=user_id, draft_id=draft_id).first():
        return queries.response(known.response_id)
    steward_id = people.person(person_id).steward_id
    policies.check_can_begin(actor, queries.form(form_id), person_id=person_id, steward_id=steward_id)
    theirs = newest(person_id, form_id)
    if not over and theirs is not None and stand(person_id, form_id) != stood and _differs(theirs, given):
        raise ChangedMeanwhile(theirs)
    try:
        with transaction.atomic():
            response = actions.begin(
                form_id=form_id, person_id=person_id, language=language, actor=actor, at=at
            )
            CarriedAnswers.objects.create(
                user_id=user_id, keeper_id=keeper_id, draft_id=draft_id, person_id=person_id,
                response=response, taken_at=at,
            )  # fmt: skip
    except IntegrityError:  # the same draft came twice at once
        known = CarriedAnswers.objects.get(user_id=user_id, draft_id=draft_id)
        return queries.response(known.response_id)
    return _written(queries.response(response.pk, lock=True), given, actor, at)


def _differs(theirs: Response, given: Mapping[str, Given]) -> bool:
    standing = queries.answers(theirs)
    return theirs.status != Status.IN_PROGRESS or any(
        link_id in standing and standing[link_id] != mine for link_id, mine in given.items()
    )


def _written(response: Response, given: Mapping[str, Given], actor: Actor, at: datetime) -> Response:
    questionnaire, answers = queries.questionnaire(response.form), queries.answers(response)
    asked = []
    for item in questionnaire.asked:
        if item.link_id in given and item.link_id in walking.questions(questionnaire, answers):
            checking.check(item, given[item.link_id])
            answers[item.link_id] = given[item.link_id]
            asked.append(item.link_id)
    response.answers = said.as_json(answers)
    response.at_question = walking.first_open(questionnaire, answers)
    response.changed_at = at
    response.save(update_fields=["answers", "at_question", "changed_at"])
    about = Subject(
        DataClass.ASSESSMENT, person_id=response.person_id, record_id=response.pk,
        detail={"questions": asked, "carried": True},
    )  # fmt: skip
    events.record(actor=actor, did="assessment.answer", about=about, at=at)
    return response
