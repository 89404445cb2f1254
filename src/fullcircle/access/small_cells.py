"""Counts of people that may be shown. The rule stands once, in the database: `access_shown` in `functions.py`.

1 to 10 people are never shown (CMS, cell size suppression policy), nor a second cell that would give them away; zero is.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

LEAST = 11


def shown(cells: Sequence[int]) -> list[int | None]:
    """The cells of one table with a known total; None for what is hidden."""
    with connection.cursor() as cursor:
        cursor.execute("select access_shown(%s::bigint[])", [list(cells)])
        found: list[int | None] = cursor.fetchone()[0]
    return found


def enough(people: int) -> bool:
    """May something be said of this many people, a mean for example?"""
    return people >= LEAST
