"""Who may speak for a person about their record, and who answers what they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.privacy.states import MAY_BECOME, Status

if TYPE_CHECKING:
    from fullcircle.people.models import Person
    from fullcircle.privacy.models import Request

RECORDERS = (Role.NAVIGATOR, Role.HUB)
ANSWERERS = (Role.NAVIGATOR, Role.HUB, Role.ADMINISTRATOR)


class AlreadyAnswered(Conflict):
    """Somebody answered this request before."""


def check_can_say(actor: Actor, person: Person) -> None:
    """The person themselves, or navigators and the hub of the organization that keeps the record, for them."""
    if actor.person_id == person.pk:
        return
    if actor.kind == Kind.USER and actor.organization_id == person.steward_id and actor.has(*RECORDERS):
        return
    raise Denied(_("Permissions are written down by the person, or by who keeps their record."))


def check_can_answer(actor: Actor, request: Request) -> None:
    """Navigators, the hub and administrators of the organization that keeps the record, once."""
    if not (
        actor.kind == Kind.USER and actor.organization_id == request.steward_id and actor.has(*ANSWERERS)
    ):
        raise Denied(_("The organization that keeps this record answers."))
    if Status.ANSWERED not in MAY_BECOME[request.status]:
        raise AlreadyAnswered(_("This question is answered already."))


can_say = allows(check_can_say)
can_answer = allows(check_can_answer)
