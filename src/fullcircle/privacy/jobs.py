"""Jobs of privacy: the daily look at permissions that end soon."""

from __future__ import annotations

from fullcircle.infra import time
from fullcircle.infra.jobs import daily
from fullcircle.privacy import telling


@daily
def remind() -> None:
    """Tell people which permissions end within two weeks. To run it again tells nobody twice."""
    telling.of_endings(at=time.now())
