"""Scores: the sum of the ordinal values of what was chosen, in all and for each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fullcircle.assessments.engine.answers import Answers
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.questionnaire import Place, Questionnaire


@dataclass(frozen=True, slots=True)
class Score:
    """`total` is None where no choice with a value was made: that is not a score of zero."""

    total: Decimal | None
    groups: Mapping[str, Decimal]


def of(questionnaire: Questionnaire, answers: Answers) -> Score:
    shown = Shown(questionnaire, answers)
    total: Decimal | None = None
    groups: dict[str, Decimal] = {}
    for place in questionnaire.places.values():
        worth = _worth(place, shown)
        if worth is None:
            continue
        total = (total or Decimal(0)) + worth
        for above in place.above:
            groups[above.link_id] = groups.get(above.link_id, Decimal(0)) + worth
    return Score(total=total, groups=groups)


def _worth(place: Place, shown: Shown) -> Decimal | None:
    if not place.is_asked:
        return None
    chosen = [place.item.option(value) for value in shown.values(place.item.link_id)]
    weights = [option.weight for option in chosen if option and option.weight is not None]
    return sum(weights, Decimal(0)) if weights else None
