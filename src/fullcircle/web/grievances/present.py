"""How complaints are put into words, chips and steps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.grievances import filing, queries
from fullcircle.grievances.states import LABELS, MANNERS, OPEN, TOPICS, Manner, State
from fullcircle.web import words
from fullcircle.web.acting import Request

if TYPE_CHECKING:
    from fullcircle.grievances.models import Grievance, Step
    from fullcircle.grievances.queries import Followed

CHIPS = {
    State.FILED: ("wait", "clock"),
    State.ACKNOWLEDGED: ("wait", "clock"),
    State.LOOKED_INTO: ("wait", "eye"),
    State.ANSWERED: ("act", "text"),
    State.ACCEPTED: ("good", "checkc"),
    State.APPEALED: ("soon", "flag"),
    State.CLOSED: ("plain", "check"),
}
DONE = {
    "note": gettext_lazy("Note"),
    "hand-on": gettext_lazy("Handed on"),
}


def day(at: datetime | None) -> str:
    return date_format(localtime(at), "DATE_FORMAT") if at else ""


def chip(state: str) -> dict[str, Any]:
    kind, icon = CHIPS[State(state)]
    return {"kind": kind, "icon": icon, "text": LABELS[State(state)]}


def heading(one: Followed) -> str:
    """What is true now, as the page's heading."""
    return {
        State.FILED: _("We have your complaint"),
        State.ACKNOWLEDGED: _("Somebody is on it"),
        State.LOOKED_INTO: _("It is being looked into"),
        State.ANSWERED: _("There is an answer"),
        State.ACCEPTED: _("You accepted the answer"),
        State.APPEALED: _("Another reviewer looks at it"),
        State.CLOSED: _("This complaint is answered for good")
        if one.final
        else _("This complaint is closed"),
    }[one.state]


def steps(one: Followed) -> list[dict[str, str]]:
    """From filing to the end, each with its day."""
    rows: list[tuple[str, datetime | None, datetime | None]] = [
        (_("Filed"), one.filed_at, None),
        (_("Somebody says that they have it"), one.acknowledged_at, one.acknowledge_by),
        (_("The answer"), one.answered_at, one.answer_by if not one.appealed_at else None),
    ]
    if one.appealed_at:
        rows += [
            (_("You appealed"), one.appealed_at, None),
            (_("The final answer"), one.closed_at, one.answer_by),
        ]
    drawn, now_given = [], False
    for title, done_at, due in rows:
        state = "done" if done_at else "next" if now_given else "now"
        now_given = now_given or not done_at
        text = day(done_at) if done_at else _("by {day}").format(day=day(due)) if due else ""
        drawn.append({"state": state, "title": title, "text": text})
    return drawn


def line(one: Grievance, at: datetime) -> dict[str, Any]:
    """A row of the reviewer's list."""
    waits = State(one.state) in OPEN
    return {
        "it": one, "topic": TOPICS[one.topic], "chip": chip(one.state), "filed": day(one.filed_at),
        "due": due(one, at) if waits else None, "manner": MANNERS[Manner(one.manner)],
    }  # fmt: skip


def due(one: Grievance, at: datetime) -> dict[str, Any]:
    """What is due next and on which day; weeks lie ahead, so that a weekday would not say it."""
    first = one.state == State.FILED
    by = one.acknowledge_by if first else one.answer_by
    if by < at or localtime(by).date() == localtime(at).date():
        chip = words.due(by, at)
        return {"kind": chip.kind, "icon": chip.icon, "text": chip.text}
    text = _("First word by {day}") if first else _("Answer by {day}")
    return {"kind": "ok", "icon": "clock", "text": text.format(day=words.day(by))}


def history(one: Grievance, steps: list[Step], names: dict[Any, str]) -> list[dict[str, Any]]:
    """What this organization did, newest first; notes in quotes."""
    drawn = [
        {
            "kind": "mine", "at": each.at, "when": words.moment(each.at), "who": names.get(each.user_id, ""),
            "text": DONE.get(each.did) or LABELS[State(each.did)], "quote": each.note,
        }
        for each in steps
    ]  # fmt: skip
    filed = {
        "kind": "voice",
        "at": one.filed_at,
        "when": words.moment(one.filed_at),
        "text": _("Filed: {how}").format(how=MANNERS[Manner(one.manner)]),
    }
    return [*drawn, filed]


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def filed_page(request: Request, filed: filing.Filed, *, in_danger: bool, frame: str) -> HttpResponse:
    """The same for whoever files and for staff who write it down."""
    found = queries.follow(filed.code)
    context = {
        "follow_url": f"{settings.SITE_URL}{reverse('grievances:follow')}",
        "filed": filed, "in_danger": in_danger, "frame": frame, "reviewer": found.reviewer,
        "acknowledge": day(found.acknowledge_by), "answer": day(found.answer_by),
    }  # fmt: skip
    return render(request, "grievances/filed.html", context)
