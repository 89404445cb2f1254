"""Jobs of the collaborative: votes whose time is over are counted, and the weekly digest is written."""

from __future__ import annotations

from datetime import datetime

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.collaborative import digest, proposals, queries
from fullcircle.infra import time
from fullcircle.infra.jobs import daily, hourly


@daily
def count_votes() -> None:
    """To run it again counts nothing twice."""
    count_what_is_over(at=time.now())


@hourly
def send_digests() -> None:
    """Of what is due since Monday morning; to run it again writes nothing twice."""
    digest.send_due(at=time.now())


def count_what_is_over(*, at: datetime) -> int:
    with acting_as(SYSTEM, at=at):
        found = queries.to_count(at=at)
        for proposal_id in found:
            proposals.count(proposal_id=proposal_id, actor=SYSTEM, at=at)
    return len(found)
