"""When a partnership may go from one stage to another: each rule is asked of the record, and said in words.

Source of the rules: stages.csv, `exit_when` of the stage that is left and `enter_when` of the one that is entered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.partnerships.states import CLOSING, LONGEST_PILOT, REVIEW_WITHIN, Decision, Stage


@dataclass(frozen=True, slots=True)
class SideFacts:
    name: str
    motivations: bool
    capacity: bool
    agrees_to_goal: bool
    agrees_to_terms: bool
    said_how_it_goes: bool  # since the stage began
    gave_notice: bool


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """The linked agreement at a time. `ends_on` None: no end is known. `missing`: sides whose organization is no party."""

    in_force: bool
    begins_on: date | None
    ends_on: date | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask. `decision` is that of the latest review held since the stage began."""

    stage: Stage
    stage_since: date
    today: date
    sides: Sequence[SideFacts]
    goal: bool
    terms: frozenset[str]  # which of structure, funding, scope, measures, data_needs are written
    baseline: bool
    capacity_secured: bool
    agreement: AgreementFacts | None
    reviewed_on: date | None
    decision: str
    settled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`missing` says whom or what a rule waits for; '' where that is plain."""

    code: str
    says: str | Promise
    holds: Callable[[Facts], bool]
    missing: Callable[[Facts], Sequence[str]] = lambda _facts: ()


@dataclass(frozen=True, slots=True)
class Checked:
    code: str
    says: str | Promise
    met: bool
    missing: tuple[str, ...]


TERMS = ("structure", "funding", "scope", "measures", "data_needs")


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def review_due(stage: Stage, *, since: date, reviewed_on: date | None) -> date | None:
    """Until when a review is due: 12 months from the begin of the stage, or from the last review in it."""
    within = REVIEW_WITHIN.get(stage)
    return None if within is None else months_later(max(since, reviewed_on or since), within)


def _each(code: str, says: str | Promise, holds: Callable[[SideFacts], bool]) -> Rule:
    return Rule(
        code,
        says,
        lambda facts: all(map(holds, facts.sides)),
        lambda facts: [side.name for side in facts.sides if not holds(side)],
    )


def _short_agreement(facts: Facts) -> bool:
    one = facts.agreement
    return bool(
        one and one.in_force and not one.missing and one.ends_on
        and one.ends_on <= months_later(facts.today, LONGEST_PILOT)
    )  # fmt: skip


def _new_agreement(facts: Facts) -> bool:
    one = facts.agreement
    return bool(
        one and one.in_force and not one.missing and one.begins_on and one.begins_on >= facts.stage_since
    )


MOTIVATIONS = _each("motivations", _("Each side wrote why it wants this."), lambda side: side.motivations)
CAPACITY = _each("capacity", _("Each side wrote what it can give."), lambda side: side.capacity)
GOAL = Rule("goal", _("There is one shared goal."), lambda facts: facts.goal)
GOAL_AGREED = _each("goal-agreed", _("Each side said yes to the goal."), lambda side: side.agrees_to_goal)
WRITTEN = Rule(
    "terms",
    _("Structure, funding, scope, measures and data needs are written."),
    lambda facts: facts.terms >= set(TERMS),
)
AGREED = _each(
    "terms-agreed", _("Each side said yes to them as they stand."), lambda side: side.agrees_to_terms
)
SHORT = Rule(
    "agreement",
    _("An agreement of all sides is in force and ends within 12 months."),
    _short_agreement,
    lambda facts: facts.agreement.missing if facts.agreement else (),
)
BASELINE = Rule("baseline", _("The measures have a baseline."), lambda facts: facts.baseline)
VOICES = _each(
    "voices", _("Each side said how it goes, since this stage began."), lambda side: side.said_how_it_goes
)
GROWS = Rule(
    "review-grow",
    _("A review was held in this stage, and decided to go on."),
    lambda facts: facts.decision == Decision.GROW,
)
CHANGES = Rule(
    "review-change",
    _("A review was held in this stage, and decided to change it."),
    lambda facts: facts.decision == Decision.CHANGE,
)
SECURED = Rule(
    "secured", _("People and money for growing are secured."), lambda facts: facts.capacity_secured
)
SIGNED = Rule(
    "new-scope",
    _("The new scope is signed: an agreement of all sides that is in force began in this stage."),
    _new_agreement,
    lambda facts: facts.agreement.missing if facts.agreement else (),
)
ENDS = Rule(
    "notice",
    _("A side gave notice, or a review decided to end it."),
    lambda facts: facts.decision == Decision.END or any(side.gave_notice for side in facts.sides),
)
SETTLED = tuple(
    Rule(item, says, lambda facts, item=item: item in facts.settled)  # type: ignore[misc]
    for item, says in CLOSING.items()
)

G = Stage
RULES: dict[tuple[Stage, Stage], tuple[Rule, ...]] = {
    (G.EXPLORE, G.DESIGN): (MOTIVATIONS, CAPACITY, GOAL, GOAL_AGREED),
    (G.DESIGN, G.PILOT): (WRITTEN, AGREED, SHORT),
    (G.DESIGN, G.EXPLORE): (),
    (G.PILOT, G.RUN): (BASELINE, VOICES, GROWS),
    (G.PILOT, G.DESIGN): (CHANGES,),
    (G.RUN, G.GROW): (GROWS, SECURED),
    (G.RUN, G.DESIGN): (CHANGES,),
    (G.GROW, G.RUN): (SIGNED,),
    (G.WIND_DOWN, G.ENDED): SETTLED,
    **{(stage, G.WIND_DOWN): (ENDS,) for stage in (G.EXPLORE, G.DESIGN, G.PILOT, G.RUN, G.GROW)},
}


def checked(facts: Facts, to: Stage) -> list[Checked]:
    """Every rule of this step, met or not."""
    return [
        Checked(rule.code, rule.says, met := rule.holds(facts), () if met else tuple(rule.missing(facts)))
        for rule in RULES[facts.stage, to]
    ]


def is_open(facts: Facts, to: Stage) -> bool:
    return all(one.met for one in checked(facts, to))
