"""What time it is. Only doors ask: pages, jobs, the command line; everything else is told `at`.

In the practice town time may be moved on by hand, to see what a week brings; nowhere else.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

SENT_TWICE = timedelta(minutes=1)  # the same said again so soon is one page, sent twice

# People are written to between these, in the community's time. Carriers and the law ask for eight and nine (47 CFR
# 64.1200(c)(1)); an hour less on each side wakes nobody.
FROM, UNTIL = time(9), time(20)


def polite(at: datetime) -> datetime:
    """The first time from `at` on when somebody may be written to."""
    here = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if here.time() < FROM:
        return datetime.combine(here.date(), FROM, here.tzinfo)
    if here.time() >= UNTIL:
        return datetime.combine(here.date() + timedelta(days=1), FROM, here.tzinfo)
    return at


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
