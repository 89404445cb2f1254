"""Turning needs, attempts and events into the parts that the pages draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fullcircle.caseload import handoffs, snoozing
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.referrals import choices
from fullcircle.referrals.queries import Happened
from fullcircle.referrals.states import LIVE, OPEN_OUTCOMES, OUTCOME_LABELS, Outcome, Status
from fullcircle.web import words
from fullcircle.web.caseload import introductions
from fullcircle.web.people import sentences
from fullcircle.web.today.present import until
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.caseload.models import Handoff, Snooze
    from fullcircle.referrals.models import Need, Referral


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the needs of a page: put aside, introductions by request, and the places by name."""

    aside: dict[UUID, Snooze]
    meetings: dict[UUID, list[Handoff]]
    places: dict[UUID, str]


def around(needs: list[Need], at: datetime) -> Around:
    found = handoffs.of_requests([attempt for need in needs for attempt in need.referrals.all()])
    places = {place for many in found.values() for one in many for place in (one.source_id, one.target_id)}
    return Around(
        snoozing.running({need.pk for need in needs}, at=at), found, directory.organization_names(places)
    )


WORKED_ON = {Status.ACCEPTED, Status.IN_PROGRESS, Status.PAUSED, Status.WAIT_LISTED}


def need_card(
    need: Need, targets: dict[UUID, str], at: datetime, *, may_send: bool, around: Around
) -> dict[str, Any]:
    """A need with its ring, what is true now, the ladder of attempts, and what can be done next."""
    attempts = list(need.referrals.all())
    last = attempts[-1] if attempts else None
    return {
        "id": need.pk,
        "ring": ring(need, last),
        "icon": domains.icon(need.domain),
        "title": f"{domains.label(need.domain)}: {need.detail}"
        if need.detail
        else domains.label(need.domain),
        "state": state(need, last),
        "voice": voice(need),
        "chip": chip(need, last, at),
        "attempts": ladder(need, targets, around),
        "aside": until(around.aside[need.pk]) if need.pk in around.aside else "",
        "may_wait": not need.label and need.outcome in OPEN_OUTCOMES,
        "actions": _actions(need, last) if may_send else [],
        "stop_next": reverse("people:stop_next", args=[need.pk]) if may_send and choices.named(need) else "",
    }


def ladder(need: Need, targets: dict[UUID, str], around: Around) -> list[dict[str, Any]]:
    """One timeline of a need: who was asked, who was passed over and why, introductions, who is asked next."""
    rungs = [
        (attempt.made_at, words.attempt(attempt, targets.get(attempt.target_id, "")))
        for attempt in need.referrals.all()
    ]
    passed = [one for one in need.choices.all() if one.ended_at and not one.referral_id]
    places = directory.places_of_services({one.service_id for one in need.choices.all()})
    rungs += [
        (
            one.ended_at,
            {
                "name": places.get(one.service_id, ""),
                "detail": choices.ENDED[one.ended_why],
                "when": words.day(one.ended_at),
            },
        )
        for one in passed
        if one.ended_at
    ]
    for attempt in need.referrals.all():
        rungs += introductions.rungs(around.meetings.get(attempt.pk, []), around.places)
    rungs.sort(key=itemgetter(0))
    coming = [
        {
            "name": places.get(one.service_id, ""),
            "detail": _("Asked next, if the ones before cannot"),
            "when": "",
        }
        for one in choices.named(need)
    ]
    return [rung for _at, rung in rungs] + coming


def ring(need: Need, last: Referral | None) -> int:
    """Sent, answered, worked on, resident said yes. It closes only on the resident's word."""
    if need.outcome == Outcome.MET:
        return 4
    if last is None or last.sent_at is None:
        return 0
    if last.status == Status.COMPLETED or last.status == Status.IN_PROGRESS:
        return 3
    return 2 if last.answer else 1


def state(need: Need, last: Referral | None) -> str:
    if need.outcome:
        return str(OUTCOME_LABELS[Outcome(need.outcome)])
    if not need.wants_help:
        return _("They do not want help with this now")
    if last is None:
        return _("Nobody is asked yet")
    return words.status(last)


def voice(need: Need) -> str:
    said = {
        "yes": _("They said: yes, I got it"),
        "some": _("They said: some of it"),
        "no": _("They said: no"),
    }
    return said.get(need.reply, "")


def chip(need: Need, last: Referral | None, at: datetime) -> Chip | None:
    if need.outcome == Outcome.MET:
        return Chip("good", "checkc", _("Met, confirmed"))
    if last is not None and last.held:
        return Chip("wait", "clock", _("Reaches them on {day}").format(day=words.day(last.asks_at or at)))
    if last is not None and last.status in {Status.SENT, Status.IN_REVIEW} and last.answer_by:
        if last.waiting_on == "source":
            return Chip("soon", "ask", _("They ask you something"))
        return words.due(last.answer_by, at)
    if need.asked_at and not need.replied_at:
        text = _("No safe way to ask") if need.could_not_ask else _("Asked: did you get it?")
        return Chip("wait", "person", text)
    if last is not None and last.status == Status.WAIT_LISTED:
        return Chip("wait", "wait", _("On a wait list"))
    return None


def _actions(need: Need, last: Referral | None) -> list[dict[str, str]]:
    find = {"label": _("Find help"), "url": reverse("people:match", args=[need.pk])}
    if last is None or last.status == Status.DRAFT:
        drafted = (
            [{"label": _("Finish sending"), "url": reverse("inbox:request", args=[last.pk])}] if last else []
        )
        return [*drafted, find]
    see = {"label": _("Open the request"), "url": reverse("inbox:request", args=[last.pk])}
    if last.status in LIVE:
        return [see, {"label": _("Try one more place"), "url": find["url"]}]
    if last.status == Status.COMPLETED and need.reply not in {"some", "no"}:
        return [see]
    return [{"label": _("Send to the next best"), "url": find["url"]}, see]


def happened(event: Happened) -> dict[str, Any]:
    """One line of a timeline in words."""
    who = "" if event.voice or event.mine else event.who
    return {
        "kind": "voice" if event.voice else "mine" if event.mine else "other",
        "at": event.at,
        "when": words.moment(event.at),
        "who": who,
        "text": sentences.sentence(event),
    }


def age(born_on: Any, at: datetime) -> int | None:
    if born_on is None:
        return None
    today = localtime(at).date()
    return int(today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day)))
