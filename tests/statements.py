"""Statements of one's own as the serving role, as an injection would run them."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction


def run(statement: str, values: Any = ()) -> tuple[int, Any]:
    """In a savepoint, so that a refusal leaves the test's transaction whole: (rows changed or found, the first row)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount, cursor.fetchone() if cursor.description else None
