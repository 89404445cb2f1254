"""Real servers, started in temporary folders and removed afterwards."""

from __future__ import annotations

import contextlib
import uuid

import psycopg
import pytest

from fullcircle.infra.database import addresses as places
from fullcircle.infra.database.cluster import Cluster


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in places.NAMES.values():
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.delenv("FULLCIRCLE_DATA_DIR", raising=False)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """One server for all tests that do not stop it."""
    with _removed_afterwards(Cluster(tmp_path_factory.mktemp("cluster"))) as cluster:
        cluster.start()
        yield cluster


@pytest.fixture
def own(tmp_path):
    """A server of the test's own, not made yet."""
    with _removed_afterwards(Cluster(tmp_path / "own")) as cluster:
        yield cluster


@pytest.fixture
def addresses(shared):
    """A fresh database on the shared server."""
    return places.ensure(shared.data_dir, f"test_{uuid.uuid4().hex[:12]}")


@pytest.fixture
def does():
    """`does(address, statements)` answers with the rows of the last one."""
    return run_sql


def run_sql(address, statement, *values):
    with psycopg.connect(address) as connection:
        cursor = connection.execute(statement, values or None)
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def _removed_afterwards(cluster):
    try:
        yield cluster
    finally:
        cluster.remove()
