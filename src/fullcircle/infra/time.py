"""What time it is. Only doors ask: pages, jobs, the command line; everything else is told `at`.

In the practice town time may be moved on by hand, to see what a week brings; nowhere else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

SENT_TWICE = timedelta(minutes=1)  # the same said again so soon is one page, sent twice


def now() -> datetime:
    wall = timezone.now()
    return wall + timedelta(seconds=_ahead()) if settings.DEMO else wall


_known = 0  # so that without a database it is still said what goes on


def _ahead() -> int:
    global _known  # noqa: PLW0603 - of this process, in the practice town
    try:
        with connection.cursor() as cursor:
            cursor.execute("select seconds from infra_moved")
            row = cursor.fetchone()
    except (OperationalError, InterfaceError):
        connection.close()
        return _known
    _known = int(row[0]) if row else 0
    return _known


def move_on(by: timedelta) -> None:
    """Only in the demo may the serving role call it: elsewhere PostgreSQL refuses."""
    with connection.cursor() as cursor:
        cursor.execute("select infra_move_on(%s)", [round(by.total_seconds())])
