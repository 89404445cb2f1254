"""One embedded PostgreSQL: started when needed, left running, stopped on request."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from fullcircle.infra.database import Refused, home, server
from fullcircle.infra.database.home import Home
from fullcircle.infra.database.passwords import Passwords

SUPERUSER = "postgres"
START_TIMEOUT = 600.0


@dataclass(frozen=True)
class Status:
    """What a query told, or that none was answered."""

    running: bool
    port: int | None
    version: str | None
    files: Path


class Cluster:
    """The PostgreSQL whose files and secrets belong to one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.passwords = Passwords(self.data_dir / "secrets")

    @property
    def home(self) -> Home:
        return home.of(self.data_dir)

    def start(self, *, timeout: float = START_TIMEOUT) -> Status:
        """Make it if there is none, start it if it does not answer; safe to call at once. Raises Refused."""
        if (status := self.status()).running:
            return status
        self._make_data_dir()
        with self._alone(timeout):
            if not self.status().running:
                self._start(timeout)
        return self.status()

    def stop(self, *, mode: str = "fast") -> bool:
        """False when it was not running. Raises Refused."""
        if server.postmaster(self.home.data) is None:
            return False
        with self._alone(START_TIMEOUT):
            return server.of(self.home).stop(mode=mode)

    def status(self) -> Status:
        """Asked by a query and checked to come from our own files; a process id proves nothing."""
        files, port = self.home.data, self.home.port
        version = self._version() if port else None
        return Status(running=version is not None, port=port, version=version, files=files)

    def admin(self, database: str = "postgres") -> str:
        """The superuser's address. Raises Refused before the first start."""
        port, password = self.home.port, self.passwords.known(SUPERUSER)
        if port is None or password is None:
            raise Refused(f"There is no database in {self.data_dir} yet.")
        return make_conninfo(host="127.0.0.1", port=port, user=SUPERUSER, password=password, dbname=database)

    def remove(self) -> None:
        """Stop it and delete its files: all data is gone."""
        self.stop(mode="immediate")
        shutil.rmtree(self.home.folder, ignore_errors=True)
        link = self.data_dir / "postgres"
        if link.is_symlink():
            link.unlink()

    def _start(self, timeout: float) -> None:
        for stray in home.strays(self.data_dir):
            server.of(stray).stop()
        place = self.home
        if not place.exists:
            place = home.make(self.data_dir, self.passwords.of(SUPERUSER))
        self._until_it_answers(server.of(place), timeout)
        _close_to_strangers(self.admin())

    def _until_it_answers(self, postgres: server.Server, timeout: float) -> None:
        """Whoever started it may have been killed meanwhile, so an unfinished start is waited for."""
        deadline = time.monotonic() + timeout
        while not self.status().running:
            if time.monotonic() > deadline:
                raise Refused(f"PostgreSQL runs but answers no query (see {self.home.logs}).")
            if server.postmaster(self.home.data) is None:
                postgres.start(timeout=timeout)
            else:
                time.sleep(0.1)

    def _version(self) -> str | None:
        """Raises Refused when our own server does not know our password."""
        try:
            with psycopg.connect(self.admin(), connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT current_setting('server_version'), current_setting('data_directory')"
                ).fetchone()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error) and server.postmaster(self.home.data):
                raise Refused(
                    f"The database in {self.data_dir} does not accept the password in its secrets."
                ) from error
            return None
        return str(row[0]) if row and Path(row[1]) == self.home.data else None

    def _make_data_dir(self) -> None:
        # 0711 as root: the server's account passes through to its own folder and can list nothing.
        self.data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)

    @contextmanager
    def _alone(self, timeout: float) -> Iterator[None]:
        """One starter or stopper at a time, across processes."""
        deadline = time.monotonic() + timeout
        with (self.data_dir / "postgres.lock").open("w") as lock:
            while not _locked(lock.fileno()):
                if time.monotonic() > deadline:
                    raise Refused(
                        f"Another process has been starting the database in {self.data_dir} for too long."
                    )
                time.sleep(0.05)
            yield


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _close_to_strangers(admin: str) -> None:
    with psycopg.connect(admin) as connection:
        connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
