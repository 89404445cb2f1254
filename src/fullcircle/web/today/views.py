"""Today: who has waited too long to hear, what needs an answer, what waits on others, what is put aside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.actor import Role
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.caseload import handoffs, lanes
from fullcircle.caseload.lanes import Day, Filter
from fullcircle.directory import domains
from fullcircle.people import thread
from fullcircle.referrals import worklists
from fullcircle.referrals.worklists import Line
from fullcircle.web import permissions
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import plain, uuid_or_none
from fullcircle.web.people import calling
from fullcircle.web.today import present

SHOWN = 25
TEAM, NOBODY = "team", "nobody"
STANDS = {
    "nobody-asked": gettext_lazy("Nobody is asked yet"),
    "unanswered": gettext_lazy("Waits for an answer"),
    "wait-list": gettext_lazy("On a wait list"),
    "in-hand": gettext_lazy("A place has it in hand"),
    "no-help": gettext_lazy("Ended without help"),
}
NOTHING = {
    "overdue": gettext_lazy("Nobody waits too long."),
    "mine": gettext_lazy("Nothing waits for you."),
    "waiting": gettext_lazy("Nothing is with others now."),
}


@permissions.for_(permissions.STAFF)
@require_safe
def today(request: Request) -> HttpResponse:
    if not request.actor.has(Role.NAVIGATOR):
        return redirect(_home(request))
    here, chosen = organization_of(request), Filter.read(request.GET.dict())
    whose, team = whom(request, chosen), navigators(here)
    nobodys = chosen.whose == NOBODY
    wrote = [one for one in thread.waiting(organization_id=here) if one.navigator_id not in team]
    day = lanes.day(
        organization_id=here, user_id=whose, chosen=chosen, at=request.at, nobody_of=team if nobodys else None
    )
    limit = None if request.GET.get("all") else SHOWN
    first = [] if chosen.narrows or nobodys else _first(request, here, whose)
    if nobodys:
        theirs = {
            line.person_id
            for lines in (day.lists.overdue, day.lists.mine, day.lists.waiting)
            for line in lines
        }
        first = [present.wrote(one) for one in wrote if not chosen.narrows or one.person_id in theirs]
    shown: list[tuple[str, str, list[dict[str, Any]], list[Line]]] = [
        ("overdue", _("Overdue with the resident"), [], day.lists.overdue),
        ("mine", _("Needs my answer"), first, day.lists.mine),
        ("waiting", _("Waiting on others"), [], day.lists.waiting),
    ]
    context = {
        "lanes": [
            {
                "key": key, "title": title, "nothing": NOTHING[key], "n": len(before) + len(lines),
                "rows": [
                    *before,
                    *(present.row(line, key, request, day.snoozed.get(line.need_id)) for line in lines[:limit]),
                ],
            }
            for key, title, before, lines in shown
        ],
        "aside": [present.row(line, "waiting", request, snooze) for line, snooze in day.aside],
        "calls": _to_call(request, here, chosen, day),
        "overdue": len(day.lists.overdue),
        "found": sum(len(lines) for _key, _title, _before, lines in shown) + len(day.aside),
        "shown": limit,
        "chosen": chosen,
        "query": chosen.query(),
        "views": lanes.views_of(request.actor),
        "colleagues": [one for one in team.items() if one[0] != request.actor.user_id],
        "nobodys": worklists.count_nobodys(
            organization_id=here, navigators=team, who_wrote={one.person_id for one in wrote}
        ),
        "stands": STANDS.items(),
        "domains": sorted(((code, domains.label(code)) for code in domains.BY_CODE), key=lambda one: one[1]),
    }  # fmt: skip
    return render(request, "today/today.html", context)


def _to_call(request: Request, here: UUID, chosen: Filter, day: Day) -> int:
    """As many as the list of calls names, which knows neither filters nor what is put aside."""
    if chosen in (Filter(), Filter(whose=TEAM)):
        lists = replace(day.lists, waiting=[*day.lists.waiting, *(line for line, _snooze in day.aside)])
    else:
        user_id = None if chosen.whose in {TEAM, NOBODY} else request.actor.user_id
        lists = worklists.today(organization_id=here, at=request.at, user_id=user_id)
    return len(calling.to_call(lists))


def whom(request: Request, chosen: Filter) -> UUID | None:
    """Whose people: one's own, of the whole team or nobody's (None), or of a colleague."""
    if chosen.whose in {TEAM, NOBODY}:
        return None
    colleague = uuid_or_none(chosen.whose)
    known = navigators(organization_of(request)) if colleague else {}
    return colleague if colleague in known else request.actor.user_id


def navigators(organization_id: UUID) -> dict[UUID, str]:
    """Who helps people there now, by name."""
    return accounts.staff_with(organization_id, (Role.NAVIGATOR,))


def _first(request: Request, here: UUID, whose: UUID | None) -> list[dict[str, Any]]:
    """What needs an answer before the needs themselves: who wrote, introductions, and which of them are called off."""
    waiting = handoffs.waiting(organization_id=here, navigator_id=whose)
    return [
        *(present.wrote(one) for one in thread.waiting(organization_id=here, user_id=whose)),
        *present.meetings([one for one in waiting if one.source_id == here], here, request.at),
        *present.meetings(
            handoffs.called_off(organization_id=here, navigator_id=whose, at=request.at), here, request.at
        ),
    ]


def _home(request: Request) -> str:
    """Where each role's day begins."""
    if request.actor.has(Role.HUB):
        return reverse("pulse:pulse")
    if request.actor.has(Role.INTAKE):
        return reverse("inbox:inbox")
    return reverse("room:room") if request.actor.has(Role.MEMBER) else reverse("team:team")


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def keep_view(request: Request) -> HttpResponse:
    chosen = Filter.read(request.POST.dict())
    try:
        lanes.keep_view(name=plain(request.POST, "name"), chosen=chosen, actor=request.actor, at=request.at)
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The view is kept. It stands above your lists."))
    return redirect(f"{reverse('today:today')}?{chosen.query()}")


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def remove_view(request: Request, view_id: UUID) -> HttpResponse:
    lanes.remove_view(view_id=view_id, actor=request.actor, at=request.at)
    messages.success(request, _("The view is removed. Nothing else changed."))
    return redirect("today:today")
