"""Items that nobody is asked: totals and risks that follow from the other answers.

Forms state them as FHIRPath or not at all; here each is a row of a table, by the item's own code. Sources:
LOINC's descriptions of the panels, and the guidance of the instruments' owners.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fullcircle.assessments.engine.answers import Answers, Given
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.questionnaire import Item, Kind, Questionnaire
from fullcircle.assessments.engine.values import Coding, Value

LOINC = "http://loinc.org"
PHQ_9 = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the ordinal values of its parts, once each part was answered."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """One code when any part has one of these answers, another when none has and some part was answered."""

    parts: tuple[str, ...]
    answers: frozenset[str]
    yes: Coding
    no: Coding


COMPUTED: dict[str, Total | Risk | None] = {
    "95614-4": Total(("95618-5", "95617-7", "95616-9", "95615-1")),  # safety, four questions of 1 to 5
    "phq-2-total": Total(("44250-9", "44255-8")),
    "/phq-2-total": Total(("44250-9", "44255-8")),
    "55758-7": Total(("44250-9", "44255-8")),
    "44261-6": Total(PHQ_9),
    "75626-2": None,  # AUDIT-C: the published forms lack a part that its total needs
    "88124-3": Risk(
        ("88122-7", "88123-5"),
        frozenset({"LA28397-0", "LA6729-3"}),
        Coding("LA19952-3", LOINC, "At risk"),
        Coding("LA19983-8", LOINC, "No risk"),
    ),
}


def knows(*names: str) -> bool:
    return any(name in COMPUTED for name in names)


def values(questionnaire: Questionnaire, answers: Answers) -> dict[str, Given]:
    """What the form's computed items come to, by linkId; those that cannot be told yet are absent."""
    shown = Shown(questionnaire, answers)
    told = {}
    for place in questionnaire.places.values():
        row = next((COMPUTED[name] for name in sorted(place.item.names) if COMPUTED.get(name)), None)
        value = _value(questionnaire, shown, row) if row else None
        if value is not None and shown.shows(place.item.link_id):
            told[place.item.link_id] = Given((_fitting(place.item, value),))
    return told


def _value(questionnaire: Questionnaire, shown: Shown, row: Total | Risk) -> Value | None:
    said = [_said(questionnaire, shown, part) for part in row.parts]
    if isinstance(row, Total):
        weights = [weight for _codes, weight in said]
        return sum(filter(None, weights), Decimal(0)) if None not in weights else None
    answered = [codes for codes, _weight in said if codes]
    if not answered:
        return None
    return row.yes if any(codes & row.answers for codes in answered) else row.no


def _said(questionnaire: Questionnaire, shown: Shown, name: str) -> tuple[frozenset[str], Decimal | None]:
    """The codes chosen for the question of this name, and what they weigh."""
    for item in questionnaire.asked:
        if name in item.names:
            chosen = [option for value in shown.values(item.link_id) if (option := item.option(value))]
            weights = [option.weight for option in chosen if option.weight is not None]
            return frozenset(option.key for option in chosen), sum(weights, Decimal(0)) if weights else None
    return frozenset(), None


def _fitting(item: Item, value: Value) -> Value:
    return int(value) if item.kind == Kind.INTEGER and isinstance(value, Decimal) else value
