"""One thing done for many lines of the day: a message, another navigator, putting aside. Each person apart, so that one that
cannot be done stops no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fullcircle.access.errors import Invalid
from fullcircle.caseload import calls, lanes, snoozing
from fullcircle.caseload.kinds import SnoozeReason
from fullcircle.caseload.lanes import Filter
from fullcircle.people import actions as people
from fullcircle.people import queries as persons
from fullcircle.people import thread
from fullcircle.referrals import cards
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.worklists import Line
from fullcircle.web import permissions
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import plain, uuid_or_none
from fullcircle.web.many import each
from fullcircle.web.today import present
from fullcircle.web.today.views import TEAM, navigators

MOST = 200
NOT_TOLD = gettext_lazy("Written down, but no way to write to them is safe: call them.")


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def many(request: Request) -> HttpResponse:
    """First the page that asks for words, a name or a day; then, confirmed, the deed and what became of it."""
    deed = request.POST.get("do", "")
    lines = _chosen(request)
    if deed not in DEEDS or not lines:
        messages.error(request, _("Choose lines first, then what to do with them."))
        return redirect("today:today")
    if request.POST.get("confirm") != "yes":
        return _page(request, deed, lines)
    try:
        do = DEEDS[deed](request)
    except Invalid as refusal:
        return _page(request, deed, lines, refusal)
    if deed != "snooze":  # of a person with two needs once
        lines = list({line.person_id: line for line in lines}.values())
    left = each(lines, do, _whose)
    n = len(lines) - len(left)
    if not left:
        messages.success(request, ngettext("Done for {n}.", "Done for all {n}.", n).format(n=n))
        return redirect("today:today")
    return render(request, "today/many_left.html", {"done": n, "left": left})


def _chosen(request: Request) -> list[Line]:
    """Of one's own organization's open needs those that were ticked, once each."""
    ids = {uuid_or_none(value) for value in request.POST.getlist("need")[:MOST]} - {None}
    day = lanes.day(
        organization_id=organization_of(request), user_id=None, chosen=Filter(whose=TEAM), at=request.at
    )
    every = [
        *day.lists.overdue, *day.lists.mine, *day.lists.waiting, *(line for line, _snooze in day.aside),
    ]  # fmt: skip
    return [line for line in every if line.need_id in ids]


def _page(request: Request, deed: str, lines: list[Line], refusal: Invalid | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "deed": deed, "lines": [present.row(line, "waiting", request) for line in lines], "refusal": refusal,
        "people": len({line.person_id for line in lines}), "said": request.POST, "longest": thread.LONGEST,
        "aside": present.aside_fields(request.at), "navigators": navigators(organization_of(request)).items(),
        "crumbs": [{"label": _("Today"), "url": reverse("today:today")}],
    }  # fmt: skip
    if deed == "message":
        prefer = persons.languages_of({line.person_id for line in lines})
        context["spoken"] = [(cards.language_name(code), n) for code, n in prefer]
    return render(request, "today/many.html", context, status=400 if refusal else 200)


def _whose(line: Line) -> tuple[str, str]:
    return line.person, reverse("people:person", args=[line.person_id])


def _message(request: Request) -> Callable[[Line], str]:
    text = request.POST.get("text", "")
    if not text.strip():
        raise Invalid(_("Type your message first."), field="text")
    return partial(_write, request, text)


def _write(request: Request, text: str, line: Line) -> str:
    told = calls.write(person_id=line.person_id, text=text, actor=request.actor, at=request.at)
    return "" if told else str(NOT_TOLD)


def _reassign(request: Request) -> Callable[[Line], str]:
    to = uuid_or_none(request.POST.get("navigator"))
    if to is None:
        raise Invalid(_("Choose who helps them from now on."), field="navigator")
    return partial(_assign, request, to)


def _assign(request: Request, to: UUID, line: Line) -> str:
    people.assign(person_id=line.person_id, navigator_id=to, actor=request.actor, at=request.at)
    return ""


def _snooze(request: Request) -> Callable[[Line], str]:
    until, reason = day_of(request), request.POST.get("reason", "")
    if reason not in SnoozeReason.values:
        raise Invalid(_("Say why it can wait."), field="reason")
    return partial(_put_aside, request, until, reason)


def day_of(request: Request) -> date:
    """The day until which something is put aside. Raises Invalid."""
    try:
        return date.fromisoformat(request.POST.get("until_on", ""))
    except ValueError:
        raise Invalid(_("Choose a day from tomorrow on, within 90 days."), field="until_on") from None


def _put_aside(request: Request, until: date, reason: str, line: Line) -> str:
    snoozing.put_aside(
        need_id=line.need_id, until_on=until, reason=reason, note=plain(request.POST, "note"), actor=request.actor,
        at=request.at,
    )  # fmt: skip
    return ""


DEEDS = {"message": _message, "reassign": _reassign, "snooze": _snooze}


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def put_aside(request: Request, need_id: UUID) -> HttpResponse:
    """One need, from the person's page."""
    try:
        made = snoozing.put_aside(
            need_id=need_id, until_on=day_of(request), reason=request.POST.get("reason", ""),
            note=plain(request.POST, "note"), actor=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        messages.error(request, f"{refusal} {plain(request.POST, 'note')}".strip())
    else:
        messages.success(request, present.until(made))
    return redirect("people:person", referrals.need(need_id).person_id)


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def bring_back(request: Request, need_id: UUID) -> HttpResponse:
    snoozing.bring_back(need_id=need_id, actor=request.actor, at=request.at)
    messages.success(request, _("It stands in your lists again."))
    return redirect("today:today")
