"""Jobs of referrals: time passes; and the people of an organization that leaves, handed on some at a time."""

from __future__ import annotations

from uuid import UUID

from fullcircle.access.actor import SYSTEM, Actor, Kind
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.infra import time
from fullcircle.infra.jobs import job, often
from fullcircle.referrals import leaving
from fullcircle.referrals.appointments import reminding
from fullcircle.referrals.time import ticking


@job
def hand_on(*, leaving_id: str) -> None:
    """The next people, as who began it, with the roles that they have now; queues itself until nobody is left."""
    at = time.now()
    with acting_as(SYSTEM, at=at):
        user_id, organization_id = leaving.recorded(UUID(leaving_id))
    roles = accounts.memberships(user_id).get(organization_id, frozenset())
    actor = Actor(kind=Kind.USER, grantee_id=organization_id, user_id=user_id, roles=roles)
    with acting_as(actor, at=at):
        now = leaving.go_on(leaving_id=UUID(leaving_id), actor=actor, at=at)
        if now.finished_at is None:
            hand_on.later(leaving_id=leaving_id)


@often
def hear_the_clocks() -> None:
    """What is due, some at a time; queues itself until nothing is. Two that run at once take no step twice."""
    if ticking.run(at=time.now()).left:
        hear_the_clocks.later()


@often
def remind_of_appointments() -> None:
    """As the clocks of requests."""
    if reminding.run(at=time.now()):
        remind_of_appointments.later()
