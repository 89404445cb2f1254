"""Wait lists of an organization's services, each in order: urgent first, then by the day it is needed, then by when it was
asked; or where somebody moved it by hand, with the reason kept. The order is worked out by the database, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.referrals import actions, policies, queries, recording
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import LABELS, Status
from fullcircle.referrals.wait_lists.models import WaitMove


class NobodyWaits(NotFound):
    """The list is empty, or is another organization's."""


@dataclass(frozen=True, slots=True)
class Place:
    """One request on a list: where it stands (from 1), and what puts it there. `reason`: where it was moved by hand."""

    referral_id: UUID
    service_id: UUID
    number: int
    urgent: bool
    due_on: date | None
    asks_at: datetime
    reason: str

    @property
    def spot(self) -> tuple[bool, date | None, datetime]:
        return self.urgent, self.due_on, self.asks_at


def places(service_id: UUID | None = None) -> list[Place]:
    """Every list of the acting organization, or one of them, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from referrals_wait_lists() where %s::uuid is null or service_id = %s::uuid order by service_id, place",
            [service_id, service_id],
        )
        return [Place(*row) for row in cursor.fetchall()]


def ahead(referral_id: UUID) -> int | None:
    """How many are before this person: told to the person alone, and only where they are eleven or more."""
    with connection.cursor() as cursor:
        cursor.execute("select referrals_ahead(%s)", [referral_id])
        found: int | None = cursor.fetchone()[0]
        return found


@transaction.atomic
def move(*, referral_id: UUID, number: int, reason: str, actor: Actor, at: datetime) -> Referral:
    """Give it this place of its list, counted from 1; beyond the end, the last. Raises Denied, WrongStatus, Invalid."""
    referral = _waits(referral_id, actor)
    if number < 1:
        raise Invalid(_("Type the place, from 1 on."), field="number")
    if not reason.strip():
        raise Invalid(_("Say in a few words why."), field="reason")
    others = [one for one in places(referral.service_id) if one.referral_id != referral.pk]
    before = others[number - 1] if number <= len(others) else None
    after = others[number - 2] if 1 < number <= len(others) else None
    _end(referral, at)
    WaitMove.objects.create(
        person_id=referral.person_id, referral=referral, keeper_id=referral.target_id, moved_by=actor.user_id, moved_at=at,
        urgent=before.urgent if before else False, due_on=before.due_on if before else None,
        asks_at=before.asks_at if before else at, rank=_rank(after, before) if before else 0, reason=reason.strip()[:300],
    )  # fmt: skip
    recording.of_request(actor, "wait.move", referral, at)  # not the place: others read the event
    return referral


@transaction.atomic
def back_to_rule(*, referral_id: UUID, actor: Actor, at: datetime) -> Referral:
    """It stands where the rule puts it. Raises Denied, WrongStatus."""
    referral = _waits(referral_id, actor)
    if _end(referral, at):
        recording.of_request(actor, "wait.by-rule", referral, at)
    return referral


@transaction.atomic
def take_next(
    *, service_id: UUID, actor: Actor, at: datetime, shown: UUID | None = None
) -> Referral:  # fmt: skip
    """Say yes to the first of the list, and to nobody but who was `shown` as the first. Who taps a second later is told
    that it moved on, and takes nobody unseen. Raises NobodyWaits, NotFound, Denied, WrongStatus."""
    first = next((one.referral_id for one in places(service_id)), None)
    if shown is not None and shown != first:
        referral = _waits(shown, actor)
        raise policies.WrongStatus(
            _("This request is now: {status}. Open it again to see what happened.").format(
                status=LABELS[Status(referral.status)]
            )
        )
    if first is None:
        raise NobodyWaits(_("Nobody waits on this list."))
    return actions.accept(referral_id=first, actor=actor, at=at)


def _rank(after: Place | None, before: Place) -> float:
    """Between the two, where the rule puts both at one spot; else just before the second."""
    moved = WaitMove.objects.filter(ended_at=None).values_list("referral_id", "rank")
    ranks = dict(moved.filter(referral_id__in=[one.referral_id for one in (after, before) if one]))
    upper = ranks.get(before.referral_id, 0.0)
    if after is None or after.spot != before.spot:
        return upper - 1
    return (ranks.get(after.referral_id, 0.0) + upper) / 2


def _waits(referral_id: UUID, actor: Actor) -> Referral:
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_order(actor, referral)
    return referral


def _end(referral: Referral, at: datetime) -> bool:
    return bool(WaitMove.objects.filter(referral=referral, ended_at=None).update(ended_at=at))
