"""What changes referrals: one function for each thing a person can do. Each locks, checks, changes, and records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events, grants, links
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import SHARE, Clause, DataClass
from fullcircle.access.links import LinkKind
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import cards, clocks, policies, queries, telling
from fullcircle.referrals.models import Consent, Delivered, Need, Referral, Word
from fullcircle.referrals.states import ANSWERED, FINAL, DeclineReason, Status, WaitingOn

REFERRAL_BOTH = (str(DataClass.REFERRAL), f"{DataClass.REFERRAL}:write")
# What the receiver may still see once a referral ended without help: that it was asked, and what it answered.
CLOSES_THE_CARD = FINAL - {Status.COMPLETED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """How the resident agreed to this sharing."""

    manner: str
    language: str
    witness: str = ""


@transaction.atomic
def draft(
    *,
    need_id: UUID,
    service_id: UUID,
    fields: list[str],
    actor: Actor,
    at: datetime,
    note: str = "",
    urgent: bool = False,
) -> Referral:
    """Prepare one attempt: this need, this service, these lines on the card. Raises Denied, NotFound, Invalid."""
    need = queries.need(need_id, lock=True)
    person = people.person(need.person_id)
    policies.check_can_send(actor, need, steward_id=person.steward_id)
    service = directory.service(service_id)
    if unknown := set(fields) - set(cards.FIELDS) | set(fields) & set(cards.NEVER):
        raise Invalid(
            _("This cannot stand on a card: {names}.").format(names=", ".join(sorted(unknown))),
            field="fields",
        )
    contact = people.contact_of(person.id)
    referral = Referral.objects.create(
        person=person, need=need, service_id=service.id, target_id=service.organization_id,
        source_id=actor.organization_id or person.steward_id, sent_by=actor.user_id, urgent=urgent or need.urgent,
        note=note.strip(), card=[name for name in cards.FIELDS if name in {*fields, *cards.ALWAYS}],
        reach_by=cards.reach_by(contact) if "reach" in fields else "helper", made_at=at, waiting_on=WaitingOn.SOURCE,
    )  # fmt: skip
    _record(actor, "referral.draft", referral, at)
    return referral


@transaction.atomic
def send(*, referral_id: UUID, agreed: Agreed, actor: Actor, at: datetime) -> Referral:
    """Send a draft: consent is recorded, grants open the card, the target is asked, the resident hears.

    Raises Denied, WrongStatus, Invalid."""
    referral = _moved(referral_id, Status.SENT, actor)
    if agreed.manner not in Consent.Manner.values:
        raise Invalid(_("Say how the person agreed to this card."), field="manner")
    referral.sent_at = at
    referral.answer_by = clocks.answer_by(at, urgent=referral.urgent, zone=settings.TIME_ZONE)
    referral.waiting_on = WaitingOn.TARGET
    referral.save()
    Consent.objects.create(
        person_id=referral.person_id, referral=referral, manner=agreed.manner, language=agreed.language,
        witness=agreed.witness, given_at=at, recorded_by=actor.user_id,
    )  # fmt: skip
    _open_grants(referral, at)
    need = _reopened(referral.need_id)
    _record(actor, "referral.send", referral, at, service=str(referral.service_id), card=referral.card)
    telling.target_is_asked(referral, name=people.person(referral.person_id).name, at=at)
    telling.resident_hears(person_id=need.person_id, need_id=need.pk, at=at)
    return referral


def _open_grants(referral: Referral, at: datetime) -> None:
    """The receiver sees the referral, the card's lines at once, and how to reach the resident when it says yes."""
    on_need: dict[str, Any] = {
        "person_id": referral.person_id,
        "need_id": referral.need_id,
        "referral_id": referral.pk,
    }
    target = referral.target_id
    grants.give(grantee_id=target, classes=REFERRAL_BOTH, clause=Clause.RECEIVED, starts_at=at, **on_need)
    at_once = cards.classes(referral.card, on_acceptance=False)
    grants.give(grantee_id=target, classes=at_once, clause=Clause.RECEIVED_CARD, starts_at=at, **on_need)
    if later := cards.classes(referral.card, on_acceptance=True):
        grants.give(grantee_id=target, classes=later, clause=Clause.ACCEPTED, starts_at=None, **on_need)
    sent = (*REFERRAL_BOTH, str(DataClass.NEED), str(DataClass.IDENTITY), SHARE)
    grants.give(grantee_id=referral.source_id, classes=sent, clause=Clause.SENT, starts_at=at, **on_need)
    hub_id = accounts.community().hub_id
    if hub_id != referral.source_id:
        looks_after = (*REFERRAL_BOTH, str(DataClass.NEED), str(DataClass.IDENTITY), SHARE)
        grants.give(grantee_id=hub_id, classes=looks_after, clause=Clause.HUB, starts_at=at, **on_need)


