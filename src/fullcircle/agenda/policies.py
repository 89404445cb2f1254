"""Who sees the agenda, who changes an item, and who gives a member's voice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.agenda.states import LABELS, LEAST_VOICES, MAY_BECOME, SCORED_IN, State
from fullcircle.collaborative import policies as table

if TYPE_CHECKING:
    from fullcircle.agenda.models import Item


class NotYet(Conflict):
    """Something is missing for this state, or the item has moved on."""


def check_can_see(actor: Actor, hub_id: UUID) -> None:
    """Whoever sits at the table, and the backbone."""
    if not (table.is_backbone(actor, hub_id) or (actor.kind == Kind.USER and actor.has(Role.MEMBER))):
        raise Denied(_("The agenda is for who sits at the table."))


def check_can_write(actor: Actor, item: Item, *, hub_id: UUID) -> None:
    """Whoever brought the idea, until it is adopted; the backbone always."""
    check_can_see(actor, hub_id)
    early = State(item.state) in {State.IDEA, *SCORED_IN}
    if not (table.is_backbone(actor, hub_id) or (early and actor.user_id == item.made_by)):
        raise Denied(_("An item is changed by who brought it until it is adopted, and by the backbone."))


def check_can_move(actor: Actor, item: Item, *, hub_id: UUID, to: State) -> None:
    """The backbone, along the table of states."""
    table.check_can_keep(actor, hub_id)
    now = State(item.state)
    if to not in MAY_BECOME[now]:
        raise NotYet(_("This item is now: {state}.").format(state=LABELS[now]))


def check_can_score(item: Item, *, speaks_for: bool) -> None:
    """A representative, for a member that is at the table, once the item is screened. The database asks it again."""
    if not speaks_for:
        raise Denied(_("A member's scores are given by who represents it."))
    if State(item.state) not in SCORED_IN:
        raise NotYet(_("This item is not being scored."))


def missing(item: Item, *, to: State, voices: int) -> str:
    """What an item still needs for a state, in words; '' where nothing is missing."""
    needs = {
        State.SCREENED: (
            item.problem and item.level and item.decider and item.lobbying,
            _("Write the problem, the level, who decides, and the lobbying risk first."),
        ),
        State.SCORED: (
            voices >= LEAST_VOICES,
            _("It needs the scores of {n} members at least.").format(n=LEAST_VOICES),
        ),
        State.ADOPTED: (item.position and item.asks, _("Write the position and the asks first.")),
        State.ACTING: (
            item.champions and item.next_step and item.next_on,
            _("Write the champions and the next step with its day first."),
        ),
    }  # fmt: skip
    done, says = needs.get(to, (True, ""))
    return "" if done else str(says)


can_see = allows(check_can_see)
can_write = allows(check_can_write)
can_move = allows(check_can_move)
