"""Who may do what with a person's record. What may be seen is the database's own affair."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Denied
from fullcircle.people.models import Person

ADDERS = (Role.NAVIGATOR, Role.HUB, Role.INTAKE, Role.ADMINISTRATOR)


def check_can_add(actor: Actor) -> None:
    """Navigators, the hub and who stands at a front desk add residents; residents add themselves at the public door."""
    if actor.kind == Kind.RESIDENT or (actor.kind == Kind.USER and actor.has(*ADDERS)):
        return
    raise Denied(_("Adding a person is for who helps people: navigators, the hub, the front desk."))


def check_can_correct(actor: Actor, person: Person) -> None:
    """The record steward's navigators and the person themselves."""
    if actor.person_id == person.id:
        return
    if actor.organization_id == person.steward_id and actor.has(Role.NAVIGATOR, Role.HUB):
        return
    raise Denied(_("Only the organization that keeps this record can change it."))


def check_can_hand_over(actor: Actor, person: Person, to: UUID) -> None:
    """The steward hands a record to another organization, never to itself."""
    check_can_correct(actor, person)
    if actor.person_id or to == person.steward_id:
        raise Denied(_("Choose another organization to hand this record to."))


can_add = allows(check_can_add)
can_correct = allows(check_can_correct)
