"""Jobs of agreements: the daily look at those that end soon."""

from __future__ import annotations

from fullcircle.agreements import reminding
from fullcircle.infra import time
from fullcircle.infra.jobs import daily


@daily
def remind() -> None:
    """Tell the parties' administrators, and the hub's, which agreements end soon. To run it again tells nobody twice."""
    reminding.of_endings(at=time.now())
