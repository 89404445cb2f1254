"""Introductions in person ("warm handoffs"): both sides say yes to a day, and somebody says whether it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.caseload import policies
from fullcircle.caseload.kinds import Means
from fullcircle.caseload.models import Handoff
from fullcircle.infra.time import SENT_TWICE
from fullcircle.referrals import needs, queries, recording, telling
from fullcircle.referrals.models import Referral
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import LIVE, Party

FURTHEST = timedelta(days=90)
HAPPENED, MISSED, CALLED_OFF = "happened", "missed", "called-off"
HOW = (HAPPENED, MISSED, CALLED_OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """When, how, where, and who comes from the side that says it."""

    meets_at: datetime
    means: str = Means.CALL
    place: str = ""
    who: str = ""


@transaction.atomic
def propose(*, referral_id: UUID, proposal: Proposal, actor: Actor, at: datetime) -> tuple[Handoff, bool]:
    """Name a day, or another one: the other side says yes anew. (what was proposed, does the other side hear of it by
    mail; an own organization reads it on its list.) Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_introduce(actor, referral)
    if proposal.means not in Means.values:
        raise Invalid(_("Say how you meet."), field="means")
    if not at < proposal.meets_at <= at + FURTHEST:
        raise Invalid(_("Choose a time from now on, within 90 days."), field="meets_at")
    sides = policies.sides(actor, referral)
    before = open_of(referral_id, lock=True)
    if before is not None and _just_said(before, proposal, sides, at):
        return before, Party.TARGET in sides or telling.target_has_an_address(referral)
    handoff = before or Handoff(
        person_id=referral.person_id, referral=referral, source_id=referral.source_id, target_id=referral.target_id, made_at=at
    )  # fmt: skip
    was_agreed = handoff.agreed
    handoff.meets_at, handoff.means = proposal.meets_at, proposal.means
    handoff.place = " ".join(proposal.place.split())[:120]
    handoff.source_said_at = handoff.target_said_at = None
    _says_yes(handoff, sides, proposal.who, at)
    handoff.save()
    recording.of_request(
        actor, "referral.introduce", referral, at, meets_at=handoff.meets_at.isoformat(), means=handoff.means
    )
    if was_agreed or handoff.agreed:
        telling.resident_hears(person_id=referral.person_id, need_id=referral.need_id, at=at)
    return handoff, _the_other_hears(handoff, sides, at)


@transaction.atomic
def agree(*, handoff_id: UUID, meets_at: datetime, actor: Actor, at: datetime, who: str = "") -> Handoff:
    """The other side says yes to the day that it was shown; once both did, the person hears of it. Raises Denied,
    WrongStatus, NotFound."""
    handoff = _locked(handoff_id)
    policies.check_can_introduce(actor, handoff.referral)
    policies.check_can_end(actor, handoff)
    if handoff.meets_at != meets_at:
        raise WrongStatus(_("Another time was named meanwhile. Look at it first."))
    if handoff.meets_at <= at:
        raise WrongStatus(_("This time has passed. Name another one."))
    before = handoff.agreed
    _says_yes(handoff, policies.sides(actor, handoff.referral), who, at)
    handoff.save()
    recording.of_request(actor, "referral.introduction-agreed", handoff.referral, at)
    if handoff.agreed and not before:
        telling.resident_hears(person_id=handoff.person_id, need_id=handoff.referral.need_id, at=at)
    return handoff


@transaction.atomic
def end(*, handoff_id: UUID, how: str, actor: Actor, at: datetime) -> Handoff:
    """It happened, somebody did not come, or it is called off. Raises Denied, WrongStatus, Invalid, NotFound."""
    handoff = _locked(handoff_id)
    policies.check_can_end(actor, handoff)
    if how not in HOW:
        raise Invalid(_("Say what became of it."), field="how")
    if how != CALLED_OFF and not (handoff.agreed and handoff.meets_at <= at):
        raise WrongStatus(_("It cannot have happened yet: both sides say yes, then the time comes."))
    handoff.ended_at, handoff.ended_how = at, how
    handoff.save(update_fields=["ended_at", "ended_how"])
    referral, sides = handoff.referral, policies.sides(actor, handoff.referral)
    recording.of_request(actor, "referral.introduction-ended", referral, at, how=how)
    if how == HAPPENED and Party.SOURCE in sides:
        needs.heard(need_id=referral.need_id, how="introduction", actor=actor, at=at)
    elif how == CALLED_OFF and handoff.agreed:
        telling.resident_hears(person_id=handoff.person_id, need_id=referral.need_id, at=at)
    if how == CALLED_OFF:
        _the_other_hears(handoff, sides, at)
    return handoff


