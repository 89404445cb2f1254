"""Agreements of the test world, and what they compile to."""

import pytest
from django.db import connection


@pytest.fixture
def signing(world):
    import between

    return between.Signing(world)


@pytest.fixture
def compiled(world):
    """The rows that an agreement compiles to."""

    def read(made, *columns):
        names = columns or ("from_id", "to_id", "data_class", "purpose", "starts_at", "ends_at")
        with connection.cursor() as cursor:
            cursor.execute(f"select {', '.join(names)} from agreements_rows(%s, null)", [made.pk])
            return cursor.fetchall()

    return read
