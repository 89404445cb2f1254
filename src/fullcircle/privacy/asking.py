"""What a person asks about their record, and the answer within the clock. Each checks, changes, records one event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.people import queries as people
from fullcircle.privacy import policies, queries, telling, topics
from fullcircle.privacy.models import Request
from fullcircle.privacy.states import ANSWER_WITHIN, Kind, Status

if TYPE_CHECKING:
    from fullcircle.access.models import Event


@transaction.atomic
def ask(
    *, person_id: UUID, kind: str, text: str, actor: Actor, at: datetime, event_id: UUID | None = None, part: str = "",
    right: str = "",
) -> Request:  # fmt: skip
    """Ask why somebody looked, for a correction (which part, what is wrong, what is right), or complain. The organization
    that keeps the record answers in 30 days; of a look that it may not know of it is not asked. Raises Denied, Invalid,
    NoSuchLook."""
    person = people.person(person_id)
    policies.check_can_say(actor, person)
    if kind not in Kind.values:
        raise Invalid(_("Choose what it is about."), field="kind")
    if not text.strip():
        raise Invalid(_("Say it in a few words."), field="text")
    if kind == Kind.CORRECTION and (part not in topics.BY_KEY or not right.strip()):
        raise Invalid(_("Say which part is wrong, and what is right."), field="right")
    if event_id is not None:
        _check_look(queries.look(person_id, event_id), person.steward_id)
    made = Request.objects.create(
        person_id=person_id, kind=kind, text=text.strip(), part=part, right=right.strip(), event_id=event_id,
        made_at=at, due_at=at + ANSWER_WITHIN,
    )  # fmt: skip
    _record(actor, "question.ask", made, at)
    return made


def _check_look(seen: Event, keeper_id: UUID) -> None:
    if not queries.keeper_may_know(seen, keeper_id):
        raise Invalid(
            _("The place that keeps your page is not told about this request. Ask them yourself."),
            field="text",
        )


def answer(*, request_id: UUID, text: str, actor: Actor, at: datetime) -> Request:
    """Answer; the person is told that there is an answer. Raises Denied, Invalid, AlreadyAnswered, NoSuchRequest."""
    return _end(request_id, Status.ANSWERED, text, actor, at, did="question.answer")


def decline(*, request_id: UUID, reason: str, actor: Actor, at: datetime) -> Request:
    """Say no with the reason, which the person reads. Raises Denied, Invalid, AlreadyAnswered, NoSuchRequest."""
    return _end(request_id, Status.DECLINED, reason, actor, at, did="question.decline")


@transaction.atomic
def _end(request_id: UUID, to: Status, text: str, actor: Actor, at: datetime, *, did: str) -> Request:
    request = queries.request(request_id, lock=True)
    policies.check_can_answer(actor, request)
    if not text.strip():
        raise Invalid(_("Write the answer that the person reads."), field="text")
    request.status, request.answer = to, text.strip()
    request.answered_at, request.answered_by = at, actor.user_id
    request.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    _record(actor, did, request, at)
    telling.of_an_answer(request.person_id, at=at)
    return request


def _record(actor: Actor, did: str, request: Request, at: datetime) -> None:
    about = Subject(
        DataClass.ACCESS, person_id=request.person_id, record_id=request.pk, detail={"kind": request.kind}
    )
    events.record(actor=actor, did=did, about=about, at=at)
