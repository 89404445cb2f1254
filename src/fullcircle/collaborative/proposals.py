"""What changes proposals: written, commented, voted on, counted, carried out. The database holds the vote a second time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import policies, queries, telling, votes
from fullcircle.collaborative.models import Body, Comment, Interest, Proposal
from fullcircle.collaborative.policies import WrongPhase
from fullcircle.collaborative.recording import record
from fullcircle.collaborative.states import Phase
from fullcircle.collaborative.votes import Cast, Choice, Result, Rule, Terms

PHASE_OF = {
    Result.PASSED: Phase.PASSED, Result.FAILED: Phase.FAILED, Result.NO_QUORUM: Phase.NO_QUORUM, Result.HELD: Phase.HELD,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is proposed. `asks` is the decision in one sentence; `cents` is money that it commits."""

    title: str
    text: str
    asks: str
    cents: int | None = None
    agreement_id: UUID | None = None


@transaction.atomic
def write(*, body_id: UUID, text: Text, actor: Actor, at: datetime, proposal_id: UUID | None = None,
          repeats_id: UUID | None = None) -> Proposal:  # fmt: skip
    """Draft a proposal, or change one before its vote. Raises Denied, Invalid, NotFound, WrongPhase."""
    body = queries.body(body_id, lock=True)
    hub_id = accounts.community().hub_id
    policies.check_can_propose(actor, hub_id=hub_id, sits=queries.sits(actor, body))
    for name in ("title", "text", "asks"):
        if not getattr(text, name).strip():
            raise Invalid(_("Please fill this in."), field=name)
    values = {
        "title": text.title.strip()[:200], "text": text.text.strip(), "asks": text.asks.strip()[:300],
        "cents": text.cents, "agreement_id": text.agreement_id,
    }  # fmt: skip
    if proposal_id:
        one = queries.proposal(proposal_id, lock=True)
        policies.check_can_change(actor, one, hub_id=hub_id)
        for name, value in values.items():
            setattr(one, name, value)
        one.save()
    else:
        last = Proposal.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0
        one = Proposal.objects.create(
            body=body, number=last + 1, made_by=actor.user_id, made_at=at, repeats_id=repeats_id, rule=body.rule,
            quorum_numerator=body.quorum_numerator, quorum_denominator=body.quorum_denominator,
            lived_minimum=body.lived_minimum, **values,
        )  # fmt: skip
    record("proposal.write", one.pk, actor, at)
    return one


def propose_again(*, proposal_id: UUID, actor: Actor, at: datetime) -> Proposal:
    """A new draft in the same words, which says what it repeats. Of what was decided without passing. Raises Denied,
    NotFound, WrongPhase."""
    one = queries.proposal(proposal_id)
    policies.check_can_repeat(one)
    text = Text(title=one.title, text=one.text, asks=one.asks, cents=one.cents, agreement_id=one.agreement_id)
    return write(body_id=one.body_id, text=text, actor=actor, at=at, repeats_id=one.pk)


@transaction.atomic
def open_for_comment(*, proposal_id: UUID, until: date, actor: Actor, at: datetime) -> Proposal:
    """Ask the body what it thinks, until the end of a day. Raises Denied, Invalid, NotFound, WrongPhase."""
    one = _changing(proposal_id, actor)
    policies.check_phase(one, Phase.COMMENT)
    if until < _today(one.body, at):
        raise Invalid(_("Choose a day from today on."), field="until")
    one.phase, one.comments_until = Phase.COMMENT, until
    one.save(update_fields=["phase", "comments_until"])
    record("proposal.open-for-comment", one.pk, actor, at, until=until.isoformat())
    return one


@transaction.atomic
def comment(*, proposal_id: UUID, text: str, actor: Actor, at: datetime) -> Comment:
    """Raises Denied, Invalid, NotFound, WrongPhase."""
    one = queries.proposal(proposal_id)
    policies.check_can_comment(
        actor, one, hub_id=accounts.community().hub_id, sits=queries.sits(actor, one.body)
    )
    if one.comments_until and _today(one.body, at) > one.comments_until:
        raise WrongPhase(_("The time for comments is over."))
    if not text.strip():
        raise Invalid(_("Type your comment."), field="comment")
    made = Comment.objects.create(
        proposal=one, by_name=actor.name, user_id=actor.user_id, text=text.strip()[:1000], said_at=at
    )
    record("proposal.comment", one.pk, actor, at)
    return made


@transaction.atomic
def withdraw(*, proposal_id: UUID, actor: Actor, at: datetime) -> Proposal:
    """Before the vote. Raises Denied, NotFound, WrongPhase."""
    one = _changing(proposal_id, actor)
    policies.check_phase(one, Phase.WITHDRAWN)
    one.phase = Phase.WITHDRAWN
    one.save(update_fields=["phase"])
    record("proposal.withdraw", one.pk, actor, at)
    return one


