"""Who may ask, and who reads. The backbone keeps campaigns; the table reads what it reported."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.assessments.asking.states import COUNTED, LABELS, STATES, State

if TYPE_CHECKING:
    from fullcircle.assessments.models import Campaign


class WrongState(Conflict):
    """The campaign has moved on, or is not there yet."""


def check_can_keep(actor: Actor, hub_id: UUID) -> None:
    """Managers of the hub's organization."""
    if not (actor.kind == Kind.USER and actor.has(Role.HUB) and actor.organization_id == hub_id):
        raise Denied(_("Surveys are kept by the organization that runs the collaborative."))


def check_can_move(campaign: Campaign, to: State) -> None:
    """Raises WrongState."""
    if to not in STATES[State(campaign.state)]:
        raise WrongState(_("This survey is now: {state}.").format(state=LABELS[State(campaign.state)]))


def check_is(campaign: Campaign, *states: State) -> None:
    """Raises WrongState."""
    if campaign.state not in states:
        raise WrongState(_("This survey is now: {state}.").format(state=LABELS[State(campaign.state)]))


def check_is_counted(campaign: Campaign) -> None:
    """Nothing is known of answers before the end. Raises WrongState."""
    if campaign.state not in COUNTED:
        raise WrongState(_("Answers are counted when the survey is closed. Nobody reads them before."))


can_keep = allows(check_can_keep)
