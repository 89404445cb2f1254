"""What may follow what for a partnership, how long it may go without a review, and what is settled before it ends."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _


class Stage(StrEnum):
    EXPLORE = "explore"
    DESIGN = "design"
    PILOT = "pilot"
    RUN = "run"
    GROW = "grow"
    WIND_DOWN = "wind-down"
    ENDED = "ended"


class Decision(StrEnum):
    """What a review decides."""

    GROW = "grow"  # a pilot runs, what runs goes on
    CHANGE = "change"
    END = "end"


G = Stage
MAY_BECOME: dict[Stage, tuple[Stage, ...]] = {
    G.EXPLORE: (G.DESIGN, G.WIND_DOWN),
    G.DESIGN: (G.PILOT, G.EXPLORE, G.WIND_DOWN),
    G.PILOT: (G.RUN, G.DESIGN, G.WIND_DOWN),
    G.RUN: (G.GROW, G.DESIGN, G.WIND_DOWN),
    G.GROW: (G.RUN, G.WIND_DOWN),
    G.WIND_DOWN: (G.ENDED,),
    G.ENDED: (),
}
# Months from entering the stage, or from the last review, until a review is due (stages.csv, pilot and run).
REVIEW_WITHIN = {G.PILOT: 12, G.RUN: 12, G.GROW: 12}
LONGEST_PILOT = 12  # months

LABELS = {
    G.EXPLORE: _("Explore"),
    G.DESIGN: _("Design"),
    G.PILOT: _("Pilot"),
    G.RUN: _("Run"),
    G.GROW: _("Grow"),
    G.WIND_DOWN: _("Wind down"),
    G.ENDED: _("Ended"),
}
DECISIONS = {
    Decision.GROW: _("Go on, or grow"),
    Decision.CHANGE: _("Change it"),
    Decision.END: _("End it"),
}
STRUCTURES = {
    "direct": _("Direct: the parties work with one another"),
    "hub": _("Through a hub: one organization contracts and pays for all"),
    "platform": _("On a platform: everybody uses the same system"),
}
FUNDING = {
    "mou": _("Agreement without money"),
    "sponsorship": _("Sponsorship: an event or a service line"),
    "grant": _("Grant: a budget"),
    "cost-reimb": _("Cost reimbursement: allowed cost"),
    "ffs": _("Fee for service: each verified service"),
    "capacity": _("Capacity payment: being ready"),
    "pmpm": _("Per member per month"),
    "obu": _("Outcome-based unit: a completed pathway"),
    "p4p": _("Performance bonus: a measure above a threshold"),
    "cch": _("Through a Community Care Hub"),
}
RISKS = {
    "mou": _("Nobody carries a risk."),
    "sponsorship": _("Nobody carries a risk."),
    "grant": _("Who gets the grant carries disallowed cost."),
    "cost-reimb": _("Who is paid carries the cash until then."),
    "ffs": _("The risk is volume."),
    "capacity": _("Who pays carries the risk."),
    "pmpm": _("The provider carries the intensity."),
    "obu": _("The provider carries completion."),
    "p4p": _("The provider carries the result."),
    "cch": _("The hub carries the risk."),
}
CLOSING = {
    "referrals": _("Open referrals moved"),
    "data": _("Data returned or destroyed"),
    "money": _("Money settled"),
    "residents": _("Residents told"),
    "lessons": _("Lessons learned written"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A row of stages.csv: in words, when a stage is entered and left, and what shows it."""

    enter_when: str
    exit_when: str
    evidence: str


@cache
def words() -> dict[Stage, Words]:
    with Path(__file__).with_name("stages.csv").open(encoding="utf-8", newline="") as file:
        return {
            Stage(row["stage"]): Words(row["enter_when"], row["exit_when"], row["evidence"])
            for row in csv.DictReader(file)
        }
