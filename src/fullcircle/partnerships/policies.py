"""Who sees a partnership, who writes for a side, and who takes the next step."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.collaborative import policies as table
from fullcircle.partnerships.states import LABELS, MAY_BECOME, Stage

if TYPE_CHECKING:
    from fullcircle.partnerships.models import Partnership, Side


class NotYet(Conflict):
    """A rule of the stage is not met, or the partnership has moved on."""


def is_of(actor: Actor, side: Side, members: Collection[UUID]) -> bool:
    """`members`: those for whom the actor speaks at the table."""
    if actor.kind != Kind.USER:
        return False
    runs_it = actor.has(Role.ADMINISTRATOR) and actor.organization_id == side.organization_id
    return side.member_id in members or (side.organization_id is not None and runs_it)


def check_can_write_side(actor: Actor, side: Side, *, members: Collection[UUID]) -> None:
    """Representatives of the member, administrators of the organization; not the backbone. The database asks it again."""
    if not is_of(actor, side, members):
        raise Denied(_("What a side says is written by its own people."))


def check_can_work(actor: Actor, sides: Collection[Side], *, members: Collection[UUID], hub_id: UUID) -> None:
    """The sides' own people and the backbone: terms, reviews, steps."""
    if not (table.is_backbone(actor, hub_id) or any(is_of(actor, side, members) for side in sides)):
        raise Denied(_("This is for its sides and the organization that runs the collaborative."))


def check_is_open(one: Partnership) -> None:
    if one.stage == Stage.ENDED:
        raise NotYet(_("This partnership has ended."))


def check_stage(one: Partnership, to: Stage) -> None:
    """The table of stages. Raises NotYet."""
    now = Stage(one.stage)
    if to not in MAY_BECOME[now]:
        raise NotYet(_("This partnership is now: {stage}.").format(stage=LABELS[now]))


def check_pilot_is_reviewed(one: Partnership, due: date | None, today: date) -> None:
    """A pilot does not pass 12 months without a review: until it is held nothing else is agreed on."""
    if one.stage == Stage.PILOT and due is not None and due < today:
        raise NotYet(_("This pilot is past its 12 months. Hold the review first."))


can_write_side = allows(check_can_write_side)
can_work = allows(check_can_work)
