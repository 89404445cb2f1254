"""What may follow what, and by whom. Four states are stored; the others follow from signatures, dates and time."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    DRAFT = "draft"
    LEGAL_REVIEW = "legal-review"
    OUT = "out-for-signature"
    IN_FORCE = "in-force"
    EXPIRING = "expiring"
    RENEWED = "renewed"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class Who(StrEnum):
    DRAFTER = "drafter"  # administrators of the organization that drafted it
    HUB = "hub"  # the hub's administrators and managers
    TIME = "time"  # signatures, dates, and a later version: nobody presses a button


S, W = State, Who
STORED = frozenset({S.DRAFT, S.LEGAL_REVIEW, S.OUT, S.TERMINATED})
SIGNABLE = frozenset({S.OUT, S.IN_FORCE, S.EXPIRING})
OPEN = frozenset({S.IN_FORCE, S.EXPIRING})
FINAL = frozenset({S.RENEWED, S.EXPIRED, S.TERMINATED})
BOTH, TIME = frozenset({W.DRAFTER, W.HUB}), frozenset({W.TIME})

# (from, to, who)
RULES: tuple[tuple[tuple[State, ...], State, frozenset[Who]], ...] = (
    ((S.DRAFT,), S.LEGAL_REVIEW, BOTH),
    ((S.LEGAL_REVIEW,), S.DRAFT, BOTH),
    ((S.LEGAL_REVIEW,), S.OUT, BOTH),
    ((S.OUT,), S.IN_FORCE, TIME),
    ((S.OUT, S.IN_FORCE), S.EXPIRING, TIME),
    ((S.OUT, S.IN_FORCE, S.EXPIRING), S.EXPIRED, TIME),
    ((S.IN_FORCE, S.EXPIRING), S.RENEWED, TIME),
    ((S.DRAFT, S.LEGAL_REVIEW, S.OUT, S.IN_FORCE, S.EXPIRING), S.TERMINATED, BOTH),
)
WHO = {(before, after): who for sources, after, who in RULES for before in sources}

LABELS = {
    S.DRAFT: _("Draft"),
    S.LEGAL_REVIEW: _("In legal review"),
    S.OUT: _("Out for signature"),
    S.IN_FORCE: _("In force"),
    S.EXPIRING: _("Ends soon"),
    S.RENEWED: _("Replaced by a later version"),
    S.EXPIRED: _("Ended"),
    S.TERMINATED: _("Terminated"),
}


def state(
    stored: str,
    *,
    begins_at: datetime | None,
    ends_at: datetime | None,
    replaced_at: datetime | None,
    expires_at: datetime | None,
    notice_days: int,
    at: datetime,
) -> State:
    """The state at a time. `begins_at` None: a required signature is missing. `expires_at` is the date's end."""
    if stored != S.OUT:
        return State(stored)
    if begins_at is None or at < begins_at:
        return S.EXPIRED if expires_at is not None and at >= expires_at else S.OUT
    if replaced_at is not None and at >= replaced_at:
        return S.RENEWED
    if ends_at is not None and at >= ends_at:
        return S.EXPIRED
    if ends_at is not None and at >= ends_at - timedelta(days=notice_days):
        return S.EXPIRING
    return S.IN_FORCE
