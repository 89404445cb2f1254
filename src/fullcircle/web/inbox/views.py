"""Requests: the receiver's inbox, what was sent, and one request with every step that this actor may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.aid import queries as aid
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.referrals import assigning, policies, queries, sending, worklists
from fullcircle.referrals.own_questions import intake as questions
from fullcircle.referrals.states import FINAL, LABELS, LIVE, REASONS, DeclineReason, Status
from fullcircle.referrals.time import winding
from fullcircle.referrals.time.clocks import Clock
from fullcircle.referrals.worklists import Request as Line
from fullcircle.web import errors, permissions, spreadsheet, steps, words
from fullcircle.web.acting import Request
from fullcircle.web.appointments import reading
from fullcircle.web.caseload import introductions, quality
from fullcircle.web.forms import plain
from fullcircle.web.inbox import intake
from fullcircle.web.notes import present as notes

if TYPE_CHECKING:
    from fullcircle.referrals.models import Referral


TAB_LABELS = {
    "new": gettext_lazy("New"),
    "working": gettext_lazy("Working"),
    "waiting": gettext_lazy("Waiting list"),
    "done": gettext_lazy("Done"),
}
SENT_TABS = {
    "open": (gettext_lazy("Open"), LIVE),
    "ended": (gettext_lazy("Ended"), tuple(sorted(FINAL))),
}
# The boxes of a request in which somebody writes, and the step that shows each.
BOXES = {
    "reply": "reply", "person_answer": "answer_person", "question": "ask", "person_question": "ask_person",
    "reason_text": "decline", "cancel_text": "cancel",
}  # fmt: skip
COLUMNS = (
    "request", "person", "need", "detail", "status", "sent", "answer by", "service", "from", "to", "reason",
)  # fmt: skip


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def sent(request: Request) -> HttpResponse:
    tab = request.GET.get("tab", "open")
    tab = tab if tab in SENT_TABS else "open"
    lines = worklists.sent(
        organization_id=request.actor.organization_id,  # type: ignore[arg-type]
        statuses=SENT_TABS[tab][1],
        page=page_number(request),
    )
    if request.GET.get("format") == "csv":
        return table(lines, f"sent-{tab}")
    tabs = [
        {"label": label, "url": f"?tab={name}", "count": None, "current": name == tab}
        for name, (label, _statuses) in SENT_TABS.items()
    ]
    context = {"tabs": tabs, "tab": tab, "lines": [shown(line, request) for line in lines]}
    return render(request, "inbox/sent.html", context | pager(request, lines, f"?tab={tab}"))


def shown(line: Line, request: Request) -> dict[str, Any]:
    waiting = line.status in {Status.SENT, Status.IN_REVIEW}
    people = line.adults + line.children
    return {
        "line": line,
        "title": _("{name}, family of {n}").format(name=line.person, n=people)
        if people > 1 and line.person
        else line.person,
        "icon": domains.icon(line.domain),
        "need": f"{domains.label(line.domain)}. {line.detail}" if line.detail else domains.label(line.domain),
        "status": _("Reaches them on {day}").format(day=words.day(line.held_until))
        if line.held_until
        else LABELS[Status(line.status)],
        "reason": words.reason(line.reason) if line.reason else "",
        "chip": words.due(line.answer_by, request.at) if waiting and line.answer_by else None,
        "waiting": waiting,
        "may_go": waiting or line.status == Status.WAIT_LISTED,
        "asked": waiting and line.waiting_on == "source",
    }


def page_number(request: Request) -> int:
    said = request.GET.get("page", "1")[:6]
    return min(int(said), 10_000) if said.isdecimal() and int(said) > 0 else 1


def pager(request: Request, lines: list[Line], address: str) -> dict[str, str]:
    """The page before, this one, and the next one of the list at `address`, which carries its filters."""
    number = page_number(request)
    newer = f"{address}&page={number - 1}" if number > 1 else ""
    older = f"{address}&page={number + 1}" if len(lines) == worklists.PAGE else ""
    return {"newer": newer, "older": older, "page": str(number)}


def table(lines: list[Line], name: str) -> HttpResponse:
    """One page of a list as CSV."""
    rows = (
        (line.referral_id, line.person, line.domain, line.detail, line.status, line.sent_at.isoformat(),
         line.answer_by.isoformat() if line.answer_by else "", line.service, line.source, line.target, line.reason)
        for line in lines
    )  # fmt: skip
    return spreadsheet.table(name, COLUMNS, rows)


@permissions.for_(permissions.ANSWERERS)
@require_safe
def request_page(request: Request, referral_id: UUID) -> HttpResponse:
    return page_of(request, queries.referral(referral_id))


def page_of(request: Request, referral: Referral, refusal: Invalid | Conflict | None = None) -> HttpResponse:
    card = queries.read_card(referral)
    names = directory.organization_names({referral.source_id, referral.target_id})
    allowed = may(request.actor, referral)
    context = {
        "referral": referral,
        "service": directory.service(referral.service_id),
        "slip": {
            "icon": "people",
            "title": card.title,
            "facts": card.facts,
            "left_out": card.left_out,
            "because": card.because,
            "notices": words.notices(referral),
        },
        "status": words.status(referral),
        "reason": words.reason(referral.reason, referral.reason_text),
        "source": names.get(referral.source_id, ""),
        "target": names.get(referral.target_id, ""),
        "sender": accounts.names({referral.sent_by}).get(referral.sent_by, "") if referral.sent_by else "",
        "due": words.due(referral.answer_by, request.at)
        if referral.answer_by and referral.status in {Status.SENT, Status.IN_REVIEW}
        else None,
        "may": allowed,
        "nudged_after": winding.amounts(referral.target_id)[Clock.NUDGE].number,
        "team": assigning.team(referral.target_id) if policies.is_target(request.actor, referral) else {},
        "written": intake.shown(referral.pk) if policies.is_target(request.actor, referral) else None,
        "asks_questions": questions.form_of(referral.service_id) is not None,
        "appointments": reading.panel(
            referral,
            request.actor,
            request.at,
            plan_to=reverse("appointments:plan", args=[referral.pk]),
            to=lambda one: reverse("appointments:change", args=[one]),
            said=request.POST,
        ),
        "reasons": [(code.value, REASONS[code][0]) for code in DeclineReason],
        "delivered": aid.delivered_by(referral.pk),
        "conversation": [
            {"who": names.get(word.said_by, ""), "text": word.text, "when": words.moment(word.said_at)}
            for word in queries.words_of(referral.pk)
        ],
        "meeting": introductions.panel(referral, request.actor, names, request.at, said=request.POST),
        "rating": quality.panel(referral, request.actor),
        "notes": notes.panel_of_request(referral, request.actor),
        "refusal": refusal,
        "unsent": _unsent(request.POST, allowed) if refusal else [],
        "said": request.POST,
        "today": localtime(request.at).date().isoformat(),
    }
    return render(request, "inbox/request.html", context, status=errors.status_of(refusal))


def _unsent(said: QueryDict, allowed: dict[str, bool]) -> list[str]:
    """What was typed into a box that went away meanwhile: its words must not go with it."""
    return [text for name, step in BOXES.items() if not allowed[step] and (text := plain(said, name).strip())]


def may(actor: Actor, referral: Referral) -> dict[str, bool]:
    """Which buttons to show: exactly the steps that the actions would take."""
    hub_id = accounts.community().hub_id
    allowed = {
        name: policies.can_move(actor, referral, to, hub_id=hub_id)
        for name, to in (
            ("send", Status.SENT), ("accept", Status.ACCEPTED), ("wait_list", Status.WAIT_LISTED),
            ("decline", Status.DECLINED), ("start", Status.IN_PROGRESS), ("pause", Status.PAUSED),
            ("complete", Status.COMPLETED), ("not_reached", Status.NOT_REACHED), ("redirect", Status.REDIRECTED),
            ("recall", Status.RECALLED), ("cancel", Status.CANCELLED), ("error", Status.ENTERED_IN_ERROR),
        )
    }  # fmt: skip
    return {
        **allowed,
        "ask": policies.can_ask(actor, referral),
        "ask_person": policies.can_ask_the_person(actor, referral),
        "answer_person": policies.can_answer_for_the_person(
            actor, referral, asked=queries.asked_of_the_person(referral) is not None
        ),
        "go_on": policies.can_say_it_goes_on(actor, referral),
        "assign": policies.can_assign(actor, referral),
        "work": policies.can_work(actor, referral),
        "reply": policies.can_reply(actor, referral) and referral.waiting_on == "source",
    }


@permissions.for_(permissions.ANSWERERS)
@require_POST
def step(request: Request, referral_id: UUID) -> HttpResponse:
    name = request.POST.get("step", "")
    try:
        moved = steps.take(name, request.POST, referral_id=referral_id, actor=request.actor, at=request.at)
    except (Invalid, Conflict) as refusal:
        return page_of(request, queries.referral(referral_id), refusal)
    done = _("Done. This request is now: {status}").format(status=words.status(moved))
    messages.success(request, _("Saved.") if name == "assign" else done)
    if name == "accept" and request.POST.get("back") != "inbox" and questions.form_of(moved.service_id):
        return redirect("inbox:ask_questions", moved.pk)
    whose = request.POST.get("whose", "")
    inbox = reverse("inbox:inbox") + (f"?{urlencode({'whose': whose})}" if whose else "")
    return redirect(inbox if request.POST.get("back") == "inbox" else moved_url(moved))


def moved_url(moved: Referral) -> str:
    return f"/requests/{moved.pk}/"


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def send_draft(request: Request, referral_id: UUID) -> HttpResponse:
    """A draft leaves once the person has agreed."""
    drafted = queries.referral(referral_id)
    agreed = sending.Agreed(
        manner=request.POST.get("manner", ""), language=request.POST.get("language", "en")[:10],
        witness=request.POST.get("witness", "")[:120],
    )  # fmt: skip
    sending.send(referral_id=referral_id, agreed=agreed, actor=request.actor, at=request.at)
    messages.success(request, _("Sent."))
    return redirect("people:person", drafted.person_id)
