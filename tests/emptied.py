"""This worker's database, and how a test that commits leaves it."""

from __future__ import annotations

import os

DATABASE = f"fullcircle_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def empty_every_table() -> None:
    from django.db import connections

    kept = ("django_migrations", "django_content_type", "auth_permission", "access_key", "agreements_kind")
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "select string_agg(format('%%I', tablename), ', ') from pg_tables where schemaname = 'public'"
            " and not tablename = any (%s)",
            [list(kept)],
        )
        cursor.execute(f"truncate {cursor.fetchone()[0]} cascade")
