"""Putting the actor's key where the database can check it."""

from __future__ import annotations

from django.db import connections

from fullcircle.access import session


def install() -> None:
    """As `migrator`: keep the two pads of the current key; a changed key replaces the former one."""
    inner, outer = session.pads()
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "insert into access_key (inner_pad, outer_pad) values (%s, %s)"
            " on conflict (only_one) do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            [inner, outer],
        )
