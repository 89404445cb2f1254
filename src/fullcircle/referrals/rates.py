"""The honest rates of the product, section 2. Nothing is dropped from a denominator to look better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts, never percentages: a page divides, and shows both numbers.

    sent: left draft in the period, errors excluded. answered: the target accepted, wait-listed, declined, could not
    reach, or redirected. helped: completed with at least one service delivered. void: expired. still_open: not final.
    wanted: needs found in the period for which the resident wanted help. met: outcome met or met unconfirmed.
    confirmed: the resident said so.
    """

    sent: int
    answered: int
    helped: int
    void: int
    still_open: int
    wanted: int
    met: int
    confirmed: int
    asked: int
    replied: int
    could_not_ask: int


def rates(*, since: datetime, until: datetime) -> Rates:
    """Over the network, for its hub, of what is open to it for the acting purpose; for anybody else every count is 0.

    Counted by one function with the condition of row security in it, without the joins and functions of a list.
    """
    names = [field.name for field in fields(Rates)]
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(names)} from referrals_rates(%s, %s)", [since, until])  # noqa: S608 - our names
        return Rates(*cursor.fetchone())


def unmet(*, since: datetime, until: datetime) -> list[tuple[str, str, int | None]]:
    """(domain, decline reason, people) of needs still open after a decline, the most first; None for 1 to 10 people."""
    with connection.cursor() as cursor:
        cursor.execute("select domain, reason, people from referrals_unmet(%s, %s)", [since, until])
        return list(cursor.fetchall())


def ties(organizations: Iterable[UUID], *, since: datetime, until: datetime) -> list[tuple[UUID, UUID, int]]:
    """(who sent, who answered, people) between these organizations, over the network and for its hub alone.

    Only requests that were answered, to services that are not protected; a pair of fewer than 11 people is no tie, nor
    one that would tell of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select source, target, people from referrals_ties(%s::uuid[], %s, %s)",
            [list(organizations), since, until],
        )
        return list(cursor.fetchall())
