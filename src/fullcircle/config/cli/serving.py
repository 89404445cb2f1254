"""`fullcircle migrate`, `serve`, `worker`, `check`, `demo`: what makes a running installation."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import click
import psycopg

from fullcircle.config.cli import refusals
from fullcircle.infra.database import addresses

DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where data is kept (FULLCIRCLE_DATA_DIR).",
)
START_TIMEOUT = 60
SEAL_EVERY = 1.0
TRY_AGAIN = 1.0


@click.command()
@DATA_DIR
def migrate(data_dir: Path | None) -> None:
    """Bring the database's tables up to date, as its owner."""
    with refusals.plainly():
        addresses.ensure(refusals.use_data_dir(data_dir))
    refusals.django()
    bring_up_to_date()


def bring_up_to_date(verbosity: int = 1) -> None:
    from django.core.management import call_command

    from fullcircle.access import keys

    refuse_what_another_version_made()
    call_command("migrate", database="migrator", verbosity=verbosity, interactive=False)
    keys.install()


def refuse_what_another_version_made() -> None:
    """A later version's tables, or those of an unreleased earlier one: to migrate them would lose or break something."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connections["migrator"], ignore_no_migrations=True)
    unknown = sorted(
        f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations)
    )
    if unknown:
        refusals.stop(
            f"Another version of Fullcircle made this database (it knows {unknown[0]}, and this version does not)."
            " Go on with that version, or choose another place with --data-dir.",
            refusals.FAILED,
        )


def collect_files() -> None:
    """Static files under names that say their content, so that browsers may keep them for good."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


@click.command()
@DATA_DIR
def check(data_dir: Path | None) -> None:
    """Say whether the settings are safe for real use; exit 1 where they are not."""
    refusals.use_data_dir(data_dir)
    with refusals.plainly():
        refusals.django()
    from fullcircle.config import checks

    faults = checks.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        refusals.stop(f"{len(faults)} settings are unsafe.", refusals.FAILED)
    click.echo("Settings are safe.")


@click.command()
@DATA_DIR
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=0, help="Processes; one a core if not given.")
def serve(data_dir: Path | None, host: str, port: int, workers: int) -> None:
    """Serve the pages. Refuses to start with unsafe settings or a database role that bypasses row security."""
    refusals.use_data_dir(data_dir)
    with refusals.plainly():
        addresses.ensure(refusals.use_data_dir(None))
    refusals.django()
    from fullcircle.config import checks

    faults = checks.faults_of_the_role() if checks.only_for_this_machine(host) else checks.faults()
    if faults:
        refusals.stop(" ".join(faults), refusals.FAILED)
    refuse_a_taken_port(host, port)
    collect_files()
    os.execv(sys.executable, granian(host, port, workers))  # noqa: S606 - our own server, no shell


def granian(host: str, port: int, workers: int) -> list[str]:
    processes = workers or os.cpu_count() or 1
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "warning",
        "--no-ws", "fullcircle.config.wsgi:application",
    ]  # fmt: skip


def refuse_a_taken_port(host: str, port: int) -> None:
    """granian shares ports (SO_REUSEPORT), so that two servers would answer in turn without either noticing."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            refusals.stop(
                f"Port {port} is in use by another program. Choose another with --port.", refusals.FAILED
            )


@click.command()
@DATA_DIR
def worker(data_dir: Path | None) -> None:
    """Deliver messages and run jobs; seal events every second."""
    refusals.use_data_dir(data_dir)
    refusals.django()
    run_worker()


def run_worker() -> None:
    stopping = threading.Event()
    sealer = threading.Thread(target=seal_on, args=(stopping,), daemon=True)
    sealer.start()
    while not worked_to_the_end():
        time.sleep(TRY_AGAIN)
    stopping.set()


class LostDatabase(logging.Handler):
    """procrastinate stops as if it had been told to when one of its side tasks fails, and says so only in its log."""

    noticed = False

    def emit(self, record: logging.LogRecord) -> None:
        self.noticed |= getattr(record, "action", "") == "side_task_failed"


def worked_to_the_end() -> bool:
    """Run jobs until told to stop. False where the database was lost: procrastinate gives up then, and we do not."""
    from django.db import DatabaseError
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException

    lost, log = LostDatabase(), logging.getLogger("procrastinate")
    log.addHandler(lost)
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(delete_jobs="successful", listen_notify=True)
    except (ConnectorException, DatabaseError, psycopg.Error) as error:
        click.echo(f"Jobs wait: {type(error).__name__}", err=True)
        return False
    finally:
        log.removeHandler(lost)
    return not lost.noticed


def seal_on(stopping: threading.Event) -> None:
    """Seal what was written, every second, until told to stop; it outlasts a lost database and a full disk."""
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from fullcircle.access import seals

    while not stopping.wait(SEAL_EVERY):
        try:
            while seals.seal(at=timezone.now()) == seals.BATCH:
                pass
        except DatabaseError as error:
            click.echo(f"Sealing waits: {type(error).__name__}", err=True)
            connection.close()
        except OSError as error:
            click.echo(
                f"Sealing waits, its copy outside the database cannot be read or written: {error}", err=True
            )


@click.command()
@DATA_DIR
@click.option("--port", default=8000, show_default=True)
@click.option("--people", default=400, show_default=True, help="How many residents the practice town has.")
def demo(data_dir: Path | None, port: int, people: int) -> None:
    """A working community on this machine: the practice town, with a role to try behind each door."""
    os.environ |= {
        "FULLCIRCLE_DEMO": "yes", "FULLCIRCLE_SITE_URL": f"http://127.0.0.1:{port}",
        "FULLCIRCLE_PSEUDO_LANGUAGE": os.environ.get("FULLCIRCLE_PSEUDO_LANGUAGE", "no"),
    }  # fmt: skip
    refuse_a_taken_port("127.0.0.1", port)
    with refusals.plainly():
        click.echo("Starting the database …")
        addresses.ensure(refusals.use_data_dir(data_dir))
    refusals.django()
    bring_up_to_date(verbosity=0)
    collect_files()
    from django.db import connections

    from fullcircle.demo import town

    with click.progressbar(length=people, label="Seeding the practice town", show_pos=True) as bar:
        seeded = town.ensure(people=people, progress=bar.update)
    connections.close_all()
    click.echo("The practice town is new." if seeded else "The practice town is as you left it.")
    run_demo(port, town.doors())


def run_demo(port: int, doors: list[tuple[str, str]]) -> None:
    """Server and worker as children; both end with this process."""
    server = subprocess.Popen(granian("127.0.0.1", port, 2))  # noqa: S603
    jobs = subprocess.Popen([sys.executable, "-m", "fullcircle", "worker"])
    children = [server, jobs]

    def end(*_signal: Any) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if not answers(port, server):
        end()
        refusals.stop(
            f"The server did not answer on port {port}. Is another program using it?", refusals.FAILED
        )
    for name, path in doors:
        click.echo(f"  {name}: http://127.0.0.1:{port}{path}")
    click.echo(f"ready: http://127.0.0.1:{port}/")
    sys.stdout.flush()
    code = server.wait()
    end()
    jobs.wait(timeout=20)
    sys.exit(0 if code in {0, -signal.SIGTERM, -signal.SIGINT} else code)


def answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Does our server answer, and is it ours? A port taken by another program makes ours stop."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                return server.poll() is None and answer.status == 200
        except OSError:
            time.sleep(0.1)
    return False
