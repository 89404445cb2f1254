"""Did others give the same help lately? A yes or a no across organizations that agreed to it, and nothing more."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.aid import policies, queries
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASKED = "not-asked"  # no agreement, no consent, too few who could have given it, or a kind that is never asked


@transaction.atomic
def ask(*, person_id: UUID, service_id: UUID, actor: Actor, at: datetime) -> Answer:
    """Whether others gave this kind of help to this person in the last days. Each question leaves an event that the
    person sees, and the database answers none without it. Raises Denied, NotFound, Invalid."""
    service = directory.service(service_id)
    policies.check_can_give(actor, service)
    people.person(person_id)
    if not queries.unit_of(service).in_ledger:
        return Answer.NOT_ASKED
    about = Subject(DataClass.ACCESS, person_id=person_id, record_id=service_id)
    events.record(actor=actor, did="aid.ask-others", about=about, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select aid_given_lately(%s, %s)", [person_id, service_id])
        (answer,) = cursor.fetchone() or (Answer.NOT_ASKED,)
    return Answer(answer)
