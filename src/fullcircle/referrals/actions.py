"""What changes referrals: one function for each thing a person can do. Each locks, checks, changes, and records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import consents, links
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.links import LinkKind
from fullcircle.accounts import queries as accounts
from fullcircle.aid import actions as aid
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import queries as people
from fullcircle.referrals import policies, queries, recording, telling
from fullcircle.referrals.models import Referral, Word
from fullcircle.referrals.states import ANSWERED, FINAL, DeclineReason, Status, WaitingOn
from fullcircle.referrals.time import winding
from fullcircle.referrals.time.clocks import Clock

if TYPE_CHECKING:
    pass

# What the receiver may still see once a referral ended without help: that it was asked, and what it answered.
CLOSES_THE_CARD = FINAL - {Status.COMPLETED}


def open_for_review(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """The target has looked and is thinking. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.IN_REVIEW, actor, at, did="referral.review")


def accept(*, referral_id: UUID, actor: Actor, at: datetime, expected_on: date | None = None) -> Referral:
    """Take it on; how to reach the resident opens now, by the database's own hand. Raises Denied, WrongStatus."""

    def says_when(referral: Referral) -> None:
        referral.expected_on = expected_on

    return _step(referral_id, Status.ACCEPTED, actor, at, did="referral.accept", change=says_when)


def wait_list(*, referral_id: UUID, actor: Actor, at: datetime, expected_on: date | None = None) -> Referral:
    """Put on the wait list, with the day when a place is expected if it is known. Raises Denied, WrongStatus."""

    def waits(referral: Referral) -> None:
        referral.expected_on = expected_on

    return _step(referral_id, Status.WAIT_LISTED, actor, at, did="referral.wait-list", change=waits)


def decline(*, referral_id: UUID, reason: str, actor: Actor, at: datetime, text: str = "") -> Referral:
    """Say no, with one reason of the list. Raises Denied, WrongStatus, Invalid."""
    if reason not in list(DeclineReason):
        raise Invalid(_("Choose one reason."), field="reason")
    if reason == DeclineReason.OTHER and not text.strip():
        raise Invalid(_("Say in a few words why."), field="text")
    because = _because(reason, text)
    return _step(referral_id, Status.DECLINED, actor, at, did="referral.decline", change=because)


def not_reached(*, referral_id: UUID, actor: Actor, at: datetime, text: str = "") -> Referral:
    """The target tried and could not reach the resident. Raises Denied, WrongStatus."""
    because = _because("", text)
    return _step(referral_id, Status.NOT_REACHED, actor, at, did="referral.not-reached", change=because)


def redirect(*, referral_id: UUID, actor: Actor, at: datetime, text: str = "") -> Referral:
    """It belongs elsewhere: another try is a new referral. Raises Denied, WrongStatus."""
    return _step(
        referral_id, Status.REDIRECTED, actor, at, did="referral.redirect", change=_because("", text)
    )


def start(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """Work has begun. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.IN_PROGRESS, actor, at, did="referral.start")


def pause(*, referral_id: UUID, actor: Actor, at: datetime, text: str = "") -> Referral:
    """Work rests. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.PAUSED, actor, at, did="referral.pause", change=_because("", text))


def complete(
    *,
    referral_id: UUID,
    actor: Actor,
    at: datetime,
    what: str = "",
    quantity: int = 1,
    delivered_on: date | None = None,
) -> Referral:
    """The work is done; `what` was given, if anything was. The resident is asked. Raises Denied, WrongStatus, Invalid."""
    aid.some(quantity)

    def gives(referral: Referral) -> None:
        referral.helped = bool(what.strip())
        if referral.helped:
            aid.of_a_request(
                referral_id=referral.pk, person_id=referral.person_id, service_id=referral.service_id,
                keeper_id=referral.target_id, label=referral.label, what=what, quantity=quantity,
                on=delivered_on, by=actor.user_id, at=at,
            )  # fmt: skip

    return _step(referral_id, Status.COMPLETED, actor, at, did="referral.complete", change=gives)


def recall(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """The source takes it back before an answer. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.RECALLED, actor, at, did="referral.recall")


def cancel(*, referral_id: UUID, actor: Actor, at: datetime, text: str = "") -> Referral:
    """Resident, source or target stops it, with a reason. Raises Denied, WrongStatus, Invalid."""
    if not text.strip():
        raise Invalid(_("Say in a few words why."), field="text")
    return _step(referral_id, Status.CANCELLED, actor, at, did="referral.cancel", change=_because("", text))


def expire(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """Nobody answered in time. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.EXPIRED, actor, at, did="referral.expire")


@transaction.atomic
def say_it_goes_on(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """The target: nothing has changed, and nobody forgot. Its clock begins anew. Raises Denied, WrongStatus."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_say_it_goes_on(actor, referral)
    winding.wind(referral, at=at)
    referral.save()
    recording.of_request(actor, "referral.goes-on", referral, at)
    return referral


def enter_in_error(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """It should never have been sent; it leaves every rate. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.ENTERED_IN_ERROR, actor, at, did="referral.enter-in-error")


