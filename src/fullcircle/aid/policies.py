"""Who gives help at a desk, and who may take it back. What may be seen is the database's own affair."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.aid.models import Delivered

if TYPE_CHECKING:
    from fullcircle.directory.models import Service

AT_THE_DESK = (Role.INTAKE, Role.NAVIGATOR, Role.ADMINISTRATOR)
UNDO_WITHIN = timedelta(days=31)


def organization_of_the_desk(actor: Actor) -> UUID:
    """Staff who answer requests there, and its administrators; the organization for which they act. Raises Denied."""
    if actor.kind == Kind.USER and actor.organization_id is not None and actor.has(*AT_THE_DESK):
        return actor.organization_id
    raise Denied(_("The front desk is for the staff of the organization that gives the help."))


def check_can_give(actor: Actor, service: Service) -> None:
    """The desk of the organization that offers it. Victim services write nothing down. Raises Denied, Invalid."""
    if organization_of_the_desk(actor) != service.organization_id:
        raise Denied(_("Only the organization that offers this service can give it."))
    if service.takes_no_names:
        raise Invalid(_("This service writes nothing down."), field="service")


def check_can_undo(actor: Actor, given: Delivered, at: datetime) -> None:
    """Whoever is at the desk that gave it, for a month; what closed a request stays. Raises Denied, Conflict."""
    if organization_of_the_desk(actor) != given.keeper_id:
        raise Denied(_("Only the organization that gave it can take it back."))
    if given.referral_id is not None:
        raise Conflict(_("This closed a request. Write to whoever sent it."))
    if given.undone_at is not None:
        raise Conflict(_("This is taken back already."))
    if at - given.recorded_at > UNDO_WITHIN:
        raise Conflict(_("This is older than a month and stands in reports."))