@transaction.atomic
def open_vote(*, proposal_id: UUID, closes_on: date, secret: bool, actor: Actor, at: datetime) -> Proposal:
    """The body's terms are fixed; every filled voting seat gets a ballot, but for whom declared an interest. The vote closes
    at the end of that day in the body's time zone. Raises Denied, Invalid, NotFound, WrongPhase."""
    one = queries.proposal(proposal_id, lock=True)
    policies.check_can_keep(actor, accounts.community().hub_id)
    policies.check_phase(one, Phase.VOTING)
    body = one.body
    one.closes_on, one.closes_at = closes_on, end_of(closes_on, body.zone)
    if one.closes_at <= at:
        raise Invalid(_("Choose a day from today on."), field="closes_on")
    if not body.seats.filter(votes=True, ended_on__isnull=True, holder__isnull=False).exists():
        raise Invalid(_("No voting seat of this body is filled. Fill one first."))
    one.phase, one.secret, one.opened_at, one.rule = Phase.VOTING, secret, at, body.rule
    one.quorum_numerator, one.quorum_denominator = body.quorum_numerator, body.quorum_denominator
    one.lived_minimum = body.lived_minimum
    one.save()
    record(
        "proposal.open-vote",
        one.pk,
        actor,
        at,
        closes_at=one.closes_at.isoformat(),
        secret=secret,
        rule=one.rule,
    )
    telling.vote_opens(one, at=at)
    return one


def end_of(day: date, zone: str) -> datetime:
    """The midnight that ends a day; the first moment that is too late."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))


@transaction.atomic
def declare(*, proposal_id: UUID, seat_id: UUID, nature: str, actor: Actor, at: datetime) -> Interest:
    """Declare a conflict of interest: the seat steps out. By who holds it, or by the backbone for them.
    Raises Denied, Invalid, NotFound, Conflict."""
    one, seat = queries.proposal(proposal_id, lock=True), queries.seat(seat_id)
    if not queries.holds(actor, seat):
        policies.check_can_keep(actor, accounts.community().hub_id)
    if seat.body_id != one.body_id:
        raise Invalid(_("This seat belongs to another body."), field="seat")
    if not nature.strip():
        raise Invalid(_("Say what the conflict is, in a few words."), field="nature")
    if Interest.objects.filter(proposal=one, seat=seat).exists():
        raise Conflict(_("This is declared already."))
    try:
        with transaction.atomic():
            made = Interest.objects.create(
                proposal=one, seat=seat, holder=seat.holder, nature=nature.strip()[:300], declared_by=actor.user_id,
                declared_at=at,
            )  # fmt: skip
    except DatabaseError as error:
        raise _in_words(error) from None
    record("proposal.declare", one.pk, actor, at, seat=str(seat.pk))
    return made


@transaction.atomic
def vote(*, proposal_id: UUID, seat_id: UUID, choice: str, actor: Actor, at: datetime) -> None:
    """Cast the ballot of one seat. Open votes may be changed until they close. Raises Denied, Invalid, NotFound, WrongPhase."""
    one = queries.proposal(proposal_id)
    if choice not in list(Choice):
        raise Invalid(_("Choose yes, no or abstain."), field="choice")
    ballot = queries.ballot(one, seat_id)
    policies.check_can_vote(
        actor, one, ballot, hub_id=accounts.community().hub_id, mine=queries.may_cast(actor, ballot),
        recused=queries.is_recused(actor, one), at=at,
    )  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select collaborative_cast(%s, %s, %s)", [one.pk, seat_id, choice])
    except DatabaseError as error:
        raise _in_words(error) from None
    detail = {} if one.secret else {"choice": choice}
    record("proposal.vote", one.pk, actor, at, seat=str(seat_id), **detail)


def _in_words(error: DatabaseError) -> Exception:
    """The database's refusal as ours; anything else stays what it is."""
    if "recused" in str(error):
        return Denied(_("Who declared a conflict of interest does not vote."))
    if "has voted" in str(error):
        return Conflict(_("This seat has voted: it cannot step out any more."))
    if "not open" in str(error) or "is over" in str(error):
        return WrongPhase(_("This vote is closed."))
    return error


@transaction.atomic
def count(*, proposal_id: UUID, actor: Actor, at: datetime) -> Proposal:
    """Close the vote and write down the result, once time is over or every seat has voted. Raises NotFound, WrongPhase."""
    one = queries.proposal(proposal_id, lock=True)
    found = queries.counted(one)
    if one.phase != Phase.VOTING or found is None:
        raise WrongPhase(_("This vote is still open."))
    outcome = votes.count(found, terms_of(one))
    one.phase, one.decided_at = PHASE_OF[outcome.result], at
    one.seats, one.recused, one.lived = found.seats, found.recused, found.lived
    one.yes, one.no, one.abstain = found.yes, found.no, found.abstain
    one.save()
    record("proposal.count", one.pk, actor, at, result=outcome.result)
    telling.decided(one, at=at)
    return one


@transaction.atomic
def carry_out(*, proposal_id: UUID, actor: Actor, at: datetime) -> Proposal:
    """What passed is done. Raises Denied, NotFound, WrongPhase."""
    policies.check_can_keep(actor, accounts.community().hub_id)
    one = queries.proposal(proposal_id, lock=True)
    policies.check_phase(one, Phase.DONE)
    one.phase = Phase.DONE
    one.save(update_fields=["phase"])
    record("proposal.carry-out", one.pk, actor, at)
    return one


def terms_of(one: Proposal) -> Terms:
    return Terms(Rule(one.rule), (one.quorum_numerator, one.quorum_denominator), one.lived_minimum)


def cast_of(one: Proposal) -> Cast:
    """The count that was written down. Only of what is decided."""
    return Cast(one.seats or 0, one.recused or 0, one.yes or 0, one.no or 0, one.abstain or 0, one.lived or 0)


def _changing(proposal_id: UUID, actor: Actor) -> Proposal:
    one = queries.proposal(proposal_id, lock=True)
    policies.check_can_change(actor, one, hub_id=accounts.community().hub_id)
    return one


def _today(body: Body, at: datetime) -> date:
    return at.astimezone(ZoneInfo(body.zone)).date()