@transaction.atomic
def ask(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The target asks the source something first. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_ask(actor, referral)
    _said(referral, text, actor, at, waits_on=WaitingOn.SOURCE, did="referral.ask")
    return referral


@transaction.atomic
def reply(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The source answers the target's question; what was asked of the person is waited for still.
    Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_reply(actor, referral)
    waits_on = WaitingOn.RESIDENT if queries.asked_of_the_person(referral) else WaitingOn.TARGET
    if _said(referral, text, actor, at, waits_on=waits_on, did="referral.reply"):
        telling.target_is_asked(referral, name=people.person(referral.person_id).name, at=at)
    return referral


@transaction.atomic
def ask_the_person(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The target needs something from the person first: a paper, a day. They hear of it. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_ask_the_person(actor, referral)
    if referral.waiting_on != WaitingOn.SOURCE:
        new = _said(referral, text, actor, at, waits_on=WaitingOn.RESIDENT, did="referral.ask-person")
    elif new := not _just_said(referral, text, actor, at):
        _said_beside(referral, text, actor, at, did="referral.ask-person")
    if new:
        telling.resident_hears(person_id=referral.person_id, need_id=referral.need_id, at=at)
    return referral


@transaction.atomic
def answer_for_the_person(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The person did what was asked, or says why not; or who sends for them does. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    asked = queries.asked_of_the_person(referral) is not None
    if not asked and _just_said(referral, text, actor, at):
        return referral  # their first tap was heard: nothing is asked of them any more
    policies.check_can_answer_for_the_person(actor, referral, asked=asked)
    if referral.waiting_on == WaitingOn.RESIDENT:
        _said(referral, text, actor, at, waits_on=WaitingOn.TARGET, did="referral.person-answers")
    else:
        _said_beside(referral, text, actor, at, did="referral.person-answers")
    telling.target_hears_that_the_person_answered(referral, at=at)
    return referral


def _said_beside(referral: Referral, text: str, actor: Actor, at: datetime, *, did: str) -> None:
    """The target went on, or waits for the source: whom the request waits for, and how long, stays."""
    word = say(referral, text, actor, at)
    recording.of_request(actor, did, referral, at, word=str(word.pk))


def _said(
    referral: Referral, text: str, actor: Actor, at: datetime, *, waits_on: WaitingOn, did: str
) -> bool:
    """A question or an answer is written down, and the clock waits for the other side. Who asks has looked. False where
    the same words were said a moment ago: a page that was sent twice, of which nobody hears again."""
    if referral.waiting_on == waits_on and _just_said(referral, text, actor, at):
        return False
    word = say(referral, text, actor, at)
    if referral.status == Status.SENT and waits_on != WaitingOn.TARGET:
        referral.status = Status.IN_REVIEW
    referral.waiting_on = waits_on
    winding.wind(referral, at=at)
    referral.save()
    recording.of_request(actor, did, referral, at, word=str(word.pk))
    return True


def _just_said(referral: Referral, text: str, actor: Actor, at: datetime) -> bool:
    said = {"said_by": actor.organization_id or referral.person_id, "text": text.strip()[:500]}
    return queries.words_of(referral.pk).filter(**said, said_at__gt=at - SENT_TWICE).exists()


def say(referral: Referral, text: str, actor: Actor, at: datetime) -> Word:
    """One word between the parties of a request. Raises Invalid."""
    if not text.strip():
        raise Invalid(_("Type your question or answer first."), field="text")
    return Word.objects.create(
        person_id=referral.person_id, referral=referral, said_by=actor.organization_id or referral.person_id,
        keeper_id=actor.organization_id or referral.source_id, label=referral.label, text=text.strip()[:500], said_at=at,
    )  # fmt: skip


def _because(reason: str, text: str) -> Callable[[Referral], None]:
    def change(referral: Referral) -> None:
        referral.reason, referral.reason_text = reason, text.strip()[:300]

    return change


def moved(referral_id: UUID, to: Status, actor: Actor) -> Referral:
    """The locked referral, checked and put into its next status, not yet saved."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_move(actor, referral, to, hub_id=accounts.community().hub_id)
    referral.status = to
    return referral


@transaction.atomic
def _step(
    referral_id: UUID,
    to: Status,
    actor: Actor,
    at: datetime,
    *,
    did: str,
    change: Callable[[Referral], None] | None = None,
) -> Referral:
    referral = moved(referral_id, to, actor)
    referral.waiting_on = WaitingOn.NOBODY if to in FINAL else WaitingOn.TARGET
    if to in ANSWERED and not referral.answer and policies.is_target(actor, referral):
        referral.answer, referral.answered_at = to, at
    if to in FINAL:
        referral.ended_at = at
    if change:
        change(referral)
    if to != Status.IN_REVIEW:  # to look is not to answer: the clock goes on
        winding.wind(referral, at=at)
    referral.save()
    detail = {"to": to, "reason": referral.reason} if referral.reason else {"to": to}
    recording.of_request(actor, did, referral, at, **detail)
    _after(referral, to, at)
    if referral.clock == Clock.NEXT and to != Status.EXPIRED:  # silence is heard in rounds, many at once
        winding.hear_soon()  # the next place is asked once this step is kept
    return referral


def _after(referral: Referral, to: Status, at: datetime) -> None:
    """What follows from a step: who is told, which links end, which consents close."""
    # Where the next place is asked by itself, they hear of both at once.
    quiet = to in {Status.IN_REVIEW, Status.ENTERED_IN_ERROR} or referral.clock == Clock.NEXT
    if not quiet and referral.sent_at:
        telling.resident_hears(person_id=referral.person_id, need_id=referral.need_id, at=at)
    if to in FINAL:
        links.end(LinkKind.ANSWER, why=to, referral_id=referral.pk)
    if to in CLOSES_THE_CARD:
        consents.close_card(referral.pk, target_id=referral.target_id, why=to)
