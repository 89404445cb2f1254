"""Turning needs, attempts and events into the parts that the pages draw."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.referrals import choices, clocks
from fullcircle.referrals.queries import Happened
from fullcircle.referrals.states import LIVE, OUTCOME_LABELS, Outcome, Status
from fullcircle.web import words
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.referrals.models import Choice, Need, Referral


WORKED_ON = {Status.ACCEPTED, Status.IN_PROGRESS, Status.PAUSED, Status.WAIT_LISTED}


def need_card(need: Need, targets: dict[UUID, str], at: datetime, *, may_send: bool) -> dict[str, Any]:
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
        "attempts": ladder(need, targets),
        "actions": _actions(need, last) if may_send else [],
        "stop_next": reverse("people:stop_next", args=[need.pk]) if may_send and _pending(need) else "",
    }


def ladder(need: Need, targets: dict[UUID, str]) -> list[dict[str, Any]]:
    """One timeline of a need: who was asked, who was passed over and why, who is asked next."""
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
    rungs.sort(key=itemgetter(0))
    coming = [
        {
            "name": places.get(one.service_id, ""),
            "detail": _("Asked next, if the ones before cannot"),
            "when": "",
        }
        for one in _pending(need)
    ]
    return [rung for _at, rung in rungs] + coming


def _pending(need: Need) -> list[Choice]:
    return [one for one in need.choices.all() if one.ended_at is None]


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
        "text": sentence(event),
    }


def sentence(event: Happened) -> str:
    place = event.organization
    reason = words.reason(event.detail.get("reason", "")) if event.detail.get("reason") else ""
    known = {
        "person.add": _("Added to the record"),
        "person.correct": _("Corrected the record"),
        "person.hand-over": _("Handed the record to another organization"),
        "person.take-on": _("Became the navigator"),
        "person.add-proxy": _("Wrote down who acts for the person"),
        "consent.agree": _("Wrote down what the person said about who may see their information"),
        "consent.decline": _("Asked for permissions: the person said yes to none"),
        "consent.withdraw": _("Stopped a permission"),
        "consent.renew": _("Kept a permission for another year"),
        "consent.remind": _("Told the person that a permission ends soon") if event.detail.get("told")
        else _("A permission ends soon, and no way to tell the person is safe: call them"),
        "question.ask": _("Asked something about the record"),
        "question.answer": _("Answered a question about the record"),
        "question.decline": _("Declined a question about the record, with the reason"),
        "emergency.open": _("Opened name and number in an emergency"),
        "emergency.end": _("Closed what was opened in an emergency"),
        "emergency.review": _("Reviewed what was opened in an emergency"),
        "need.add": _("Need written down: {domain}").format(domain=domains.label(event.detail.get("domain", ""))),
        "need.confirm": {
            "yes": _("Said: yes, I got it"), "some": _("Said: I got some of it"), "no": _("Said: no, I did not get it"),
        }.get(event.detail.get("reply", ""), ""),
        "need.settle": _("Need ended: {outcome}").format(
            outcome=OUTCOME_LABELS.get(event.detail.get("outcome", ""), "")
        ),
        "need.leave-unconfirmed": _("No reply in a week: met, unconfirmed"),
        "need.heard": _("Told the person how things stand"),
        "aid.give": _("Help given"),
        "aid.undo": _("Help taken back that was written down by mistake"),
        "aid.ask-others": _("Asked whether other places gave the same help lately"),
        "assessment.finish": _("Answered a screening"),
        "assessment.stop": _("Ended a screening early"),
        "referral.draft": _("Prepared a request to {place}").format(place=place),
        "referral.send": _("Sent to {place}").format(place=place),
        "referral.ask-in-turn": _("{place} was asked, now that its week has room").format(place=place),
        "referral.goes-on": _("{place} says that they are still at it").format(place=place),
        "referral.clock": _("Time passed: {what}").format(what=clocks.LABELS.get(event.detail.get("clock", ""), "")),
        "need.name-next": _("Named who is asked next"),
        "need.stop-next": _("Said that nobody else is asked by itself"),
        "need.go-on": _("Passed over: {why}").format(why=choices.ENDED.get(event.detail["why"], ""))
        if event.detail.get("why") else _("Asked the next place that the person named"),
        "need.nobody-next": _("Nobody of those named could be asked"),
        "need.told-by-clock": _("Told the person that we go on asking") if event.detail.get("told")
        else _("Nobody told the person anything, and no way is safe: call them"),
        "referral.review": _("{place} is looking at it").format(place=place),
        "referral.accept": _("{place} said yes").format(place=place),
        "referral.wait-list": _("{place} put it on the wait list").format(place=place),
        "referral.decline": _("{place} cannot help: {reason}").format(place=place, reason=reason),
        "referral.not-reached": _("{place} could not reach the person").format(place=place),
        "referral.redirect": _("Sent on from {place}").format(place=place),
        "referral.start": _("{place} started").format(place=place),
        "referral.pause": _("{place} paused").format(place=place),
        "referral.complete": _("{place} says it is done").format(place=place),
        "referral.recall": _("Taken back from {place}").format(place=place),
        "referral.cancel": _("Request to {place} cancelled").format(place=place),
        "referral.expire": _("{place} did not answer in time").format(place=place),
        "referral.enter-in-error": _("Request to {place} was entered in error").format(place=place),
        "referral.ask": _("{place} asked a question").format(place=place),
        "referral.ask-person": _("{place} needs something from the person").format(place=place),
        "referral.person-answers": _("Answered what {place} asked of the person").format(place=place),
        "referral.call": _("The hub called {place}").format(place=place),
        "referral.take-at-desk": _("Somebody at the hub sees to it"),
        "referral.reply": _("Answered the question of {place}").format(place=place),
    }  # fmt: skip
    return str(known.get(event.did, event.did))


def age(born_on: Any, at: datetime) -> int | None:
    if born_on is None:
        return None
    today = localtime(at).date()
    return int(today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day)))
