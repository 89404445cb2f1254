"""What each role may do, asked of a real server."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from fullcircle.infra.database import Refused, roles
from fullcircle.infra.database import addresses as places

SECRET_TABLE = """
CREATE TABLE secret (n int);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON secret TO fullcircle_app;
CREATE POLICY write_all ON secret FOR INSERT TO fullcircle_app WITH CHECK (true);
"""
DANGEROUS = "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"


@pytest.mark.parametrize("role", ["app", "migrator", "report", "backup"])
def test_every_role_signs_in(addresses, does, role):
    assert does(addresses.of(role), "SELECT current_user") == [(f"fullcircle_{role}",)]


@pytest.mark.parametrize("role", ["app", "report", "backup"])
def test_only_the_migrator_makes_tables(addresses, does, role):
    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.of(role), "CREATE TABLE public.mine (n int)")


@pytest.mark.parametrize("statement", ["CREATE SCHEMA mine", "CREATE TEMP TABLE mine (n int)"])
def test_the_app_owns_nothing_anywhere(addresses, does, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.app, statement)


def test_the_migrator_owns_database_and_schema(addresses, does):
    owners = does(
        addresses.admin,
        "SELECT pg_get_userbyid(datdba), pg_get_userbyid(nspowner) FROM pg_database, pg_namespace"
        " WHERE datname = current_database() AND nspname = 'public'",
    )

    assert owners == [(roles.MIGRATOR, roles.MIGRATOR)]


def test_a_new_table_is_closed_until_granted(addresses, does):
    does(addresses.migrator, "CREATE TABLE closed (n int)")

    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.app, "TABLE closed")


@pytest.mark.parametrize("reader", ["app", "migrator"])
def test_row_security_hides_rows_from_app_and_owner_alike(addresses, does, reader):
    does(addresses.migrator, SECRET_TABLE)
    does(addresses.app, "INSERT INTO secret VALUES (1)")

    assert does(addresses.of(reader), "TABLE secret") == []
    assert does(addresses.admin, "TABLE secret") == [(1,)]


def test_the_app_cannot_switch_row_security_off(addresses, does):
    does(addresses.migrator, SECRET_TABLE)

    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.app, "SET row_security = off; TABLE secret")


@pytest.mark.parametrize("other", [roles.MIGRATOR, roles.DEFINER, roles.BACKUP, "postgres"])
def test_the_app_cannot_become_another(addresses, does, other):
    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.app, f"SET ROLE {other}")


def test_no_role_is_dangerous(addresses, does):
    count = (
        f"SELECT count(*), count(*) FILTER (WHERE {DANGEROUS}) FROM pg_roles WHERE rolname ~ '^fullcircle_'"
    )

    assert does(addresses.admin, count) == [(5, 0)]


def test_a_right_given_by_hand_is_taken_away(addresses, shared, does):
    does(addresses.admin, f"ALTER ROLE {roles.APP} BYPASSRLS")

    places.ensure(shared.data_dir)

    assert does(addresses.admin, f"SELECT rolbypassrls FROM pg_roles WHERE rolname = '{roles.APP}'") == [
        (False,)
    ]


def test_a_stranger_cannot_connect(addresses, does):
    does(addresses.admin, "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'known'")

    for database in (addresses.admin, roles.at(addresses.admin, dbname="postgres")):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(database, user="stranger", password="known")

    does(addresses.admin, "DROP ROLE stranger")


def test_the_definer_never_signs_in(addresses, does):
    assert does(addresses.admin, f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{roles.DEFINER}'") == [
        (False,)
    ]


def test_the_migrator_hands_a_function_over_and_may_no_longer_alter_it(addresses, does):
    does(
        addresses.migrator,
        f"""CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
            ALTER FUNCTION f() OWNER TO {roles.DEFINER}; SET ROLE {roles.DEFINER};
            CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 2'""",
    )

    assert does(addresses.migrator, "SELECT f()") == [(2,)]
    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.migrator, "ALTER FUNCTION f() COST 5")


def test_policies_of_the_definer_show_nothing_to_the_migrator(addresses, does):
    does(addresses.migrator, SECRET_TABLE)
    does(addresses.migrator, f"CREATE POLICY d ON secret TO {roles.DEFINER} USING (true)")
    does(addresses.app, "INSERT INTO secret VALUES (1)")

    assert does(addresses.migrator, "TABLE secret") == []


def test_backup_reads_every_table_and_writes_none(addresses, does):
    does(addresses.migrator, "CREATE TABLE plain AS SELECT 3 AS n")

    assert does(addresses.backup, "TABLE plain") == [(3,)]
    with pytest.raises(errors.InsufficientPrivilege):
        does(addresses.backup, "DELETE FROM plain")


def test_the_extensions_are_there(addresses, does):
    found = {name for (name,) in does(addresses.app, "SELECT extname FROM pg_extension")}

    assert set(roles.EXTENSIONS) <= found


def test_passwords_are_kept_as_scram_verifiers(addresses, does):
    kept = does(
        addresses.admin, "SELECT rolpassword FROM pg_authid WHERE rolname ~ '^fullcircle_' AND rolcanlogin"
    )

    assert len(kept) == len(roles.SIGN_IN)
    assert all(password.startswith("SCRAM-SHA-256$") for (password,) in kept)


def test_somebody_elses_database_is_not_taken_over(shared, does):
    does(shared.admin(), "SELECT 1")
    with psycopg.connect(shared.admin(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE not_ours")

    with pytest.raises(Refused, match="belongs to postgres"):
        places.ensure(shared.data_dir, "not_ours")
