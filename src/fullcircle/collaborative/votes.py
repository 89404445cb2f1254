"""How a vote is counted: exactly, by integers. A quorum of 1/2 means more than half of the seats that are not recused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Rule(StrEnum):
    MAJORITY = "majority"  # more yes than no
    TWO_THIRDS = "two-thirds"  # exactly two thirds of yes and no is enough
    CONSENSUS = "consensus"  # at least one yes, and no no


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Result(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no-quorum"
    HELD = "held"  # the charter asks for a lived-experience vote, and none was cast


RULES = {
    Rule.MAJORITY: _("More yes than no"),
    Rule.TWO_THIRDS: _("Two thirds of yes and no"),
    Rule.CONSENSUS: _("Nobody says no"),
}
CHOICES = {Choice.YES: _("Yes"), Choice.NO: _("No"), Choice.ABSTAIN: _("Abstain")}
RESULTS = {
    Result.PASSED: _("Passed"),
    Result.FAILED: _("Did not pass"),
    Result.NO_QUORUM: _("No quorum"),
    Result.HELD: _("Held: no lived-experience vote"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a body's charter asks of a vote. `quorum` is a share as two integers: (1, 2) is more than half."""

    rule: Rule
    quorum: tuple[int, int] = (1, 2)
    lived_minimum: int = 0


@dataclass(frozen=True, slots=True)
class Cast:
    """What was cast. `seats` are the voting seats that were filled when the vote opened, recused ones among them."""

    seats: int
    recused: int
    yes: int
    no: int
    abstain: int
    lived: int  # ballots of lived-experience seats, whatever they said


@dataclass(frozen=True, slots=True)
class Outcome:
    eligible: int
    quorum: int
    result: Result


def needed(eligible: int, share: tuple[int, int]) -> int:
    """The smallest number of ballots that is more than this share of the eligible seats."""
    numerator, denominator = share
    return eligible * numerator // denominator + 1


def count(cast: Cast, terms: Terms) -> Outcome:
    """Abstentions count for the quorum and not for the rule. Without a quorum nothing else is asked."""
    eligible = cast.seats - cast.recused
    quorum = min(needed(eligible, terms.quorum), max(eligible, 1))
    if cast.yes + cast.no + cast.abstain < quorum:
        result = Result.NO_QUORUM
    elif cast.lived < terms.lived_minimum:
        result = Result.HELD
    else:
        result = Result.PASSED if _carries(cast, terms.rule) else Result.FAILED
    return Outcome(eligible, quorum, result)


def _carries(cast: Cast, rule: Rule) -> bool:
    if rule == Rule.CONSENSUS:
        return cast.yes > 0 and cast.no == 0
    if rule == Rule.TWO_THIRDS:
        return cast.yes > 0 and 3 * cast.yes >= 2 * (cast.yes + cast.no)
    return cast.yes > cast.no
