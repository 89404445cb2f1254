"""What the practice town shows of room and of order: a pantry's limits, and a request that goes on by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.directory import queries as listings
from fullcircle.directory import upkeep
from fullcircle.referrals import choices, matching, queries, sending, worklists
from fullcircle.referrals.states import Status

AT_ONCE, A_WEEK = 40, 12


def seed(*, navigator: Actor, intake: Actor, now: datetime) -> None:
    with acting_as(intake, at=now):
        last = list(listings.services_of(_organization(intake)))[-1]
        upkeep.say_limits(service_id=last.pk, maximum=AT_ONCE, weekly_limit=A_WEEK, actor=intake, at=now)
    with acting_as(navigator, at=now):
        lines = worklists.today(organization_id=_organization(navigator), at=now, user_id=navigator.user_id)
        for line in (*lines.waiting, *lines.overdue):
            if line.status == Status.SENT and line.referral_id and _named(line.referral_id, navigator, now):
                return


def _organization(actor: Actor) -> UUID:
    assert actor.organization_id is not None  # noqa: S101 - staff of the town
    return actor.organization_id


def _named(referral_id: UUID, navigator: Actor, now: datetime) -> bool:
    """Two more places, the best that fit; False where this request has none."""
    sent = queries.referral(referral_id)
    need = queries.need(sent.need_id)
    found = matching.matches(need, need.person, at=now)
    others: dict[UUID, UUID] = {}
    for one in found:
        if one.fits and not one.service.label and one.service.organization_id != sent.target_id:
            others.setdefault(one.service.organization_id, one.service.pk)
    if sent.label or len(others) < choices.MOST:
        return False
    choices.say(
        referral_id=sent.pk, service_ids=list(others.values())[: choices.MOST], fields=sent.card,
        agreed=sending.Agreed(manner="spoken", language="en"), actor=navigator, at=now,
    )  # fmt: skip
    return True
