"""What somebody takes along on visits: of people whose record their organization keeps, a short name and open needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.people import names
from fullcircle.people import policies as people_policies
from fullcircle.people import queries as people
from fullcircle.referrals import queries
from fullcircle.referrals.models import Need
from fullcircle.referrals.states import OPEN_OUTCOMES

MOST = 30  # people of one day


@dataclass(frozen=True, slots=True)
class Taken:
    """A person as the device keeps them."""

    person_id: UUID
    name: str  # as short as it can be
    language: str
    needs: list[Need]


@transaction.atomic
def take_along(*, person_ids: Collection[UUID], actor: Actor, at: datetime) -> list[Taken]:
    """Each person in this order; leaves for each the event of a read page. Raises Denied, Invalid, NoSuchPerson."""
    chosen = list(dict.fromkeys(person_ids))
    if not chosen:
        raise Invalid(_("Choose whom you visit."), field="person")
    if len(chosen) > MOST:
        raise Invalid(_("At most 30 people for one day."), field="person")
    return [_taken(person_id, actor, at) for person_id in chosen]


def _taken(person_id: UUID, actor: Actor, at: datetime) -> Taken:
    person = people.person(person_id)
    people_policies.check_can_correct(actor, person)
    about = Subject(
        DataClass.ACCESS, person_id=person_id,
        detail={"classes": [str(DataClass.IDENTITY), str(DataClass.NEED)], "for": "visit"},
    )  # fmt: skip
    events.record(actor=actor, did="person.read", about=about, at=at)
    # Nothing protected travels: what closes meanwhile would stay on the phone.
    needs = [
        need
        for need in queries.needs_of(person_id)
        if need.wants_help and need.outcome in OPEN_OUTCOMES and not need.label
    ]
    return Taken(person_id, names.short(person.name), person.language, needs)