def _reopened(need_id: UUID) -> Need:
    """A new attempt opens the need again, whatever was said of the one before."""
    need = queries.need(need_id, lock=True)
    need.outcome, need.outcome_at, need.reply, need.replied_at, need.asked_at = "", None, "", None, None
    need.save(update_fields=["outcome", "outcome_at", "reply", "replied_at", "asked_at"])
    return need


def open_for_review(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """The target has looked and is thinking. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.IN_REVIEW, actor, at, did="referral.review")


def accept(*, referral_id: UUID, actor: Actor, at: datetime, expected_on: date | None = None) -> Referral:
    """Take it on; how to reach the resident opens now. Raises Denied, WrongStatus."""

    def opens(referral: Referral) -> None:
        referral.expected_on = expected_on
        grants.open_prepared(referral_id=referral.pk)

    return _step(referral_id, Status.ACCEPTED, actor, at, did="referral.accept", change=opens)


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

    def opens(referral: Referral) -> None:
        grants.open_prepared(referral_id=referral.pk)

    return _step(referral_id, Status.IN_PROGRESS, actor, at, did="referral.start", change=opens)


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
    if quantity < 1 or quantity > 10_000:
        raise Invalid(_("Type how many were given, from 1 on."), field="quantity")

    def gives(referral: Referral) -> None:
        referral.helped = bool(what.strip())
        if referral.helped:
            Delivered.objects.create(
                person_id=referral.person_id, referral=referral, what=what.strip()[:120], quantity=quantity,
                delivered_on=delivered_on or at.date(), recorded_at=at,
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


def enter_in_error(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """It should never have been sent; it leaves every rate. Raises Denied, WrongStatus."""
    return _step(referral_id, Status.ENTERED_IN_ERROR, actor, at, did="referral.enter-in-error")


@transaction.atomic
def ask(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The target asks the source something first. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_ask(actor, referral)
    _say(referral, text, actor, at)
    referral.status, referral.waiting_on = Status.IN_REVIEW, WaitingOn.SOURCE
    referral.save(update_fields=["status", "waiting_on"])
    _record(actor, "referral.ask", referral, at)
    return referral


@transaction.atomic
def reply(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The source answers the target's question. Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_reply(actor, referral)
    _say(referral, text, actor, at)
    referral.waiting_on = WaitingOn.TARGET
    referral.save(update_fields=["waiting_on"])
    _record(actor, "referral.reply", referral, at)
    telling.target_is_asked(referral, name=people.person(referral.person_id).name, at=at)
    return referral


def _say(referral: Referral, text: str, actor: Actor, at: datetime) -> None:
    if not text.strip():
        raise Invalid(_("Type your question or answer first."), field="text")
    said_by = actor.organization_id or referral.person_id
    Word.objects.create(
        person_id=referral.person_id, referral=referral, said_by=said_by, text=text.strip()[:500], said_at=at
    )


def _because(reason: str, text: str) -> Callable[[Referral], None]:
    def change(referral: Referral) -> None:
        referral.reason, referral.reason_text = reason, text.strip()[:300]

    return change


def _moved(referral_id: UUID, to: Status, actor: Actor) -> Referral:
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
    referral = _moved(referral_id, to, actor)
    referral.waiting_on = WaitingOn.NOBODY if to in FINAL else WaitingOn.TARGET
    if to in ANSWERED and not referral.answer:
        referral.answer, referral.answered_at = to, at
    if to in FINAL:
        referral.ended_at = at
    if change:
        change(referral)
    referral.save()
    detail = {"to": to, "reason": referral.reason} if referral.reason else {"to": to}
    _record(actor, did, referral, at, **detail)
    _after(referral, to, at)
    return referral


def _after(referral: Referral, to: Status, at: datetime) -> None:
    """What follows from a step: who is told, which links end, which grants close."""
    if to == Status.COMPLETED:
        telling.ask_the_resident(referral, at=at)
    elif to not in {Status.IN_REVIEW, Status.ENTERED_IN_ERROR} and referral.sent_at:
        telling.resident_hears(person_id=referral.person_id, need_id=referral.need_id, at=at)
    if to in FINAL:
        links.end(LinkKind.ANSWER, why=to, referral_id=referral.pk)
    if to in CLOSES_THE_CARD:
        closing = (Clause.RECEIVED_CARD, Clause.ACCEPTED)
        grants.end(
            person_id=referral.person_id,
            grantee_id=referral.target_id,
            referral_id=referral.pk,
            clauses=closing,
        )


def _record(actor: Actor, did: str, referral: Referral, at: datetime, **detail: object) -> None:
    about = Subject(
        DataClass.REFERRAL, person_id=referral.person_id, need_id=referral.need_id, referral_id=referral.pk,
        record_id=referral.pk, detail=dict(detail),
    )  # fmt: skip
    events.record(actor=actor, did=did, about=about, at=at)
