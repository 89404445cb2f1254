"""A backup that proves itself: a dump and, beside it, how many rows each table had in the same snapshot.

Under row-level security a dump can lack rows in silence: whoever dumps sees only what policies show. So the
backup role must be able to see everything, which is checked before, and the rows are counted after a restore.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from fullcircle.infra.database import Refused, binaries, programs
from fullcircle.infra.database.addresses import Addresses

Counts = dict[str, int]
Connection = psycopg.Connection[tuple[object, ...]]

OUR_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
"""

# A table is seen whole if a policy shows all rows to the backup role and no restrictive one narrows them.
HIDDEN_TABLES = """
WITH mine AS (
    SELECT p.* FROM pg_policy p
    WHERE p.polcmd IN ('r', '*') AND (p.polroles = '{0}' OR EXISTS (
        SELECT FROM unnest(p.polroles) AS role WHERE role <> 0 AND pg_has_role(role, 'USAGE')))
)
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relrowsecurity AND c.relkind IN ('r', 'p') AND row_security_active(c.oid) AND (
    NOT EXISTS (
        SELECT FROM mine WHERE polrelid = c.oid AND polpermissive AND pg_get_expr(polqual, polrelid) = 'true')
    OR EXISTS (SELECT FROM mine WHERE polrelid = c.oid AND NOT polpermissive)
)
ORDER BY 1
"""

WHAT_IS_THERE = """
SELECT count(*) FROM (
    SELECT oid, relnamespace AS schema FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL SELECT oid, pronamespace FROM pg_proc
) thing JOIN pg_namespace n ON n.oid = thing.schema
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = thing.oid AND d.deptype = 'e')
"""


def backup(addresses: Addresses, file: Path) -> Counts:
    """Write the dump and its counts; never over another file, never half of one. Raises Refused."""
    if file.exists() or counts_file(file).exists():
        raise Refused(f"{file} exists already; backups are not overwritten.")
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}.")
    address = addresses.of("backup")
    with _connect(address) as connection:
        snapshot = _snapshot(connection)
        _check_sees_everything(connection)
        counts = _count(connection)
        draft = file.with_name(f".{file.name}.part")
        try:
            _dump(address, snapshot, draft, major=connection.info.server_version // 10000)
            _write_counts(counts_file(file), counts)
            draft.rename(file)
        finally:
            draft.unlink(missing_ok=True)
    return counts


def restore(addresses: Addresses, file: Path) -> Counts:
    """Bring a backup back into an empty database, all or nothing, and count. Raises Refused."""
    expected = _read(file)
    address = addresses.admin or addresses.of("migrator")
    with _connect(address) as connection:
        _check_is_empty(connection)
        major = connection.info.server_version // 10000
    _load(address, file, major, with_extensions=addresses.admin is not None)
    with _connect(addresses.backup or address) as connection:
        connection.execute("SET row_security = on")
        _compare(expected, _count(connection))
    return expected


def counts_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.counts.json")


def _snapshot(connection: Connection) -> str:
    """The dump and the counts see the same moment, however busy the server is."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return str(row[0]) if row else ""


def _check_sees_everything(connection: Connection) -> None:
    hidden = [str(name) for (name,) in connection.execute(HIDDEN_TABLES)]
    if hidden:
        role = connection.info.user
        raise Refused(f"A backup would lack rows: no policy shows {role} all of {_listed(hidden)}.")


def _count(connection: Connection) -> Counts:
    tables = [(str(schema), str(name)) for schema, name in connection.execute(OUR_TABLES)]
    return {f"{schema}.{name}": _rows(connection, schema, name) for schema, name in tables}


def _rows(connection: Connection, schema: str, name: str) -> int:
    query = sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(schema, name))
    row = connection.execute(query).fetchone()
    return int(str(row[0])) if row else 0


def _dump(address: str, snapshot: str, file: Path, *, major: int) -> None:
    options = [
        "--format=custom",
        "--enable-row-security",
        f"--snapshot={snapshot}",
        f"--file={file.absolute()}",
    ]
    where, environment = programs.address_arguments(address)
    command = [binaries.for_server(major).program("pg_dump"), where, "--no-password", *options]
    _succeed("The backup failed", command, environment)


def _load(address: str, file: Path, major: int, *, with_extensions: bool) -> None:
    """The extensions were there before; only a superuser may touch them again."""
    where, environment = programs.address_arguments(address)
    restore = [binaries.for_server(major).program("pg_restore")]
    failure = "Nothing was restored"
    contents = _succeed(failure, [*restore, "--list", str(file.absolute())], {}).splitlines(keepends=True)
    kept = [line for line in contents if with_extensions or " EXTENSION " not in line]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.writelines(kept)
        chosen.flush()
        options = [
            "--single-transaction",
            "--exit-on-error",
            f"--use-list={chosen.name}",
            str(file.absolute()),
        ]
        _succeed(failure, [*restore, where, "--no-password", *options], environment)


def _succeed(failure: str, command: Sequence[str], environment: Mapping[str, str]) -> str:
    ended = programs.run(command, environment=environment)
    if ended.returncode != 0:
        raise Refused(f"{failure}: {programs.reason(ended)}")
    return ended.stdout


def _write_counts(file: Path, counts: Counts) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(counts, indent=1) + "\n")


def _read(file: Path) -> Counts:
    """The counts, once the file looks like a dump. Raises Refused."""
    try:
        with file.open("rb") as dump:
            start = dump.read(5)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error
    if start != b"PGDMP":
        raise Refused(f"{file} is not a backup made by `fullcircle db backup`.")
    try:
        counts: Counts = json.loads(counts_file(file).read_text())
    except (OSError, ValueError) as error:
        raise Refused(
            f"{counts_file(file)} is missing or damaged, so nobody could tell whether all came back."
        ) from error
    return counts


def _check_is_empty(connection: Connection) -> None:
    row = connection.execute(WHAT_IS_THERE).fetchone()
    if row != (0,):
        name = connection.info.dbname
        raise Refused(
            f"The database {name} is not empty; restore into a new one (--database NAME or --data-dir DIR)."
        )


def _compare(expected: Counts, found: Counts) -> None:
    differing = [table for table in sorted({*expected, *found}) if expected.get(table) != found.get(table)]
    if differing:
        first = differing[0]
        raise Refused(
            f"Restored, but the rows differ in {_listed(differing)}: "
            f"{first} had {expected.get(first, 'no')} rows and has {found.get(first, 'no')}."
        )


def _connect(address: str) -> Connection:
    try:
        return psycopg.connect(address, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise Refused(f"The database does not answer: {str(error).strip().splitlines()[-1]}") from error


def _listed(names: Sequence[str]) -> str:
    more = len(names) - 5
    return ", ".join(names[:5]) + (f" and {more} more" if more > 0 else "")
