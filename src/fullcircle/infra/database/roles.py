"""The five roles of a database and what each may do there.

Roles belong to the whole server: databases on one server share them, and rights are given in each database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from fullcircle.infra.database import Refused

MIGRATOR = "fullcircle_migrator"
DEFINER = "fullcircle_definer"
APP = "fullcircle_app"
REPORT = "fullcircle_report"
BACKUP = "fullcircle_backup"

SIGN_IN = (MIGRATOR, APP, REPORT, BACKUP)
# The migrator may become the definer (SET ROLE) but has nothing of its rights until it does.
OPTIONS = {
    MIGRATOR: "LOGIN NOINHERIT",
    DEFINER: "NOLOGIN INHERIT",
    APP: "LOGIN INHERIT",
    REPORT: "LOGIN INHERIT",
    BACKUP: "LOGIN INHERIT",
}
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")

RIGHTS = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app}, {report}, {backup};
ALTER SCHEMA public OWNER TO {migrator};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {app}, {report}, {backup};
GRANT USAGE, CREATE ON SCHEMA public TO {definer};
"""

Connection = psycopg.Connection[tuple[object, ...]]


def provision(admin: str, database: str, password: Callable[[str], str]) -> None:
    """Roles, database, extensions and rights as they should be, however often called. Raises Refused."""
    with _one_at_a_time(admin) as connection:
        for role, options in OPTIONS.items():
            _keep_role(connection, role, options)
        connection.execute(_names("GRANT {definer} TO {migrator}; GRANT pg_read_all_data TO {backup}"))
        _keep_database(connection, database)
        with psycopg.connect(at(admin, dbname=database), autocommit=True) as inside:
            for extension in EXTENSIONS:
                inside.execute(
                    _names("CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public", extension=extension)
                )
            inside.execute(_names(RIGHTS, database=database))
        for role in SIGN_IN:
            _keep_password(connection, at(admin, dbname=database, user=role, password=password(role)))


def at(address: str, **changes: str) -> str:
    """The same server, other words."""
    return make_conninfo(address, **changes)


@contextmanager
def _one_at_a_time(admin: str) -> Iterator[Connection]:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SET client_min_messages = error")
        connection.execute("SELECT pg_advisory_lock(hashtext('fullcircle roles'))")
        yield connection


def _keep_role(connection: Connection, role: str, options: str) -> None:
    """Takes away what a role must not have, whoever gave it."""
    found = connection.execute(
        "SELECT rolcanlogin, rolinherit,"
        " rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
        " FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    statement = sql.SQL("CREATE ROLE {} ") if found is None else sql.SQL("ALTER ROLE {} ")
    if found != (not options.startswith("NO"), "NOINHERIT" not in options, False):
        limits = "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION"
        connection.execute(statement.format(sql.Identifier(role)) + sql.SQL(f"{options} {limits}"))


def _keep_database(connection: Connection, database: str) -> None:
    owner = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]
    ).fetchone()
    if owner is None:
        create = "CREATE DATABASE {database} OWNER {migrator} TEMPLATE template0 ENCODING 'UTF8'"
        connection.execute(_names(create, database=database))
    elif owner != (MIGRATOR,):
        raise Refused(f"The database {database} belongs to {owner[0]} and not to {MIGRATOR}.")


def _keep_password(connection: Connection, address: str) -> None:
    """Only a verifier is sent: a password in a statement could end in a log."""
    words = conninfo_to_dict(address)
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        role, password = str(words["user"]), str(words["password"])
        verifier = connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        ).decode()
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
        )


def _names(statement: str, **others: str) -> sql.Composed:
    roles = {"migrator": MIGRATOR, "definer": DEFINER, "app": APP, "report": REPORT, "backup": BACKUP}
    return sql.SQL(statement).format(
        **{key: sql.Identifier(name) for key, name in {**roles, **others}.items()}
    )
