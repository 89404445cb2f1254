"""An installation for the benchmarks: a data directory of its own, one serving process, its processes by name."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import processes

LINK = re.compile(r"/([acr])/([\w-]{20,})")
LAST = "select body from infra_message where number > %s order by number"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Outbox:
    """Links as their receivers have them, read on a connection of its own whose cost can be taken off."""

    def __init__(self, migrator: str) -> None:
        self.connection = psycopg.connect(migrator, autocommit=True)
        self.connection.execute("set role fullcircle_definer")
        self.seen = self._one("select coalesce(max(number), 0) from infra_message")

    def _one(self, sql: str) -> int:
        row = self.connection.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def token(self, kind: str) -> str:
        """The newest link of this kind since the last question."""
        bodies = [row[0] for row in self.connection.execute(LAST, [self.seen], prepare=True)]
        found = [token for body in bodies for what, token in LINK.findall(body) if what == kind]
        if not found:
            raise LookupError(f"No link of kind {kind} was written")
        return str(found[-1])

    def skip(self) -> None:
        self.seen = self._one("select coalesce(max(number), 0) from infra_message")

    @property
    def pid(self) -> int:
        return self.connection.info.backend_pid


@dataclass
class Installation:
    data_dir: Path
    port: int
    addresses: Any
    server: subprocess.Popen[bytes] | None = None

    @property
    def postmaster(self) -> int:
        from fullcircle.infra.database import server
        from fullcircle.infra.database.cluster import Cluster

        pid = server.postmaster(Cluster(self.data_dir).home.data)
        if pid is None:
            raise RuntimeError("PostgreSQL is not running")
        return pid

    def cpu(self) -> tuple[float, float]:
        """(the app's, PostgreSQL's) milliseconds so far."""
        return processes.cpu(self.server.pid) if self.server else 0.0, processes.cpu(self.postmaster)

    def admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.addresses.of("admin"), autocommit=True)

    def seed(self, people: int) -> None:
        """Tables, static files and the practice town, in this process."""
        from fullcircle.config.cli import serving
        from fullcircle.demo import town

        serving.bring_up_to_date(verbosity=0)
        serving.collect_files()
        town.ensure(people=people, progress=lambda _n: None)

    def serve(self) -> None:
        from fullcircle.config.cli import serving

        self.server = subprocess.Popen(serving.granian("127.0.0.1", self.port, 1))
        if not serving.answers(self.port, self.server):
            raise RuntimeError("The server did not answer")

    def end(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=20)


def ready(data_dir: Path) -> Installation:
    """Start its PostgreSQL, and set this process up as its application."""
    port = free_port()
    os.environ |= {
        "FULLCIRCLE_DATA_DIR": str(data_dir), "FULLCIRCLE_DEMO": "yes", "FULLCIRCLE_SITE_URL": f"http://127.0.0.1:{port}",
        "FULLCIRCLE_HOSTS": "127.0.0.1,testserver", "FULLCIRCLE_GUARD": "no",
    }  # fmt: skip
    for name in ("DATABASE_URL", "FULLCIRCLE_ADMIN_URL"):
        os.environ.pop(name, None)
    from fullcircle.config.cli import refusals
    from fullcircle.infra.database import addresses

    found = addresses.ensure(data_dir)
    refusals.django()
    return Installation(data_dir, port, found)


@contextmanager
def temporary(kept: Path | None) -> Iterator[Installation]:
    """In a folder that goes away afterwards, or in the one that was named, which stays. Everything is stopped."""
    from fullcircle.infra.database.cluster import Cluster

    folder = kept or Path(tempfile.mkdtemp(prefix="fullcircle-bench-"))
    here: Installation | None = None
    try:
        here = ready(folder)
        yield here
    finally:
        if here:
            here.end()
        cluster = Cluster(folder)
        if kept:
            cluster.stop()
        else:
            cluster.remove()
            shutil.rmtree(folder, ignore_errors=True)


def settled(seconds: float = 1.0) -> None:
    """Let what was started by the last step come to rest."""
    sys.stdout.flush()
    time.sleep(seconds)
