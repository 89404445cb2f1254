"""One question at a time: which comes next, which came before, and how far along we are."""

from __future__ import annotations

from dataclasses import dataclass

from fullcircle.assessments.engine.answers import Answers
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.questionnaire import Item, Kind, Questionnaire

END = ""


@dataclass(frozen=True, slots=True)
class Progress:
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Around:
    """What a person reads with a question: the headings of its groups, texts before it, help below it."""

    headings: tuple[Item, ...]
    before: tuple[Item, ...]
    help: tuple[Item, ...]


def questions(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """The linkIds of the questions that are shown now, in the order of the document."""
    shown = Shown(questionnaire, answers)
    return [item.link_id for item in questionnaire.asked if shown.shows(item.link_id)]


def first_open(questionnaire: Questionnaire, answers: Answers) -> str:
    """The first question without an answer or a silence; END when none is left."""
    return next((link_id for link_id in questions(questionnaire, answers) if link_id not in answers), END)


def after(questionnaire: Questionnaire, answers: Answers, link_id: str) -> str:
    """The next question down the page, answered or not; then what opened further up; then END."""
    order = list(questionnaire.places)
    here = order.index(link_id)
    later = [other for other in questions(questionnaire, answers) if order.index(other) > here]
    return later[0] if later else first_open(questionnaire, answers)


def before(questionnaire: Questionnaire, answers: Answers, link_id: str) -> str | None:
    """The question above this one, or the last one from END; None at the top."""
    shown = questions(questionnaire, answers)
    if link_id == END:
        return shown[-1] if shown else None
    order = list(questionnaire.places)
    earlier = [other for other in shown if order.index(other) < order.index(link_id)]
    return earlier[-1] if earlier else None


def progress(questionnaire: Questionnaire, answers: Answers, link_id: str) -> Progress:
    shown = questions(questionnaire, answers)
    number = shown.index(link_id) + 1 if link_id in shown else len(shown)
    return Progress(number=number, of=len(shown))


def around(questionnaire: Questionnaire, answers: Answers, link_id: str) -> Around:
    shown = Shown(questionnaire, answers)
    place = questionnaire.places[link_id]
    siblings = place.above[-1].items if place.above else questionnaire.items
    texts: list[Item] = []
    for sibling in siblings[: [item.link_id for item in siblings].index(link_id)]:
        texts = [*texts, sibling] if sibling.kind == Kind.DISPLAY else []
    return Around(
        headings=tuple(item for item in place.above if item.kind == Kind.GROUP and item.text.plain),
        before=tuple(item for item in texts if shown.shows(item.link_id)),
        help=tuple(item for item in place.item.items if item.kind == Kind.DISPLAY),
    )
