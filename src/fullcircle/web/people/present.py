"""Turning needs, attempts and events into the parts that the pages draw."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fullcircle.directory import domains
from fullcircle.referrals.queries import Happened
from fullcircle.referrals.states import LIVE, OUTCOME_LABELS, Outcome, Status
from fullcircle.web import words
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.referrals.models import Need, Referral


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
        "attempts": [words.attempt(attempt, targets.get(attempt.target_id, "")) for attempt in attempts],
        "actions": _actions(need, last) if may_send else [],
    }


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
        "thread.write": _("Wrote a message"),
        "thread.settle": _("Said that a message needs no answer"),
        "thread.allow-words": _("Texts may hold the words of messages")
        if event.detail.get("allow") else _("Texts only say that there is a message"),
        "person.stop-texts": _("Said STOP to texts"),
        "need.heard": _("Told the person how things stand"),
        "assessment.finish": _("Answered a screening"),
        "assessment.stop": _("Ended a screening early"),
        "referral.draft": _("Prepared a request to {place}").format(place=place),
        "referral.send": _("Sent to {place}").format(place=place),
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
        "referral.reply": _("Answered the question of {place}").format(place=place),
    }  # fmt: skip
    return str(known.get(event.did, event.did))


def age(born_on: Any, at: datetime) -> int | None:
    if born_on is None:
        return None
    today = localtime(at).date()
    return int(today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day)))
