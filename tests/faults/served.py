"""A served installation of the fault tests' own, and what its database must hold after any fault."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from bench import processes
from bench.installation import free_port
from bench.visitor import Visitor

from fullcircle.infra.database import addresses, server
from fullcircle.infra.database.cluster import Cluster

STARTS_WITHIN = 90
UNSEALED = (
    "select 1 from access_event e where not exists (select from access_sealed s where s.seq = e.seq) limit 1"
)


class Served:
    """`fullcircle demo` with two web processes and a worker, in a folder of its own."""

    def __init__(self, folder):
        self.data_dir, self.port = folder / "data", free_port()
        self.cluster = Cluster(self.data_dir)
        names = ("DATABASE_URL", "FULLCIRCLE_DATABASE", "FULLCIRCLE_SITE_URL", "DJANGO_SETTINGS_MODULE")
        self.environment = {k: v for k, v in os.environ.items() if k not in names} | {
            "FULLCIRCLE_GUARD": "no",
            "FULLCIRCLE_HOSTS": "127.0.0.1",
        }
        self.log = (folder / "log").open("w+")
        command = ["demo", "--people", "2", "--port", str(self.port), "--data-dir", str(self.data_dir)]
        self.process = self.run(command)
        self.until(lambda: self.status("/readyz") == 200, within=STARTS_WITHIN)

    def run(self, command):
        return subprocess.Popen(
            [sys.executable, "-m", "fullcircle", *command],
            env=self.environment, stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def verify(self):
        """What `fullcircle events verify` says once the worker has sealed every event, and its exit code."""
        self.until(lambda: not self.asks(UNSEALED), within=20)
        ended = subprocess.run(
            [sys.executable, "-m", "fullcircle", "events", "verify", "--data-dir", str(self.data_dir)],
            env=self.environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        return ended.returncode, ended.stdout + ended.stderr

    def status(self, path):
        answer = self.answer(path)
        return answer.status if answer else 0

    def answer(self, path):
        visitor = Visitor(self.port, timeout=5)
        try:
            return visitor.ask("GET", path)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            visitor.close()

    def until(self, holds, *, within):
        """Wait for something to become true; how long is no matter, that it does is."""
        deadline = time.monotonic() + within
        while not holds():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                raise AssertionError(f"It did not come about: {self.log.read()[-3000:]}")
            time.sleep(0.1)

    def web_processes(self):
        """granian's workers, the oldest first."""
        return [
            pid
            for child in processes.children(self.process.pid)
            if b"granian" in _command(child)
            for pid in processes.children(child)
            if b"worker-" in _command(pid)
        ]

    def kill_postgres(self):
        pid = server.postmaster(self.cluster.home.data)
        os.kill(pid, signal.SIGKILL)

    def start_postgres(self):
        self.cluster.start(timeout=60)

    def asks(self, sql, *values):
        """Rows as the superuser sees them, whom no policy filters."""
        with psycopg.connect(addresses.resolve(self.data_dir).of("admin")) as connection:
            return connection.execute(sql, values).fetchall()

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            for pid in reversed(processes.tree(self.process.pid)):
                os.kill(pid, signal.SIGKILL)
        self.cluster.remove()
        self.log.close()


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
