"""Who may invite, and who may end a membership."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Denied


def check_can_manage_team(actor: Actor, organization_id: UUID) -> None:
    """Administrators of that organization."""
    if actor.kind == Kind.USER and actor.organization_id == organization_id and actor.has(Role.ADMINISTRATOR):
        return
    raise Denied(_("The team is managed by the organization's administrator."))


can_manage_team = allows(check_can_manage_team)
