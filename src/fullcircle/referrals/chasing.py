"""The hub's desk: calling whoever does not answer, who at the hub sees to it, and how each organization answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.referrals import actions, policies, queries, recording
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import UNANSWERED, WaitingOn
from fullcircle.referrals.time import winding
from fullcircle.referrals.time.clocks import Clock

REMINDS = frozenset({Clock.REMIND, Clock.UPDATE, Clock.RECHECK})
LATELY = timedelta(days=90)


@transaction.atomic
def called(*, referral_id: UUID, text: str, actor: Actor, at: datetime) -> Referral:
    """The hub spoke with the target: what was said stands with the request, the link goes out once more, and the clock begins
    anew, so that it comes back to the desk if nothing follows. Raises Denied, WrongStatus, Invalid."""
    referral = _at_the_desk(referral_id, actor)
    if not text.strip():
        raise Invalid(_("Write down what they said."), field="text")
    actions.say(referral, text, actor, at)
    answer_by = referral.answer_by
    winding.wind(referral, at=at)
    referral.answer_by = answer_by  # a call makes no late answer one in time
    referral.hub_since = (
        None  # also where an urgent one's target is closed: somebody has just spoken with them
    )
    if referral.status in UNANSWERED and referral.waiting_on == WaitingOn.TARGET:
        referral.clock = Clock.REMIND  # also of an urgent one, whose own clock reminds nobody
    if referral.clock in REMINDS:  # by time itself: the hub makes no links to others' requests
        referral.clock_at = at
    referral.save(update_fields=["clock", "clock_at", "clock_began_at", "hub_since"])
    recording.of_request(actor, "referral.call", referral, at)
    return referral


@transaction.atomic
def see_to(*, referral_id: UUID, user_id: UUID | None, actor: Actor, at: datetime) -> Referral:
    """Who at the hub sees to it; None: nobody any more. Raises Denied, WrongStatus, Invalid."""
    referral = _at_the_desk(referral_id, actor)
    here = actor.organization_id
    assert here is not None  # noqa: S101 - checked: the hub's
    if user_id is not None and user_id not in {one.user_id for one in accounts.staff_of(here)}:
        raise Invalid(_("Choose somebody of the hub."), field="user")
    referral.hub_user_id = user_id
    referral.save(update_fields=["hub_user_id"])
    recording.of_request(actor, "referral.take-at-desk", referral, at, user=str(user_id or ""))
    return referral


def _at_the_desk(referral_id: UUID, actor: Actor) -> Referral:
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_chase(actor, referral, hub_id=accounts.community().hub_id)
    return referral


@dataclass(frozen=True, slots=True)
class Answers:
    """How one organization answers: now, and of what was sent to it lately. `hours`: the median from asked to answered."""

    organization_id: UUID
    name: str
    waiting: int
    late: int
    at_the_desk: int
    oldest: datetime | None
    sent: int
    answered: int
    in_time: int
    hours: float | None


FIGURES = """
select o.id, o.name,
  count(*) filter (where r.status in ('sent', 'in-review') and r.clock <> 'ask'),
  count(*) filter (where r.status in ('sent', 'in-review') and r.waiting_on = 'target' and r.answer_by < %(at)s),
  count(*) filter (where r.hub_since is not null),
  min(r.asks_at) filter (where r.status in ('sent', 'in-review') and r.clock <> 'ask'),
  count(*) filter (where r.sent_at >= %(since)s),
  count(*) filter (where r.sent_at >= %(since)s and r.answer <> ''),
  count(*) filter (where r.sent_at >= %(since)s and r.answered_at <= r.answer_by),
  percentile_cont(0.5) within group (order by extract(epoch from r.answered_at - r.asks_at) / 3600)
    filter (where r.sent_at >= %(since)s and r.answered_at is not null)
from referrals_referral r join directory_organization o on o.id = r.target_id
where r.sent_at is not null and r.status <> 'entered-in-error' and (r.sent_at >= %(since)s or r.ended_at is null)
group by o.id, o.name
order by 5 desc, 4 desc, 3 desc, o.name
"""


def by_organization(*, at: datetime) -> list[Answers]:
    """Whom to call first: by what stands at the desk, what is late and what waits. Of the requests that the actor sees."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"at": at, "since": at - LATELY})
        return [Answers(*row) for row in cursor.fetchall()]
