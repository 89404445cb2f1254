"""Who may do what at the table. The backbone keeps the lists; who holds a seat proposes, declares and votes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.collaborative.states import (
    PHASE_LABELS,
    PHASES,
    REPEATABLE,
    STAGE_LABELS,
    STAGES,
    Phase,
    Stage,
)

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Ballot, Body, Member, Proposal


class WrongPhase(Conflict):
    """The proposal, the member or the dispute has moved on, or is not there yet."""


def is_backbone(actor: Actor, hub_id: UUID) -> bool:
    """A manager of the organization that runs the collaborative."""
    return actor.kind == Kind.USER and actor.has(Role.HUB) and actor.organization_id == hub_id


def check_can_keep(actor: Actor, hub_id: UUID) -> None:
    """Members, seats, meetings: kept by the backbone."""
    if not is_backbone(actor, hub_id):
        raise Denied(_("This is kept by the organization that runs the collaborative."))


def check_can_see(actor: Actor, body: Body, *, hub_id: UUID, sits: bool) -> None:
    """The backbone, whoever sits in the body, and everybody of the network where the body is public."""
    if not (is_backbone(actor, hub_id) or sits or body.public):
        raise Denied(_("This body is shown to who sits in it."))


def check_can_propose(actor: Actor, *, hub_id: UUID, sits: bool) -> None:
    if not (is_backbone(actor, hub_id) or sits):
        raise Denied(_("A proposal is made by who holds a seat, or by the backbone."))


def check_can_change(actor: Actor, proposal: Proposal, *, hub_id: UUID) -> None:
    """Who made it, and the backbone, until the vote opens."""
    if not (is_backbone(actor, hub_id) or actor.user_id == proposal.made_by):
        raise Denied(_("A proposal is changed by who made it, and by the backbone."))
    if proposal.phase not in {Phase.DRAFT, Phase.COMMENT}:
        raise WrongPhase(_("What is voted on does not change. Make a new proposal."))


def check_can_repeat(proposal: Proposal) -> None:
    """What was decided without passing may be proposed again. Raises WrongPhase."""
    if proposal.phase not in REPEATABLE:
        raise WrongPhase(_("Only what did not pass is proposed again."))


def check_can_comment(actor: Actor, proposal: Proposal, *, hub_id: UUID, sits: bool) -> None:
    check_can_propose(actor, hub_id=hub_id, sits=sits)
    if proposal.phase != Phase.COMMENT:
        raise WrongPhase(_("This proposal is not open for comment."))


def check_phase(proposal: Proposal, to: Phase) -> None:
    """The table of phases. Raises WrongPhase."""
    now = Phase(proposal.phase)
    if to not in PHASES.get(now, ()):
        raise WrongPhase(_("This proposal is now: {phase}.").format(phase=PHASE_LABELS[now]))


def check_stage(member: Member, to: Stage) -> None:
    """The table of stages. Raises WrongPhase."""
    now = Stage(member.stage)
    if to not in STAGES[now]:
        raise WrongPhase(_("This member is now: {stage}.").format(stage=STAGE_LABELS[now]))


def check_can_vote(
    actor: Actor, proposal: Proposal, ballot: Ballot, *, hub_id: UUID, mine: bool, recused: bool, at: datetime
) -> None:
    """`mine`: the actor holds the seat, or stands in for it. The backbone writes down hands that were raised in an open
    vote. The database asks all of it again."""
    if recused or ballot.recused:
        raise Denied(_("Who declared a conflict of interest does not vote."))
    if not mine and (proposal.secret or ballot.voted or not is_backbone(actor, hub_id)):
        raise Denied(_("This seat is somebody else's."))
    if proposal.phase != Phase.VOTING or proposal.closes_at is None or at >= proposal.closes_at:
        raise WrongPhase(_("This vote is closed."))
    if proposal.secret and ballot.voted:
        raise WrongPhase(_("A secret ballot is cast once. Yours is in."))


can_keep = allows(check_can_keep)
can_see = allows(check_can_see)
can_propose = allows(check_can_propose)
can_change = allows(check_can_change)
can_comment = allows(check_can_comment)
can_vote = allows(check_can_vote)
