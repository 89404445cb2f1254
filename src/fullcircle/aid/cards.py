"""Cards: a code on paper that finds a person at this desk. A lost one is replaced, and the old code is dead."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.aid import policies
from fullcircle.aid.models import Card
from fullcircle.infra import one_by_one, spoken_codes
from fullcircle.people import queries as people

LETTERS, GROUP = 8, 4  # 7 random ones (35 bits) and a check letter


class NoSuchCard(NotFound):
    """Not there, or not of this desk."""


def draw() -> str:
    """A code that no card has yet, as far as chance goes."""
    drawn = spoken_codes.drawn(LETTERS - 1)
    return drawn + spoken_codes.check_letter(drawn)


@transaction.atomic
def make(*, person_id: UUID, actor: Actor, at: datetime, code: str = "") -> Card:
    """A new card for somebody who may be seen here; the one they had is dead from now on. Raises Denied, NotFound."""
    here = policies.organization_of_the_desk(actor)
    person = people.person(person_id)
    one_by_one.wait_for_others("card", person_id)  # one works for each person: of two at once the later
    Card.objects.filter(person=person, keeper_id=here, ended_at__isnull=True).update(ended_at=at)
    made = Card.objects.create(
        person=person, keeper_id=here, code=code or draw(), made_at=at, made_by=actor.user_id
    )  # fmt: skip
    about = Subject(DataClass.SERVICE, person_id=person.pk, record_id=made.pk)
    events.record(actor=actor, did="aid.make-card", about=about, at=at)
    return made


def card(card_id: UUID) -> Card:
    """One that still works. Raises NoSuchCard."""
    found = Card.objects.filter(pk=card_id, ended_at__isnull=True).first()
    if found is None:
        raise NoSuchCard(_("There is no such card here."))
    return found


def of_person(person_id: UUID, organization_id: UUID) -> Card | None:
    """The card that works for this person at this desk."""
    return Card.objects.filter(person_id=person_id, keeper_id=organization_id, ended_at__isnull=True).first()


def person_by(typed: str, organization_id: UUID) -> UUID | None:
    """Whose card this code is at this desk; None for what is no code, of no card, or of a dead one."""
    code = spoken_codes.plain(typed, letters=LETTERS)
    if not code or spoken_codes.check_letter(code[:-1]) != code[-1]:
        return None
    found = Card.objects.filter(code=code, keeper_id=organization_id, ended_at__isnull=True)
    return found.values_list("person_id", flat=True).first()


def shown(code: str) -> str:
    """As it stands on the card."""
    return spoken_codes.shown(code, letters=GROUP)
