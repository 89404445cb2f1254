"""`fullcircle db`: start, stop, ask, enter, back up and restore the database."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import psycopg

from fullcircle.infra.database import Refused, addresses, backup, binaries, programs
from fullcircle.infra.database.cluster import Cluster

P = ParamSpec("P")
R = TypeVar("R")

DENIED = 3
ELSEWHERE = "The database is named by the environment, so it is started and stopped where it runs."


class Denied(click.ClickException):
    exit_code = DENIED


def speaks_plainly(command: Callable[P, R]) -> Callable[P, R]:
    """What went wrong becomes one sentence and an exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Refused as error:
            raise click.ClickException(str(error)) from error
        except PermissionError as error:
            raise Denied(f"This account may not use {error.filename or error}.") from error
        except (psycopg.Error, OSError) as error:
            raise click.ClickException(str(error).strip().splitlines()[-1]) from error

    return wrapped


where = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=addresses.data_directory,
    help="Where the embedded database and its secrets lie (FULLCIRCLE_DATA_DIR, else .fullcircle).",
)
which = click.option(
    "--database", default=addresses.DATABASE, show_default=True, help="A database on that server."
)


@click.group()
def db() -> None:
    """The database: start, stop, status, shell, backup, restore."""


@db.command()
@where
@speaks_plainly
def start(data_dir: Path) -> None:
    """Start the embedded database, with its roles."""
    addresses.ensure(data_dir)
    if addresses.is_elsewhere():
        click.echo(ELSEWHERE)
    else:
        click.echo(f"running on 127.0.0.1:{Cluster(data_dir).home.port}")


@db.command()
@where
@speaks_plainly
def stop(data_dir: Path) -> None:
    """Stop the embedded database."""
    if addresses.is_elsewhere():
        raise Refused(ELSEWHERE)
    click.echo("stopped" if Cluster(data_dir).stop() else "was not running")


@db.command()
@where
@speaks_plainly
def status(data_dir: Path) -> None:
    """Ask the database whether it works."""
    if addresses.is_elsewhere():
        click.echo(_answer(addresses.resolve(data_dir).app))
        return
    found = Cluster(data_dir).status()
    if not found.running:
        raise Refused(f"The database in {data_dir} is not running.")
    click.echo(f"running on 127.0.0.1:{found.port}, PostgreSQL {found.version}, files in {found.files}")


@db.command(context_settings={"ignore_unknown_options": True})
@where
@which
@click.option("--as", "role", type=click.Choice(list(addresses.NAMES)), default="app", show_default=True)
@click.argument("psql_arguments", nargs=-1, type=click.UNPROCESSED)
@speaks_plainly
def shell(data_dir: Path, database: str, role: str, psql_arguments: tuple[str, ...]) -> None:
    """Open psql as one of the roles; what follows -- goes to psql."""
    address = addresses.ensure(data_dir, database).of(role)
    with psycopg.connect(address) as connection:
        major = connection.info.server_version // 10000
    place, environment = programs.address_arguments(address)
    psql = binaries.for_server(major).program("psql")
    os.execve(psql, [psql, place, *psql_arguments], {**os.environ, **environment})  # noqa: S606 -- becomes psql


@db.command("backup")
@where
@which
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@speaks_plainly
def back_up(data_dir: Path, database: str, file: Path) -> None:
    """Write all data to FILE, and how many rows each table has to FILE.counts.json."""
    counts = backup.backup(addresses.ensure(data_dir, database), file)
    click.echo(f"wrote {file}: {_size(counts)}")


@db.command()
@where
@which
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@speaks_plainly
def restore(data_dir: Path, database: str, file: Path) -> None:
    """Bring FILE back into an empty database, and compare the rows with FILE.counts.json."""
    counts = backup.restore(addresses.ensure(data_dir, database), file)
    click.echo(f"restored {file}: {_size(counts)}, as many as were backed up")


def _size(counts: backup.Counts) -> str:
    return f"{len(counts)} tables, {sum(counts.values())} rows"


def _answer(address: str) -> str:
    with psycopg.connect(address, connect_timeout=10) as connection:
        version = connection.info.server_version
        return f"running at {connection.info.host}, PostgreSQL {version // 10000}.{version % 10000}"
