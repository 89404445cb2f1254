"""A form on one or a few pages: which questions stand on each, what was typed, and what the template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fullcircle.access.errors import Invalid
from fullcircle.assessments.engine import branching
from fullcircle.assessments.engine.answers import Answers, Given
from fullcircle.assessments.engine.questionnaire import WITH_CHOICES, Item, Kind, Questionnaire
from fullcircle.web import questions

if TYPE_CHECKING:
    from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Page:
    """The questions of one outermost group; those outside of any group stand together."""

    heading: Item | None
    items: tuple[Item, ...]


@dataclass(slots=True)
class Typed:
    """What a page said: answers, and what could not be used by linkId."""

    answers: dict[str, Given] = field(default_factory=dict)
    refused: dict[str, Invalid] = field(default_factory=dict)


def pages(form: Questionnaire) -> list[Page]:
    found: list[Page] = []
    for place in form.places.values():
        if not place.is_asked:
            continue
        top = place.above[0] if place.above else None
        if found and found[-1].heading == top:
            found[-1] = Page(top, (*found[-1].items, place.item))
        else:
            found.append(Page(top, (place.item,)))
    return found


def whole(form: Questionnaire) -> Page:
    return Page(None, form.asked)


def shown(form: Questionnaire, page: Page, answers: Answers) -> list[Item]:
    """Its questions that the branching shows; within a page nothing waits for an answer on the same page."""
    decided = branching.Shown(form, answers)
    here = {item.link_id for item in page.items}
    return [
        item
        for item in page.items
        if decided.shows(item.link_id) or {c.question for c in item.conditions} & here
    ]


def typed(items: Sequence[Item], post: QueryDict) -> Typed:
    """Nothing typed is an answer too: nobody must say anything."""
    found = Typed()
    for item in items:
        prefix = f"{item.link_id}-"
        if not any(
            word.strip()
            for name in (questions.ANSWER, questions.WRITTEN)
            for word in post.getlist(prefix + name)
        ):
            continue
        try:
            found.answers[item.link_id] = questions.typed(item, post, prefix=prefix)
        except Invalid as refusal:
            found.refused[item.link_id] = refusal
    return found


def drawn(
    items: Sequence[Item],
    answers: Answers,
    language: str,
    *,
    post: QueryDict | None = None,
    refused: dict[str, Invalid] | None = None,
) -> list[dict[str, Any]]:
    """Each question with its control, as `asking/question.html` draws it."""
    return [
        {
            "link_id": item.link_id,
            "id": f"q-{number}",
            "name": f"{item.link_id}-",
            "text": item.text.in_(language),
            "refusal": (refused or {}).get(item.link_id),
            "is_picked": item.kind in WITH_CHOICES or item.kind == Kind.BOOLEAN,
            **questions.control(item, answers.get(item.link_id), language, post, prefix=f"{item.link_id}-"),
        }
        for number, item in enumerate(items, 1)
    ]


def to_mend(drawn_items: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """For `components/errors.html`."""
    return [
        {"text": f"{one['text']} {one['refusal']}", "url": f"#{one['id']}"}
        for one in drawn_items
        if one["refusal"]
    ]
