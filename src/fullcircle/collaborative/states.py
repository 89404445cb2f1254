"""What may follow what, as tables: members, proposals, disputes. A step that is not here cannot be taken."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Stage(StrEnum):
    """Of a member: how near to the table."""

    IDENTIFIED = "identified"
    APPROACHED = "approached"
    INVITED = "invited"
    JOINED = "joined"
    ACTIVE = "active"
    DORMANT = "dormant"
    LEFT = "left"


class Phase(StrEnum):
    """Of a proposal."""

    DRAFT = "draft"
    COMMENT = "comment"
    VOTING = "voting"
    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no-quorum"
    HELD = "held"
    DONE = "done"  # passed, and carried out
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """Of a dispute."""

    RAISED = "raised"
    PARTIES_TALK = "parties-talk"
    FACILITATOR = "facilitator"
    PANEL = "panel"
    CLOSED = "closed"


G, P, D = Stage, Phase, Step
AT_THE_TABLE = frozenset({G.JOINED, G.ACTIVE, G.DORMANT})
REPEATABLE = frozenset({P.HELD, P.NO_QUORUM, P.FAILED})  # decided, but not so that it holds
DECIDED = frozenset({P.PASSED, P.FAILED, P.NO_QUORUM, P.HELD, P.DONE})

STAGES: dict[Stage, tuple[Stage, ...]] = {
    G.IDENTIFIED: (G.APPROACHED, G.INVITED, G.JOINED, G.LEFT),
    G.APPROACHED: (G.INVITED, G.JOINED, G.LEFT),
    G.INVITED: (G.JOINED, G.APPROACHED, G.LEFT),
    G.JOINED: (G.ACTIVE, G.DORMANT, G.LEFT),
    G.ACTIVE: (G.DORMANT, G.LEFT),
    G.DORMANT: (G.ACTIVE, G.LEFT),
    G.LEFT: (G.APPROACHED, G.JOINED),
}
PHASES: dict[Phase, tuple[Phase, ...]] = {
    P.DRAFT: (P.COMMENT, P.VOTING, P.WITHDRAWN),
    P.COMMENT: (P.VOTING, P.WITHDRAWN),
    P.VOTING: (P.PASSED, P.FAILED, P.NO_QUORUM, P.HELD),
    P.PASSED: (P.DONE,),
}
STEPS: dict[Step, tuple[Step, ...]] = {
    D.RAISED: (D.PARTIES_TALK, D.CLOSED),
    D.PARTIES_TALK: (D.FACILITATOR, D.CLOSED),
    D.FACILITATOR: (D.PANEL, D.CLOSED),
    D.PANEL: (D.CLOSED,),
}
# Days until a dispute's step is due: starting values for a charter to set.
DUE_IN = {D.RAISED: 7, D.PARTIES_TALK: 14, D.FACILITATOR: 30, D.PANEL: 30}

STAGE_LABELS = {
    G.IDENTIFIED: _("Identified"),
    G.APPROACHED: _("Approached"),
    G.INVITED: _("Invited"),
    G.JOINED: _("Joined"),
    G.ACTIVE: _("Active"),
    G.DORMANT: _("Dormant"),
    G.LEFT: _("Left"),
}
PHASE_LABELS = {
    P.DRAFT: _("Draft"),
    P.COMMENT: _("Open for comment"),
    P.VOTING: _("Voting"),
    P.PASSED: _("Passed"),
    P.FAILED: _("Did not pass"),
    P.NO_QUORUM: _("No quorum"),
    P.HELD: _("Held: no lived-experience vote"),
    P.DONE: _("Carried out"),
    P.WITHDRAWN: _("Withdrawn"),
}
STEP_LABELS = {
    D.RAISED: _("Raised"),
    D.PARTIES_TALK: _("The parties talk"),
    D.FACILITATOR: _("With a facilitator"),
    D.PANEL: _("Before a panel"),
    D.CLOSED: _("Closed"),
}
