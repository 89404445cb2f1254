"""The lines of a day, as its lists draw them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullcircle.caseload import snoozing
from fullcircle.caseload.kinds import SnoozeReason
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import worklists
from fullcircle.referrals.states import LABELS, LIVE, Status
from fullcircle.web import words

if TYPE_CHECKING:
    from fullcircle.caseload.models import Handoff, Snooze
    from fullcircle.people import thread
    from fullcircle.referrals.worklists import Line
    from fullcircle.web.acting import Request


def wrote(one: thread.Waits) -> dict[str, Any]:
    """A resident who wrote and waits for an answer."""
    return {
        "value": "", "who": one.person, "who_url": reverse("people:person", args=[one.person_id]), "icon": "talk",
        "title": ngettext("Wrote to you", "Wrote to you {n} times", one.messages).format(n=one.messages),
        "fact": words.moment(one.since), "chip": words.Chip("soon", "clock", _("Answer today")),
        "action": {
            "label": _("Read"), "url": reverse("people:person", args=[one.person_id]) + "#thread", "lane": "mine",
        },
    }  # fmt: skip


def row(line: Line, lane: str, request: Request, aside: Snooze | None = None) -> dict[str, Any]:
    """A need in a list; of people whom others keep (the hub's lists) it says who does, and offers none of their steps."""
    here = request.actor.organization_id
    ours = line.steward_id == here
    kept = "" if ours or not line.steward else _("Kept by {place}.").format(place=line.steward)
    said = " ".join(filter(None, (kept, fact(line))))
    return {
        "value": line.need_id if ours else "",
        "who": line.person or _("A resident"),
        "who_url": reverse("people:person", args=[line.person_id]) if line.person else "",
        "icon": domains.icon(line.domain),
        "title": line.detail or domains.label(line.domain),
        "fact": f"{said}. {until(aside)}" if aside else said,
        "chip": _chip(line, lane, request),
        "action": {**(action(line) if ours or _asks(line, here) else _see(line)), "lane": lane}
        if line.person
        else None,
    }


def until(aside: Snooze) -> str:
    """Until when it is put aside, and why."""
    said = _("Put aside until {day}: {why}").format(
        day=date_format(aside.until_on, "MONTH_DAY_FORMAT"), why=SnoozeReason(aside.reason).label
    )
    return f"{said}. {aside.note}" if aside.note else said


def aside_fields(at: datetime) -> dict[str, Any]:
    """What the fields of putting aside offer."""
    today = localtime(at).date()
    return {
        "reasons": SnoozeReason.choices,
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "furthest": (today + snoozing.LONGEST).isoformat(),
    }


def meetings(found: list[Handoff], here: UUID, at: datetime) -> list[dict[str, Any]]:
    """Introductions as either side lists them: what waits for its word, or for the day."""
    places = directory.organization_names(
        {one.target_id if one.source_id == here else one.source_id for one in found}
    )
    who = people.names_of({one.person_id for one in found})
    return [
        {
            "value": "", "icon": "people", "who": who.get(one.person_id) or _("A resident"),
            "who_url": reverse("people:person", args=[one.person_id]) if one.source_id == here else "",
            "fact": words.moment(one.meets_at), **_meeting(one, here, places, at),
            "action": {
                "label": _("Open"), "url": reverse("inbox:request", args=[one.referral_id]) + "#introduction",
                "lane": "mine",
            },
        }
        for one in found
    ]  # fmt: skip


def _meeting(one: Handoff, here: UUID, places: dict[UUID, str], at: datetime) -> dict[str, Any]:
    we_send = one.source_id == here
    place = places.get(one.target_id if we_send else one.source_id, "")
    if one.ended_at:
        title, chip = _("Introduction to {place}"), words.Chip("late", "crossc", _("Called off"))
    elif one.agreed and one.meets_at <= at:
        title, chip = _("Did the introduction to {place} happen?"), words.Chip("soon", "ask", _("Say so"))
    elif one.agreed:
        title, chip = _("Introduction to {place}"), words.Chip("good", "checkc", _("Both said yes"))
    elif one.meets_at <= at:
        title, chip = _("No yes came in time: {place}"), words.Chip("soon", "clock", _("Name another day"))
    elif one.waits_for(here):
        title, chip = _("{place} names a day to meet"), words.Chip("soon", "clock", _("Answer today"))
    else:
        title, chip = _("{place} was asked for a day to meet"), words.Chip("wait", "clock", _("No yes yet"))
    return {"title": title.format(place=place), "chip": chip}


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


def _asks(line: Line, here: UUID | None) -> bool:
    """A place asks us about somebody who was handed on since: only who sent the request can answer."""
    return line.source_id == here and line.waiting_on == "source" and line.status in LIVE


def action(line: Line) -> dict[str, str]:
    if line.waiting_on == "source" and line.status in LIVE:
        return {"label": _("Reply"), "url": reverse("inbox:request", args=[line.referral_id])}
    if worklists.needs_answer(line):
        label = _("Send to next") if line.status else _("Find help")
        return {"label": label, "url": reverse("people:match", args=[line.need_id])}
    return _see(line)


def _see(line: Line) -> dict[str, str]:
    return {
        "label": _("Open need"),
        "url": f"{reverse('people:person', args=[line.person_id])}#need-{line.need_id}",
    }
