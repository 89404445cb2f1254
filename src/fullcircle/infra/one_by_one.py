"""One after the other: for what two may do at the same moment, where there is no row yet that both could lock."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def wait_for_others(what: str, whose: UUID) -> None:
    """Whoever does the same for the same one waits until this transaction ends, and sees what it did."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what} {whose}"])
