"""Today: who has waited too long to hear, what needs an answer, what waits on others."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fullcircle.access.actor import Role
from fullcircle.directory import domains
from fullcircle.people import thread
from fullcircle.referrals import worklists
from fullcircle.referrals.states import LABELS, LIVE, Status
from fullcircle.referrals.worklists import Line
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request
from fullcircle.web.people import talking

SHOWN = 25


@permissions.for_(permissions.STAFF)
@require_safe
def today(request: Request) -> HttpResponse:
    if not request.actor.has(Role.NAVIGATOR):
        return redirect(_home(request))
    team = request.GET.get("whose") == "team"
    here = request.actor.organization_id
    assert here is not None  # noqa: S101 - navigators act for an organization
    whose = None if team else request.actor.user_id
    lists = worklists.today(organization_id=here, at=request.at, user_id=whose)
    wrote = [_wrote(one) for one in thread.waiting(organization_id=here, user_id=whose)]
    limit = None if request.GET.get("all") else SHOWN
    lanes = [
        ("overdue", _("Overdue with the resident"), [], lists.overdue),
        ("mine", _("Needs my answer"), wrote, lists.mine),
        ("waiting", _("Waiting on others"), [], lists.waiting),
    ]
    context = {
        "lanes": [
            (
                key,
                title,
                len(first) + len(lines),
                [*first, *(row(line, key, request) for line in lines[:limit])],
            )
            for key, title, first, lines in lanes
        ],
        "calls": len(talking.to_call(lists)),
        "overdue": len(lists.overdue),
        "people": lists.people,
        "team": team,
        "shown": limit,
    }
    return render(request, "today/today.html", context)


def _home(request: Request) -> str:
    """Where each role's day begins."""
    if request.actor.has(Role.HUB):
        return reverse("pulse:pulse")
    if request.actor.has(Role.INTAKE):
        return reverse("inbox:inbox")
    return reverse("room:room") if request.actor.has(Role.MEMBER) else reverse("team:team")


def _wrote(one: thread.Waits) -> dict[str, Any]:
    """A resident who wrote and waits for an answer."""
    return {
        "value": one.person_id, "who": one.person, "who_url": reverse("people:person", args=[one.person_id]), "icon": "talk",
        "title": ngettext("Wrote to you", "Wrote to you {n} times", one.messages).format(n=one.messages),
        "fact": words.moment(one.since), "chip": words.Chip("soon", "clock", _("Answer today")),
        "action": {
            "label": _("Read"), "url": reverse("people:person", args=[one.person_id]) + "#thread", "lane": "mine",
        },
    }  # fmt: skip


def row(line: Line, lane: str, request: Request) -> dict[str, Any]:
    return {
        "value": line.need_id,
        "who": line.person or _("A resident"),
        "who_url": reverse("people:person", args=[line.person_id]) if line.person else "",
        "icon": domains.icon(line.domain),
        "title": line.detail or domains.label(line.domain),
        "fact": fact(line),
        "chip": _chip(line, lane, request),
        "action": {**action(line), "lane": lane} if line.person else None,
    }


def fact(line: Line) -> str:
    """The last fact in a few words."""
    if line.reply in {"some", "no"} and line.status == Status.COMPLETED:
        return _("They said: some of it") if line.reply == "some" else _("They said: not yet")
    if not line.status:
        return _("Nobody is asked yet")
    if line.waiting_on == "source" and line.status in LIVE:
        return _("{place} asks you something").format(place=line.target)
    if line.waiting_on == "resident" and line.status in LIVE:
        return _("{place} needs something from the person").format(place=line.target)
    if line.held_until:
        return _("Reaches {place} on {day}").format(place=line.target, day=words.day(line.held_until))
    said = f"{line.target}: {LABELS[Status(line.status)]}"
    return f"{said}. {words.reason(line.reason)}" if line.reason else said


def _chip(line: Line, lane: str, request: Request) -> words.Chip | None:
    if lane == "overdue":
        return words.quiet(line.quiet_days, line.silence)
    if line.status in {Status.SENT, Status.IN_REVIEW} and line.waiting_on != "source" and line.answer_by:
        return words.due(line.answer_by, request.at)
    if lane == "mine":
        return words.Chip("soon", "clock", _("Answer today"))
    return words.Chip("wait", "wait", _("On a wait list")) if line.status == Status.WAIT_LISTED else None


def action(line: Line) -> dict[str, str]:
    if line.waiting_on == "source" and line.status in LIVE:
        return {"label": _("Reply"), "url": reverse("inbox:request", args=[line.referral_id])}
    if worklists.needs_answer(line):
        label = _("Send to next") if line.status else _("Find help")
        return {"label": label, "url": reverse("people:match", args=[line.need_id])}
    return {
        "label": _("Open need"),
        "url": f"{reverse('people:person', args=[line.person_id])}#need-{line.need_id}",
    }
