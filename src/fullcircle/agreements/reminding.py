"""The notice before an agreement ends: 60 and 14 days before, once each, one message a reader however many end."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localtime

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.agreements import queries, states, telling
from fullcircle.agreements.drafting import record
from fullcircle.agreements.models import Agreement
from fullcircle.agreements.queries import Standing
from fullcircle.agreements.telling import Ending

BEFORE = (60, 14)  # days before the last day


def of_endings(*, at: datetime) -> int:
    """How many agreements a notice was written about. A notice that was missed is not written late: where both are due,
    the nearer one stands for both."""
    with acting_as(SYSTEM, at=at):
        written = [(one, days) for one, days in endings(at=at) if _is_ours_to_write(one.agreement, days)]
        telling.ends_soon([one for one, _days in written], at=at)
        for one, days in written:
            record("agreement.remind", one.agreement, SYSTEM, at, days=days)
    return len(written)


def endings(*, at: datetime) -> list[tuple[Ending, int]]:
    """Agreements in force that end by their date, with the notice that is due, the next to end first."""
    today = localtime(at).date()
    near = Agreement.objects.filter(
        state=states.State.OUT,
        expires_on__gte=today - timedelta(days=1),
        expires_on__lte=today + timedelta(days=max(BEFORE) + 1),
    )
    found = list(near.order_by("expires_on", "number", "version"))
    standings = queries.standings(found, at)
    return [due for one in found if (due := _due(one, standings[one.pk], at)) is not None]


def _due(one: Agreement, now: Standing, at: datetime) -> tuple[Ending, int] | None:
    if now.state not in states.OPEN or now.begins_at is None or now.ends_at is None or now.is_replaced:
        return None
    zone = ZoneInfo(one.zone)
    last = (now.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    left, whole = (
        (last - at.astimezone(zone).date()).days,
        (last - now.begins_at.astimezone(zone).date()).days,
    )
    # Who signed within these days has just read when it ends.
    days = min((days for days in BEFORE if left <= days < whole), default=None)
    if days is None or (one.reminded_days is not None and one.reminded_days <= days):
        return None
    return Ending(one, last, left, _told(one)), days


def _is_ours_to_write(one: Agreement, days: int) -> bool:
    """True for one caller alone, whoever runs beside it."""
    unwritten = Q(reminded_days__isnull=True) | Q(reminded_days__gt=days)
    return bool(Agreement.objects.filter(unwritten, pk=one.pk).update(reminded_days=days))


def _told(one: Agreement) -> set[UUID]:
    """The organizations whose signature stands, and the hub."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id from agreements_held(%s, null) where until_at is null", [one.pk]
        )
        return {row[0] for row in cursor.fetchall()} | {queries.hub_id()}