def _just_said(before: Handoff, proposal: Proposal, sides: frozenset[Party], at: datetime) -> bool:
    """The same was proposed by this side a moment ago: a page that was sent twice."""
    said_at, who = (
        (before.target_said_at, before.target_who)
        if Party.TARGET in sides
        else (before.source_said_at, before.source_who)
    )
    same = (before.meets_at, before.means, before.place) == (
        proposal.meets_at,
        proposal.means,
        " ".join(proposal.place.split())[:120],
    )
    again = " ".join(proposal.who.split())[:80] in {"", who}
    return same and again and said_at is not None and at - SENT_TWICE < said_at <= at


def just_ended(referral_id: UUID, *, how: str, at: datetime) -> bool:
    """Was it said a moment ago, and nothing was proposed since?"""
    last = Handoff.objects.filter(referral_id=referral_id).order_by("made_at", "id").last()
    return (
        last is not None
        and last.ended_how == how
        and last.ended_at is not None
        and at - SENT_TWICE < last.ended_at <= at
    )


def _says_yes(handoff: Handoff, sides: frozenset[Party], who: str, at: datetime) -> None:
    name = " ".join(who.split())[:80]
    if Party.SOURCE in sides:
        handoff.source_said_at, handoff.source_who = at, name or handoff.source_who
    if Party.TARGET in sides:
        handoff.target_said_at, handoff.target_who = at, name or handoff.target_who


def _the_other_hears(handoff: Handoff, sides: frozenset[Party], at: datetime) -> bool:
    """The receiver by mail; the sender reads it at the top of the day."""
    if Party.TARGET in sides:
        return True
    if handoff.referral.status not in LIVE:
        return False  # a link to it would open what has ended
    words = telling.words_that_call_off if handoff.ended_how == CALLED_OFF else telling.words_that_introduce
    return telling.target_hears_of_an_introduction(handoff.referral, words, meets_at=handoff.meets_at, at=at)


def _locked(handoff_id: UUID) -> Handoff:
    found = Handoff.objects.select_for_update().filter(pk=handoff_id).first()
    if found is None:
        raise NotFound(_("There is no such introduction here."))
    return found


def open_of(referral_id: UUID, *, lock: bool = False) -> Handoff | None:
    """The one that is proposed or agreed."""
    found = Handoff.objects.select_for_update() if lock else Handoff.objects
    return found.filter(referral_id=referral_id, ended_at=None).first()


def of_requests(referrals: list[Referral]) -> dict[UUID, list[Handoff]]:
    """All of these requests, the oldest first."""
    found: dict[UUID, list[Handoff]] = {}
    for one in Handoff.objects.filter(referral__in=referrals).order_by("made_at", "id"):
        found.setdefault(one.referral_id, []).append(one)
    return found


def waiting(*, organization_id: UUID, navigator_id: UUID | None = None) -> list[Handoff]:
    """What is open on either side, the soonest first; of one navigator's people where one is named."""
    mine = Handoff.objects.filter(ended_at=None)
    if navigator_id:
        return list(
            mine.filter(source_id=organization_id, person__navigator_id=navigator_id).order_by("meets_at")
        )
    ours = mine.filter(source_id=organization_id) | mine.filter(target_id=organization_id)
    return list(ours.order_by("meets_at", "id"))


def called_off(*, organization_id: UUID, at: datetime, navigator_id: UUID | None = None) -> list[Handoff]:
    """What the sender counts on and will not be: called off, its time still to come."""
    found = Handoff.objects.filter(source_id=organization_id, ended_how=CALLED_OFF, meets_at__gt=at)
    if navigator_id:
        found = found.filter(person__navigator_id=navigator_id)
    return list(found.order_by("meets_at", "id"))
