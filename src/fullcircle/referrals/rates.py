"""The honest rates of the product, section 2. Nothing is dropped from a denominator to look better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import Outcome, Status


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts, never percentages: a page divides, and shows both numbers.

    sent: left draft in the period, errors excluded. answered: the target accepted, wait-listed, declined, could not
    reach, or redirected. helped: completed with at least one service delivered. void: expired. still_open: not final.
    wanted: needs found in the period for which the resident wanted help. met: outcome met or met unconfirmed.
    confirmed: the resident said so.
    """

    sent: int
    answered: int
    helped: int
    void: int
    still_open: int
    wanted: int
    met: int
    confirmed: int
    asked: int
    replied: int
    could_not_ask: int


def rates(*, since: datetime, until: datetime) -> Rates:
    """Over what the running actor may see: the hub sees its network."""
    in_period = Q(sent_at__gte=since, sent_at__lt=until) & ~Q(status=Status.ENTERED_IN_ERROR)
    live = Q(status__in=["sent", "in-review", "accepted", "wait-listed", "in-progress", "paused"])
    over_sent = Referral.objects.filter(in_period).aggregate(
        sent=Count("id"),
        answered=Count("id", filter=~Q(answer="")),
        helped=Count("id", filter=Q(status=Status.COMPLETED, helped=True)),
        void=Count("id", filter=Q(status=Status.EXPIRED)),
        still_open=Count("id", filter=live),
    )
    met = Q(outcome__in=[Outcome.MET, Outcome.MET_UNCONFIRMED])
    over_wanted = Need.objects.filter(found_at__gte=since, found_at__lt=until, wants_help=True).aggregate(
        wanted=Count("id"),
        met=Count("id", filter=met),
        confirmed=Count("id", filter=Q(outcome=Outcome.MET, reply="yes")),
        asked=Count("id", filter=Q(asked_at__isnull=False, could_not_ask=False)),
        replied=Count("id", filter=Q(replied_at__isnull=False)),
        could_not_ask=Count("id", filter=Q(could_not_ask=True)),
    )
    return Rates(**over_sent, **over_wanted)
