"""Who may change the directory."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Denied
from fullcircle.directory.models import Service


def check_can_keep(actor: Actor) -> None:
    """Imports, organizations, places: the command line, the hub and administrators."""
    if actor.kind == Kind.SYSTEM or (actor.kind == Kind.USER and actor.has(Role.HUB, Role.ADMINISTRATOR)):
        return
    raise Denied(_("Changing the whole directory is for the hub and administrators."))


def check_can_say(actor: Actor, service: Service) -> None:
    """Room, checks and texts of a service: the staff of its own organization. Raises Denied."""
    check_can_speak_for(actor, service.organization_id)


def check_can_speak_for(actor: Actor, organization_id: UUID) -> None:
    """Staff who answer requests there. Raises Denied."""
    ours = actor.kind == Kind.USER and actor.organization_id == organization_id
    if not (ours and actor.has(Role.INTAKE, Role.NAVIGATOR, Role.HUB)):
        raise Denied(_("Only the organization that offers this service can say that."))


def check_can_set_victim_services(actor: Actor, organization_id: UUID) -> None:
    """Administrators of the organization, and the hub. Raises Denied."""
    own = actor.organization_id == organization_id and actor.has(Role.ADMINISTRATOR)
    if not (actor.kind == Kind.USER and (own or actor.has(Role.HUB))):
        raise Denied(_("That is said by the organization's administrator or the hub."))


def check_can_describe(actor: Actor, organization_id: UUID) -> None:
    """Adding to an organization's listing: its own staff, and who keeps the directory. Raises Denied."""
    if not can_keep(actor):
        check_can_speak_for(actor, organization_id)


can_keep = allows(check_can_keep)
can_say = allows(check_can_say)
