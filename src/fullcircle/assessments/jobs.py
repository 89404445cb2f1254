"""Jobs of campaigns: send, remind, count, and each day what the calendar asks for."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.infra import time
from fullcircle.infra.jobs import daily, job

BEFORE_THE_END = timedelta(days=3)


@job
def send(*, campaign_id: str) -> None:
    """Invitations to whoever was not written to."""
    from fullcircle.assessments.asking import sending

    sending.invite(UUID(campaign_id), at=time.now())


@job
def remind(*, campaign_id: str) -> None:
    from fullcircle.assessments.asking import sending

    sending.remind(UUID(campaign_id), at=time.now())


@job
def count(*, campaign_id: str) -> None:
    """The figures of a closed campaign."""
    from fullcircle.assessments.asking import counting

    counting.count(UUID(campaign_id), at=time.now())


@daily
def keep_campaigns() -> None:
    """To run it again closes and reminds nobody twice."""
    keep(at=time.now())


def keep(*, at: datetime) -> None:
    """Close what is over; remind who has not answered what ends within three days."""
    from fullcircle.assessments.asking import actions, queries, sending

    with acting_as(SYSTEM, at=at):
        for one in queries.over(at=at):
            actions.close(campaign_id=one.pk, actor=SYSTEM, at=at)
        ending = [one.pk for one in queries.ending(at=at, until=at + BEFORE_THE_END)]
    for campaign_id in ending:
        sending.remind(campaign_id, at=at)
