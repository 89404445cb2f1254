"""Complaints for who works here: writing one down, reviewing, and the list of reviewers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.grievances import filing, policies, queries, reviewing
from fullcircle.grievances.states import MANNERS, OPEN, TOPICS, Manner, State
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.grievances import present
from fullcircle.web.grievances.forms import Answer, HandOn, Note, ReviewerForm, Told
from fullcircle.web.room.forms import acted, page


@permissions.for_(permissions.MANAGERS)
@require_safe
def grievances(request: Request) -> HttpResponse:
    """Those that the acting organization reviews, and no count of any other."""
    waiting, others = queries.to_answer(), queries.answered()
    if request.GET.get("format") == "csv":
        return _table([*waiting, *others])
    context = {
        "waiting": [present.line(one, request.at) for one in waiting],
        "others": [present.line(one, request.at) for one in others],
        "keeps": policies.can_keep_reviewers(request.actor, accounts.community().hub_id),
    }
    return render(request, "grievances/list.html", context)


def _table(found: list[Any]) -> HttpResponse:
    head = ("filed", "topic", "state", "danger", "how", "acknowledge_by", "answer_by", "answered", "closed")
    rows = (
        (_day(one.filed_at), one.topic, one.state, one.danger, one.manner, _day(one.acknowledge_by), _day(one.answer_by),
         _day(one.answered_at), _day(one.closed_at))
        for one in found
    )  # fmt: skip
    return spreadsheet.table("complaints", head, rows)


def _day(at: datetime | None) -> date | str:
    return localtime(at).date() if at else ""


@permissions.for_(permissions.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """Written down for somebody who called or handed in a paper; the code is theirs, and whoever wrote it reads it no more."""
    form = Told(request.POST or None)

    def act(said: dict[str, Any]) -> filing.Filed:
        return filing.enter(
            said=form.said(get_language() or "en"), manner=said["manner"], actor=request.actor, at=request.at,
            grievance_id=said["once"],
        )  # fmt: skip

    if filed := acted(request, form, act):
        return present.filed_page(
            request, filed, in_danger=form.cleaned_data["danger"], frame="base_staff.html"
        )
    return render(request, "grievances/enter.html", {"form": form}, status=400 if form.errors else 200)


@permissions.for_(permissions.MANAGERS)
@require_safe
def grievance(request: Request, grievance_id: UUID) -> HttpResponse:
    return _shown(request, grievance_id)


def _shown(request: Request, grievance_id: UUID, refusal: object = None) -> HttpResponse:
    one = reviewing.read(grievance_id=grievance_id, actor=request.actor, at=request.at)
    steps, state = queries.steps(one), State(one.state)
    names = accounts.names({each.user_id for each in steps if each.user_id})
    places = directory.organization_names(set(one.about))
    context = {
        "one": one, "topic": TOPICS[one.topic], "manner": MANNERS[Manner(one.manner)], "chip": present.chip(one.state),
        "line": present.line(one, request.at), "about": [places.get(each, "") for each in one.about],
        "history": present.history(one, steps, names), "note_form": Note(),
        "may": {
            "acknowledge": state == State.FILED, "look": state == State.ACKNOWLEDGED,
            "answer": state in {State.LOOKED_INTO, State.APPEALED}, "hand_on": state in OPEN,
            "close": state != State.APPEALED
            and policies.can_step(request.actor, one, to=State.CLOSED, at=request.at),
        },
        "errors": [{"text": str(refusal), "url": ""}] if refusal else [],
    }  # fmt: skip
    return render(request, "grievances/grievance.html", context, status=400 if refusal else 200)


STEPS = {"acknowledge": reviewing.acknowledge, "look": reviewing.look_into, "close": reviewing.close}


@permissions.for_(permissions.MANAGERS)
@require_POST
def step(request: Request, grievance_id: UUID) -> HttpResponse:
    taken = STEPS.get(request.POST.get("step", ""))
    if taken is None:
        raise Invalid(_("Choose a step."))
    taken(grievance_id=grievance_id, actor=request.actor, at=request.at)
    messages.success(request, _("Written down. Whoever holds the code sees it."))
    return redirect("grievances:grievance", grievance_id)


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, grievance_id: UUID) -> HttpResponse:
    one = queries.grievance(grievance_id)
    form = Answer(request.POST or None)

    def act(said: dict[str, Any]) -> Any:
        return reviewing.answer(
            grievance_id=grievance_id, text=said["text"], actor=request.actor, at=request.at
        )

    if acted(request, form, act):
        messages.success(request, _("The answer is there for whoever holds the code."))
        return redirect("grievances:grievance", grievance_id)
    final = one.state == State.APPEALED
    return page(
        request, form, title=_("The final answer") if final else _("Answer"), back=TOPICS[one.topic],
        back_url=reverse("grievances:grievance", args=[grievance_id]), do=_("Send the answer"),
        about=_("It ends the appeal.") if final else _("They may accept it, or appeal once to another reviewer."),
    )  # fmt: skip


@permissions.for_(permissions.MANAGERS)
@require_POST
def note(request: Request, grievance_id: UUID) -> HttpResponse:
    form = Note(request.POST)
    if not form.is_valid():
        return _shown(request, grievance_id, _("Write the note."))
    reviewing.note(
        grievance_id=grievance_id, text=form.cleaned_data["text"], actor=request.actor, at=request.at
    )
    return redirect("grievances:grievance", grievance_id)


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on(request: Request, grievance_id: UUID) -> HttpResponse:
    one = queries.grievance(grievance_id)
    form = HandOn(request.POST if request.method == "POST" else None)

    def act(said: dict[str, Any]) -> str:
        about = [UUID(said["about"])] if said["about"] else []
        given = reviewing.hand_on(
            grievance_id=grievance_id, about=about, aside=said["aside"], actor=request.actor, at=request.at
        )
        return (
            _("Written down.")
            if given
            else _("Nobody independent is left. It waits until somebody is named.")
        )

    if done := acted(request, form, act):
        messages.success(request, done)
        return redirect("grievances:list")
    return page(
        request, form, title=_("Hand it on"), back=TOPICS[one.topic], do=_("Write it down"),
        back_url=reverse("grievances:grievance", args=[grievance_id]),
        about=_("A place that it is about never reads it, nor does anybody who works there."),
    )  # fmt: skip


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def reviewers(request: Request) -> HttpResponse:
    form = ReviewerForm(request.POST or None)

    def act(said: dict[str, Any]) -> Any:
        organization_id = UUID(said.pop("organization"))
        return reviewing.list_reviewer(
            organization_id=organization_id, actor=request.actor, at=request.at, **said
        )

    if acted(request, form, act):
        messages.success(request, _("They are on the list. What they may read and waited is theirs now."))
        return redirect("grievances:reviewers")
    found, hub_id = queries.reviewers(), accounts.community().hub_id
    names = directory.organization_names({one.organization_id for one in found})
    context = {
        "form": form, "rows": [{"it": one, "name": names.get(one.organization_id, "")} for one in found],
        "too_few": len([one for one in found if one.organization_id != hub_id]) < 2,
    }  # fmt: skip
    return render(request, "grievances/reviewers.html", context, status=400 if form.errors else 200)


@permissions.for_(permissions.HUB)
@require_POST
def end_reviewer(request: Request, reviewer_id: UUID) -> HttpResponse:
    reviewing.end_reviewer(reviewer_id=reviewer_id, actor=request.actor, at=request.at)
    messages.success(request, _("They are asked no more. What they have, they answer."))
    return redirect("grievances:reviewers")
