"""A backup holds every row, or is refused; a restore brings all of it back."""

from __future__ import annotations

import json
import stat
import uuid

import pytest

from fullcircle.infra.database import Refused, backup
from fullcircle.infra.database import addresses as places

TOWN = """
CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO person SELECT n, 'person ' || n FROM generate_series(1, 250) n;
CREATE TABLE visit (id int PRIMARY KEY, person_id int REFERENCES person) PARTITION BY RANGE (id);
CREATE TABLE visit_1 PARTITION OF visit FOR VALUES FROM (1) TO (1000);
INSERT INTO visit SELECT n, n FROM generate_series(1, 40) n;
ALTER TABLE person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON person TO fullcircle_app;
CREATE POLICY seen_by_name ON person FOR SELECT TO fullcircle_app
    USING (name = current_setting('app.name', true));
CREATE INDEX ON person USING gin (name gin_trgm_ops);
CREATE FUNCTION how_many() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint';
ALTER FUNCTION how_many() OWNER TO fullcircle_definer;
"""
SHOWN_TO_BACKUP = "CREATE POLICY shown_to_backup ON person FOR SELECT TO fullcircle_backup USING (true)"
COUNTS = {"public.person": 250, "public.visit_1": 40}

SECURITY = """
SELECT relname, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity, relacl::text,
    (SELECT array_agg(p.policyname || p.roles::text || p.qual ORDER BY 1) FROM pg_policies p
        WHERE p.tablename = c.relname)
FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1
"""
FUNCTION_OWNER = "SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'how_many'"


@pytest.fixture
def town(addresses, does):
    does(addresses.migrator, TOWN)
    return addresses


@pytest.fixture
def shown_town(town, does):
    does(town.migrator, SHOWN_TO_BACKUP)
    return town


@pytest.fixture
def empty(shared):
    return places.ensure(shared.data_dir, f"test_{uuid.uuid4().hex[:12]}")


def test_a_backup_comes_back_whole(shown_town, empty, does, tmp_path):
    assert backup.backup(shown_town, tmp_path / "b") == COUNTS

    assert backup.restore(empty, tmp_path / "b") == COUNTS
    assert does(empty.admin, "SELECT count(*), min(name) FROM person") == [(250, "person 1")]


def test_owners_grants_and_policies_come_back(shown_town, empty, does, tmp_path):
    backup.backup(shown_town, tmp_path / "b")
    backup.restore(empty, tmp_path / "b")

    assert does(empty.admin, SECURITY) == does(shown_town.admin, SECURITY)
    assert does(empty.admin, FUNCTION_OWNER) == [("fullcircle_definer",)]
    assert does(empty.app, "TABLE person") == []
    assert does(empty.app, "SET app.name = 'person 7'; SELECT id FROM person") == [(7,)]


def test_the_migrator_restores_where_there_is_no_superuser(shown_town, empty, does, tmp_path):
    """As on most managed servers; functions of the definer need a superuser and are left out here."""
    does(shown_town.admin, "DROP FUNCTION how_many()")
    backup.backup(shown_town, tmp_path / "b")
    as_managed = places.Addresses(app=empty.app, migrator=empty.migrator, backup=empty.backup)

    assert backup.restore(as_managed, tmp_path / "b") == COUNTS


@pytest.mark.parametrize(
    "policy",
    [
        "SELECT 1",
        "CREATE POLICY a_few ON person FOR SELECT TO fullcircle_backup USING (id < 10)",
        "CREATE POLICY wrong_verb ON person FOR UPDATE TO fullcircle_backup USING (true)",
        "CREATE POLICY others ON person FOR SELECT TO fullcircle_report USING (true)",
        SHOWN_TO_BACKUP + "; CREATE POLICY narrow ON person AS RESTRICTIVE USING (id < 10)",
    ],
    ids=["no policy", "some rows", "other verb", "other role", "restricted"],
)
def test_a_backup_that_would_lack_rows_is_refused(town, does, tmp_path, policy):
    does(town.migrator, policy)

    with pytest.raises(Refused, match=r"would lack rows: .* all of person"):
        backup.backup(town, tmp_path / "b")

    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_not_overwritten(shown_town, tmp_path):
    backup.backup(shown_town, tmp_path / "b")

    with pytest.raises(Refused, match="exists already"):
        backup.backup(shown_town, tmp_path / "b")


def test_only_we_read_a_backup(shown_town, tmp_path):
    backup.backup(shown_town, tmp_path / "b")

    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_a_backup_needs_a_folder(shown_town, tmp_path):
    with pytest.raises(Refused, match="no folder"):
        backup.backup(shown_town, tmp_path / "none" / "b")


@pytest.mark.parametrize(
    "occupied", ["CREATE TABLE t (n int)", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"]
)
def test_only_an_empty_database_is_restored_into(shown_town, empty, does, tmp_path, occupied):
    backup.backup(shown_town, tmp_path / "b")
    does(empty.migrator, occupied)

    with pytest.raises(Refused, match="not empty"):
        backup.restore(empty, tmp_path / "b")


def test_rows_that_differ_are_reported(shown_town, empty, tmp_path):
    backup.backup(shown_town, tmp_path / "b")
    backup.counts_file(tmp_path / "b").write_text(json.dumps({**COUNTS, "public.person": 251}))

    with pytest.raises(Refused, match=r"differ in public.person: public.person had 251 rows and has 250"):
        backup.restore(empty, tmp_path / "b")


def test_a_damaged_backup_restores_nothing(shown_town, empty, does, tmp_path):
    backup.backup(shown_town, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "b").write_bytes(whole[: len(whole) * 3 // 4])

    with pytest.raises(Refused, match="Nothing was restored"):
        backup.restore(empty, tmp_path / "b")

    assert does(empty.admin, SECURITY) == []


def test_a_file_that_is_no_backup_is_refused(empty, tmp_path):
    (tmp_path / "b").write_text("hello")

    with pytest.raises(Refused, match="not a backup"):
        backup.restore(empty, tmp_path / "b")


def test_a_missing_file_is_refused(empty, tmp_path):
    with pytest.raises(Refused, match="cannot be read"):
        backup.restore(empty, tmp_path / "b")


def test_a_backup_without_counts_is_refused(shown_town, empty, tmp_path):
    backup.backup(shown_town, tmp_path / "b")
    backup.counts_file(tmp_path / "b").unlink()

    with pytest.raises(Refused, match="missing or damaged"):
        backup.restore(empty, tmp_path / "b")


def test_a_server_that_does_not_answer_is_said_plainly(tmp_path):
    nowhere = "postgresql://nobody@127.0.0.1:1/none"

    with pytest.raises(Refused, match="does not answer"):
        backup.backup(places.Addresses(app=nowhere, backup=nowhere), tmp_path / "b")
