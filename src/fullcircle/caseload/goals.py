"""Goals of a person in their own words, with steps. The person and their helper write them; the person reads them all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.caseload.models import Goal, GoalStep
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import policies
from fullcircle.people import queries as people

REACHED, LET_GO = "reached", "let-go"
HOW = (REACHED, LET_GO)


class Ended(Conflict):
    """It was reached or let go before."""


@transaction.atomic
def add(*, person_id: UUID, words: str, actor: Actor, at: datetime, wanted_by: date | None = None) -> Goal:
    """Write down what the person wants, as they say it; a page that was sent twice writes one. Raises Denied, Invalid."""
    policies.check_can_correct(actor, people.person(person_id, lock=actor.person_id is None))
    said: dict[str, Any] = {
        "person_id": person_id,
        "words": _said(words, 300),
        "wanted_by": wanted_by,
        "made_by": actor.user_id,
    }
    if before := Goal.objects.filter(**said, made_at__gt=at - SENT_TWICE, ended_at=None).first():
        return before
    goal = Goal.objects.create(**said, made_at=at)
    _record(actor, "goal.add", goal, at)
    return goal


@transaction.atomic
def add_step(
    *, goal_id: UUID, words: str, actor: Actor, at: datetime, by_helper: bool = False, due_on: date | None = None
) -> GoalStep:  # fmt: skip
    """One thing to do towards it, and who does it; a page that was sent twice writes one. Raises Denied, Invalid, Ended,
    NotFound."""
    goal = _open(goal_id, actor)
    said: dict[str, Any] = {
        "goal": goal,
        "words": _said(words, 200),
        "by_helper": by_helper,
        "due_on": due_on,
    }
    if before := GoalStep.objects.filter(**said, made_at__gt=at - SENT_TWICE).first():
        return before
    step = GoalStep.objects.create(**said, person_id=goal.person_id, made_at=at)
    _record(actor, "goal.add-step", goal, at)
    return step


@transaction.atomic
def tick(*, step_id: UUID, done: bool, actor: Actor, at: datetime) -> GoalStep:
    """It is done, or not after all. Raises Denied, Ended, NotFound."""
    step = GoalStep.objects.select_for_update().filter(pk=step_id).first()
    if step is None:
        raise NotFound(_("There is no such step here."))
    goal = _open(step.goal_id, actor)
    if done != (step.done_at is not None):
        step.done_at = at if done else None
        step.save(update_fields=["done_at"])
        _record(actor, "goal.step-done" if done else "goal.step-open", goal, at)
    return step


@transaction.atomic
def end(*, goal_id: UUID, how: str, actor: Actor, at: datetime) -> Goal:
    """Reached, or let go. Raises Denied, Invalid, Ended, NotFound."""
    goal = _open(goal_id, actor)
    if how not in HOW:
        raise Invalid(_("Say whether it is reached or let go."), field="how")
    goal.ended_at, goal.ended_how = at, how
    goal.save(update_fields=["ended_at", "ended_how"])
    _record(actor, "goal.end", goal, at, how=how)
    return goal


def of(person_id: UUID) -> list[Goal]:
    """Open goals first, each with its steps in the order they were written."""
    found = (
        Goal.objects.filter(person_id=person_id)
        .order_by("ended_at", "made_at", "id")
        .prefetch_related("steps")
    )
    return sorted(found, key=lambda goal: goal.ended_at is not None)


def person_of(goal_id: UUID) -> UUID:
    """Whose goal it is. Raises NotFound."""
    found = Goal.objects.filter(pk=goal_id).values_list("person_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such goal here."))
    return found


def steps_of(goal: Goal) -> list[GoalStep]:
    return sorted(goal.steps.all(), key=lambda step: (step.made_at, str(step.pk)))


def _open(goal_id: UUID, actor: Actor) -> Goal:
    goal = Goal.objects.select_for_update().filter(pk=goal_id).first()
    if goal is None:
        raise NotFound(_("There is no such goal here."))
    policies.check_can_correct(actor, people.person(goal.person_id))
    if goal.ended_at is not None:
        raise Ended(_("This goal has ended already."))
    return goal


def _said(words: str, longest: int) -> str:
    said = " ".join(words.replace("\x00", "").split())[:longest]
    if not said:
        raise Invalid(_("Type it in the person's own words."), field="words")
    return said


def _record(actor: Actor, did: str, goal: Goal, at: datetime, **detail: str) -> None:
    about = Subject(DataClass.CONTACT, person_id=goal.person_id, record_id=goal.pk, detail=dict(detail))
    events.record(actor=actor, did=did, about=about, at=at)
