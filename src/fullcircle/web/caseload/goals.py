"""Goals on two pages: the person's record, for their helper, and their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.caseload import goals
from fullcircle.web import forms, permissions, words
from fullcircle.web.acting import Request, resident_of

if TYPE_CHECKING:
    from fullcircle.caseload.models import Goal


def shown(person_id: UUID) -> list[dict[str, Any]]:
    """A person's goals, open ones first, each with its steps."""
    return [
        {
            "id": goal.pk, "words": goal.words, "open": goal.ended_at is None,
            "by": date_format(goal.wanted_by, "DATE_FORMAT") if goal.wanted_by else "",
            "ended": _ended(goal),
            "steps": [
                {"id": step.pk, "words": step.words, "by_helper": step.by_helper, "done": step.done_at is not None,
                 "due": date_format(step.due_on, "MONTH_DAY_FORMAT") if step.due_on else ""}
                for step in goals.steps_of(goal)
            ],
        }
        for goal in goals.of(person_id)
    ]  # fmt: skip


def _ended(goal: Goal) -> str:
    if goal.ended_at is None:
        return ""
    said = _("Reached on {day}") if goal.ended_how == goals.REACHED else _("Let go on {day}")
    return said.format(day=words.day(goal.ended_at))


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def add(request: Request, person_id: UUID) -> HttpResponse:
    _added(request, person_id)
    return redirect(reverse("people:person", args=[person_id]) + "#goals")


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def work(request: Request, goal_id: UUID) -> HttpResponse:
    return redirect(reverse("people:person", args=[_worked(request, goal_id)]) + "#goals")


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    if request.method == "POST":
        _added(request, resident_of(request))
        return redirect("caseload:my_goals")
    return render(request, "caseload/my_goals.html", {"goals": shown(resident_of(request))})


@permissions.for_(permissions.RESIDENT)
@require_POST
def work_on_mine(request: Request, goal_id: UUID) -> HttpResponse:
    _worked(request, goal_id)
    return redirect("caseload:my_goals")


def _added(request: Request, person_id: UUID) -> None:
    said = request.POST
    try:
        goals.add(
            person_id=person_id,
            words=forms.plain(said, "words"),
            wanted_by=forms.day(said, "wanted_by"),
            actor=request.actor,
            at=request.at,
        )
    except Invalid as refusal:
        messages.error(request, f"{refusal} {forms.plain(said, 'words')}".strip())


def _worked(request: Request, goal_id: UUID) -> UUID:
    """Add a step, tick one, or end the goal, by the button; whose goal it is. Raises NotFound."""
    said, actor, at = request.POST, request.actor, request.at
    whose = goals.person_of(goal_id)
    name, _sep, value = said.get("do", "").partition(":")
    try:
        if name == "step":
            goals.add_step(
                goal_id=goal_id, words=said.get("words", ""), by_helper=said.get("by") == "helper",
                due_on=forms.day(said, "due_on"), actor=actor, at=at,
            )  # fmt: skip
        elif name in {"done", "open"}:
            step_id = forms.uuid_or_none(value)
            if step_id is None:
                raise NotFound(_("There is no such step here."))
            goals.tick(step_id=step_id, done=name == "done", actor=actor, at=at)
        else:
            goals.end(goal_id=goal_id, how=value, actor=actor, at=at)
    except (Invalid, Conflict) as refusal:
        messages.error(request, f"{refusal} {forms.plain(said, 'words')}".strip())
    return whose
