"""What a navigator of the practice town did beside requests: a goal with steps, tries to call, a day that the pantry named."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.caseload import calls, goals, handoffs, rating
from fullcircle.caseload.handoffs import Proposal
from fullcircle.caseload.kinds import Means, Result
from fullcircle.demo.permissions import DECIDES
from fullcircle.people import queries as people
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import Status

DAY = timedelta(days=1)


def seed(*, navigator: Actor, intake: Actor, now: datetime) -> None:
    assert navigator.organization_id is not None  # noqa: S101 - staff act for an organization
    with acting_as(navigator, at=now):
        met = people.kept_by(navigator.organization_id, words=DECIDES.name)[0].pk
        for days, hours in ((2, 0), (1, 6)):
            at = now - days * DAY + timedelta(hours=hours)
            calls.log(person_id=met, result=Result.NO_ANSWER, made_at=at, actor=navigator, at=now)
        sent = next(
            one
            for need in referrals.needs_of(met)
            for one in need.referrals.all()
            if one.status == Status.ACCEPTED
        )
    resident = actors.resident(met)
    with acting_as(resident, at=now - 3 * DAY):
        mark = now - 3 * DAY
        goal = goals.add(person_id=met, words="Cook for the children every evening", actor=resident, at=mark)
        goals.add_step(goal_id=goal.pk, words="Write down what is in the cupboard", actor=resident, at=mark)
    with acting_as(navigator, at=now):
        goals.add_step(
            goal_id=goal.pk, words="Ask the pantry about a stove", by_helper=True, actor=navigator, at=now
        )
    day = localtime(now + 2 * DAY).replace(hour=10, minute=30, second=0, microsecond=0)
    with acting_as(intake, at=now):
        proposal = Proposal(meets_at=day, means=Means.VISIT, place="the pantry, side door", who=intake.name)
        handoffs.propose(referral_id=sent.pk, proposal=proposal, actor=intake, at=now)
        rating.rate(referral_id=sent.pk, reached=True, eligible=True, informed=True, actor=intake, at=now)
