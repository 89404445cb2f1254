"""Which items are shown, given what was said (FHIR R4, Questionnaire.item.enableWhen)."""

from __future__ import annotations

from collections.abc import Callable

from fullcircle.assessments.engine import values
from fullcircle.assessments.engine.answers import Answers
from fullcircle.assessments.engine.questionnaire import Condition, Item, Operator, Place, Questionnaire
from fullcircle.assessments.engine.values import Value

ORDERED: dict[Operator, Callable[[int], bool]] = {
    Operator.GREATER: lambda order: order > 0,
    Operator.LESS: lambda order: order < 0,
    Operator.AT_LEAST: lambda order: order >= 0,
    Operator.AT_MOST: lambda order: order <= 0,
}


class Shown:
    """The branching of one moment. An answer to a question that is not shown counts for nothing."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self._questionnaire, self._answers = questionnaire, answers
        self._known: dict[str, bool] = {}

    def shows(self, link_id: str) -> bool:
        if link_id not in self._known:
            self._known[link_id] = self._decide(self._questionnaire.places[link_id])
        return self._known[link_id]

    def values(self, link_id: str) -> tuple[Value, ...]:
        """What counts as said: nothing where not shown, the form's own value where nobody is asked."""
        if not self.shows(link_id):
            return ()
        place = self._questionnaire.places[link_id]
        if not place.is_asked and link_id not in self._answers:
            return place.item.initial
        given = self._answers.get(link_id)
        return given.values if given else ()

    def _decide(self, place: Place) -> bool:
        if place.above and not self._open(place.above[-1]):
            return False
        item = place.item
        met = [self._met(condition) for condition in item.conditions]
        return not met or (any(met) if item.any_condition else all(met))

    def _open(self, parent: Item) -> bool:
        """What stands below a question hangs on its answer: FHIR has no other place to write it down."""
        has_answer = not parent.is_question or bool(self.values(parent.link_id))
        return has_answer and self.shows(parent.link_id)

    def _met(self, condition: Condition) -> bool:
        said = self.values(condition.question)
        if condition.operator == Operator.EXISTS:
            return bool(said) == condition.value
        if condition.operator == Operator.EQUAL:
            return any(values.same(value, condition.value) for value in said)
        if condition.operator == Operator.NOT_EQUAL:
            return not any(values.same(value, condition.value) for value in said)
        orders = [values.compared(value, condition.value) for value in said]
        return any(ORDERED[condition.operator](order) for order in orders if order is not None)
