"""Somebody new at the desk: a name is optional, and without one help is a count, or a card's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.aid import actions, cards, policies
from fullcircle.aid.actions import Home
from fullcircle.aid.models import Card, Delivered
from fullcircle.infra import one_by_one
from fullcircle.people import actions as people
from fullcircle.people.actions import Details


@dataclass(frozen=True, slots=True)
class Welcomed:
    given: Delivered
    card: Card | None


@transaction.atomic
def welcome(
    *,
    service_id: UUID,
    actor: Actor,
    at: datetime,
    name: str = "",
    home: Home | None = None,
    with_card: bool = False,
    quantity: int | None = None,
    on: date | None = None,
    entry_id: UUID | None = None,
) -> Welcomed:
    """Give to somebody who comes for the first time. A name makes a record that this organization keeps; a card without a
    name makes one that says "Guest" and the card's first letters. Raises Denied, Invalid."""
    here = policies.organization_of_the_desk(actor)
    if entry_id:
        one_by_one.wait_for_others("welcome", entry_id)  # the same tap twice at once is one person
    if entry_id and (before := Delivered.objects.filter(pk=entry_id, undone_at__isnull=True).first()):
        return Welcomed(
            before, cards.of_person(before.person_id, here) if before.person_id and with_card else None
        )
    said, code, person_id = home or Home(), cards.draw(), None
    actions.check_home(said)
    if name.strip() or with_card:
        called = name.strip() or _("Guest {code}").format(code=code[: cards.GROUP])
        details = Details(name=called, zip=said.zip, adults=said.people or 1)
        person_id = people.add(details=details, steward_id=here, actor=actor, at=at).pk
    given = actions.give(
        service_id=service_id, person_id=person_id, home=said, quantity=quantity, on=on, entry_id=entry_id, actor=actor,
        at=at,
    )  # fmt: skip
    card = cards.make(person_id=person_id, code=code, actor=actor, at=at) if person_id and with_card else None
    return Welcomed(given, card)
