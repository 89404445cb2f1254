"""Reading the agenda: the list, one item, and what the voices say together."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.agenda import policies, scores
from fullcircle.agenda.models import Evidence, Item, Move, Voice
from fullcircle.agenda.scores import Spread
from fullcircle.agenda.states import SCALES, State
from fullcircle.collaborative import queries as table
from fullcircle.collaborative.states import AT_THE_TABLE

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Member


class NoSuchItem(NotFound):
    """Not there, or not for this actor."""


def _rows() -> QuerySet[Item]:
    return Item.objects.prefetch_related(
        "voices",
        Prefetch("evidence", Evidence.objects.order_by("made_at")),
        Prefetch("moves", Move.objects.order_by("-at")),
    )


def items(actor: Actor, *, state: str = "") -> list[Item]:
    """For who may see the agenda: what is acted on first. Raises Denied."""
    policies.check_can_see(actor, accounts.community().hub_id)
    rows = _rows().order_by("title", "pk")
    found = list(rows.filter(state=state) if state else rows)
    first = [State.ACTING, State.ADOPTED, State.SCORED, State.SCREENED, State.IDEA]
    return sorted(found, key=lambda one: first.index(State(one.state)) if one.state in first else len(first))


def item(item_id: UUID, actor: Actor, *, lock: bool = False) -> Item:
    """Raises Denied, NoSuchItem."""
    policies.check_can_see(actor, accounts.community().hub_id)
    if lock:
        Item.objects.select_for_update().filter(pk=item_id).first()
    found = _rows().filter(pk=item_id).first()
    if found is None:
        raise NoSuchItem(_("There is no such item on the agenda."))
    return found


def evidence(one: Item, evidence_id: UUID) -> Evidence:
    """Raises NoSuchItem."""
    found = next((each for each in one.evidence.all() if each.pk == evidence_id), None)
    if found is None:
        raise NoSuchItem(_("There is no such evidence."))
    return found


def speaks_for(actor: Actor) -> dict[UUID, Member]:
    """The members at the table for which the actor gives the voice."""
    return {one.member_id: one.member for one in table.mine(actor) if one.member.stage in AT_THE_TABLE}


def voice_of(one: Item, member_id: UUID) -> Voice | None:
    return next((each for each in one.voices.all() if each.member_id == member_id), None)


def spreads(one: Item) -> dict[str, Spread | None]:
    """By scale."""
    voices = list(one.voices.all())
    return {scale: scores.spread([getattr(voice, scale) for voice in voices]) for scale in SCALES}


def last_move(one: Item) -> Move | None:
    """What can be taken back: the latest step that stands, the one into the item's state."""
    return next((each for each in one.moves.all() if not each.taken_back and each.after == one.state), None)


def keeps(actor: Actor) -> bool:
    """Is the actor the backbone?"""
    return table.keeps(actor)
