"""An organization's own questions, asked when it takes a request on: said for each service, answered on the request.

The answers are that organization's record alone. Nobody else reads them but the person; no event holds one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine import checking, reading
from fullcircle.assessments.engine.answers import Given
from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.directory import policies as listings
from fullcircle.directory import queries as directory
from fullcircle.infra import one_by_one
from fullcircle.referrals import policies, queries, recording
from fullcircle.referrals.own_questions.models import IntakeAnswers, IntakeForm

MOST, LONGEST, MOST_CHOICES = 12, 200, 20
KINDS: dict[str, tuple[Promise, dict[str, Any]]] = {
    "line": (_("One line"), {"type": "string"}),
    "long": (_("Several lines"), {"type": "text"}),
    "yes-no": (_("Yes or no"), {"type": "boolean"}),
    "choice": (_("One of these"), {"type": "choice"}),
    "choices": (_("Any of these"), {"type": "choice", "repeats": True}),
    "number": (_("A number"), {"type": "integer"}),
    "day": (_("A day"), {"type": "date"}),
}
WITH_CHOICES = frozenset({"choice", "choices"})


class ChangedMeanwhile(Conflict):
    """Somebody else wrote answers down since these were asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as staff say it; `choices` where its kind has any."""

    text: str
    kind: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What was written down of one person, with the questions as they were then."""

    id: UUID
    form: Questionnaire
    given: dict[str, Given]
    asked_at: datetime


def form_of(service_id: UUID, form_id: UUID | None = None) -> IntakeForm | None:
    """What this service asks now, or the version that somebody was shown."""
    if form_id and (shown := IntakeForm.objects.filter(pk=form_id, service_id=service_id).first()):
        return shown
    return IntakeForm.objects.filter(service_id=service_id, ended_at=None).first()


def questionnaire(form: IntakeForm) -> Questionnaire:
    return _read(form.pk)


@lru_cache(maxsize=64)
def _read(form_id: UUID) -> Questionnaire:
    """Kept in memory: a version never changes."""
    return reading.questionnaire(IntakeForm.objects.get(pk=form_id).resource)


def questions_of(form: IntakeForm) -> list[Question]:
    """As they were said, to be said anew."""
    return [
        Question(item["text"], item["extension"][0]["valueCode"], tuple(o["valueString"] for o in item.get("answerOption", [])))
        for item in form.resource["item"]
    ]  # fmt: skip


@transaction.atomic
def say_questions(
    *, service_id: UUID, questions: Sequence[Question], actor: Actor, at: datetime
) -> IntakeForm | None:
    """What this service asks from now on; none where nothing is asked. Raises Denied, NotListed, Invalid."""
    service = directory.service(service_id)
    listings.check_can_say(actor, service)
    items = [_item(number, one) for number, one in enumerate(questions, start=1)]
    if len(items) > MOST:
        raise Invalid(_("Ask {n} questions at most.").format(n=MOST), field="questions")
    one_by_one.wait_for_others("intake", service_id)
    IntakeForm.objects.filter(service_id=service_id, ended_at=None).update(ended_at=at)
    made = None
    if items:
        resource = {
            "resourceType": "Questionnaire", "status": "active", "url": f"urn:fullcircle:intake:{service_id}",
            "version": at.isoformat(), "title": service.name, "item": items,
        }  # fmt: skip
        reading.questionnaire(resource)
        made = IntakeForm.objects.create(
            service_id=service_id, organization_id=service.organization_id, resource=resource, said_by=actor.user_id, said_at=at
        )  # fmt: skip
    about = Subject(DataClass.ACCESS, detail={"service": str(service_id), "questions": len(items)})
    events.record(actor=actor, did="intake.say-questions", about=about, at=at)
    return made


def _item(number: int, one: Question) -> dict[str, Any]:
    """Raises Invalid."""
    field = f"text-{number}"
    if one.kind not in KINDS:
        raise Invalid(_("Choose how each question is answered."), field=field)
    if not one.text.strip() or len(one.text) > LONGEST:
        raise Invalid(_("Write each question, of {n} letters at most.").format(n=LONGEST), field=field)
    item: dict[str, Any] = {
        "linkId": f"q{number}", "text": one.text.strip(), **KINDS[one.kind][1],
        "extension": [{"url": "urn:fullcircle:intake:kind", "valueCode": one.kind}],
    }  # fmt: skip
    if one.kind in WITH_CHOICES:
        choices = [choice.strip()[:LONGEST] for choice in one.choices if choice.strip()]
        if not 1 < len(set(choices)) == len(choices) <= MOST_CHOICES:
            raise Invalid(_("Give two choices or more, each on a line of its own and once."), field=field)
        item["answerOption"] = [{"valueString": choice} for choice in choices]
    return item


@transaction.atomic
def write_down(
    *, referral_id: UUID, given: Mapping[str, Given], actor: Actor, at: datetime, form_id: UUID | None = None,
    instead_of: str | None = None,
) -> IntakeAnswers | None:  # fmt: skip
    """What the person said; every question may be passed over. None where this service asks nothing. With `instead_of`,
    only in place of what somebody had before them: its id, '' for nothing yet.
    Raises Denied, WrongStatus, Invalid, ChangedMeanwhile."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_work(actor, referral)
    form = form_of(referral.service_id, form_id)
    if form is None:
        return None
    asked = questionnaire(form)
    known = {item.link_id for item in asked.asked}
    if unknown := set(given) - known:
        raise Invalid(_("This question is not in this form."), field=min(unknown))
    for link_id, one in given.items():
        checking.check(asked.item(link_id), one)
    before = IntakeAnswers.objects.filter(referral=referral, ended_at=None).first()
    if before is not None and instead_of is not None and instead_of != str(before.pk):
        if (before.asked_by, before.form_id, before.answers) == (actor.user_id, form.pk, said.as_json(given)):
            return before  # a page that was sent twice
        raise ChangedMeanwhile(_("Somebody else wrote down answers to these questions meanwhile."))
    IntakeAnswers.objects.filter(referral=referral, ended_at=None).update(ended_at=at)
    made = IntakeAnswers.objects.create(
        person_id=referral.person_id, referral=referral, keeper_id=referral.target_id, form=form, answers=said.as_json(given),
        asked_by=actor.user_id, asked_at=at,
    )  # fmt: skip
    recording.of_request(actor, "intake.write-down", referral, at)
    return made


def written(referral_id: UUID) -> Written | None:
    """As far as the actor may know: the organization, and the person."""
    row = IntakeAnswers.objects.filter(referral_id=referral_id, ended_at=None).select_related("form").first()
    return (
        Written(row.pk, questionnaire(row.form), said.from_json(row.answers), row.asked_at) if row else None
    )
