"""What may follow what for a grievance, and by whom; what it may be about; and its clock, in working days."""

from __future__ import annotations

import csv
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fullcircle.directory import calendars


class State(StrEnum):
    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    LOOKED_INTO = "looked-into"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    APPEALED = "appealed"
    CLOSED = "closed"


class Who(StrEnum):
    REVIEWER = "reviewer"
    FILER = "filer"  # whoever holds the code


class Manner(StrEnum):
    """How it reached us."""

    PAGE = "page"
    PHONE = "phone"
    PAPER = "paper"


S, R, F = State, Who.REVIEWER, Who.FILER
WHO: dict[tuple[State, State], Who] = {
    (S.FILED, S.ACKNOWLEDGED): R,
    (S.ACKNOWLEDGED, S.LOOKED_INTO): R,
    (S.LOOKED_INTO, S.ANSWERED): R,
    (S.ANSWERED, S.ACCEPTED): F,
    (S.ANSWERED, S.APPEALED): F,
    (S.ANSWERED, S.CLOSED): R,  # the filer said nothing for a while
    (S.ACCEPTED, S.CLOSED): R,
    (S.APPEALED, S.CLOSED): R,  # another reviewer's, with the final answer
}
MAY_BECOME: dict[State, frozenset[State]] = {
    before: frozenset(after for one, after in WHO if one == before) for before in State
}
OPEN = frozenset({S.FILED, S.ACKNOWLEDGED, S.LOOKED_INTO, S.APPEALED})  # a reviewer's answer is awaited

LABELS = {
    S.FILED: _("Filed"),
    S.ACKNOWLEDGED: _("Acknowledged"),
    S.LOOKED_INTO: _("Being looked into"),
    S.ANSWERED: _("Answered"),
    S.ACCEPTED: _("Answer accepted"),
    S.APPEALED: _("Appealed"),
    S.CLOSED: _("Closed"),
}
# The topics of our own form (CC0), in its order.
TOPICS = {
    "respect": _("How I was treated"),
    "privacy": _("My information"),
    "denied": _("Help was refused"),
    "wait": _("It took too long"),
    "language": _("Language or disability access"),
    "quality": _("The help was not good"),
    "discrimination": _("Discrimination"),
    "other": _("Something else"),
}
MANNERS = {
    Manner.PAGE: _("On this website"),
    Manner.PHONE: _("By phone"),
    Manner.PAPER: _("On paper"),
}


@cache
def clock() -> dict[str, int]:
    """Working days of each step, from clock.csv."""
    with Path(__file__).with_name("clock.csv").open(encoding="utf-8", newline="") as file:
        return {row["step"]: int(row["working_days"]) for row in csv.DictReader(file)}


def due(step: str, at: datetime) -> datetime:
    """Until when a step of the clock is to be taken, if it begins at `at`."""
    return calendars.community().later(at, clock()[step])
