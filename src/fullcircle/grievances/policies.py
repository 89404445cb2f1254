"""Who writes a grievance down for somebody, who answers, and who keeps the list of reviewers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.collaborative import policies as table
from fullcircle.grievances.states import LABELS, MAY_BECOME, State, due

if TYPE_CHECKING:
    from fullcircle.grievances.models import Grievance

REVIEWERS = (Role.HUB, Role.ADMINISTRATOR)


class WrongState(Conflict):
    """The complaint has moved on, or is not there yet."""


def check_can_enter(actor: Actor) -> None:
    """Anybody who works here writes down what they were told, also about their own place; they do not read it again."""
    if actor.kind != Kind.USER or actor.organization_id is None:
        raise Denied(_("Sign in to write down what somebody told you."))


def check_can_review(actor: Actor, one: Grievance) -> None:
    """Managers and administrators of the organization that reviews it; who only sits at the table reads no resident's words.
    The database asks it again."""
    ours = actor.organization_id == one.reviewer_id and actor.organization_id not in one.closed_to
    if not (actor.kind == Kind.USER and actor.has(*REVIEWERS) and ours):
        raise Denied(_("Another organization reads and answers this complaint."))


def check_can_step(actor: Actor, one: Grievance, *, to: State, at: datetime) -> None:
    check_can_review(actor, one)
    now = State(one.state)
    if to not in MAY_BECOME[now]:
        raise WrongState(_("This complaint is now: {state}.").format(state=LABELS[now]))
    if now == State.ANSWERED and one.answered_at and at < due("silent", one.answered_at):
        raise WrongState(_("Whoever filed it may still accept the answer, or appeal."))


def check_can_keep_reviewers(actor: Actor, hub_id: UUID) -> None:
    """The backbone."""
    table.check_can_keep(actor, hub_id)


can_step = allows(check_can_step)
can_review = allows(check_can_review)
can_keep_reviewers = allows(check_can_keep_reviewers)
