"""Starting and stopping the PostgreSQL of one home."""

from __future__ import annotations

import os
import socket
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

from fullcircle.infra.database import Refused, binaries, conf, programs
from fullcircle.infra.database.binaries import Binaries
from fullcircle.infra.database.home import Home, reachable

# Below the range that systems hand out for outgoing connections, so that a kept port stays free.
FIRST_PORT, LAST_PORT = 20000, 32000
PASSING = (
    "lock file",
    "pre-existing shared memory block",
    "could not bind",
    "could not create any TCP/IP sockets",
)
RETRY_FOR = 60.0


@dataclass(frozen=True)
class Server:
    """The programs that run one home."""

    home: Home
    postgres: Binaries

    def start(self, *, timeout: float) -> None:
        """Start and wait until it takes connections; crash recovery may need long. Raises Refused."""
        retry_until = time.monotonic() + RETRY_FOR
        while (problem := self._try_to_start(timeout)) is not None:
            if not any(text in problem for text in PASSING) or time.monotonic() > retry_until:
                raise Refused(f"PostgreSQL did not start: {problem} (see {self.home.logs})")
            time.sleep(0.2)

    def stop(self, *, mode: str = "fast", timeout: float = 60) -> bool:
        """Fast and clean: open transactions roll back. False when it was not running. Raises Refused."""
        if postmaster(self.home.data) is None:
            return False
        ended = self._pg_ctl("stop", f"--mode={mode}", f"--timeout={timeout:.0f}")
        if postmaster(self.home.data) is not None:
            raise Refused(f"PostgreSQL did not stop: {programs.reason(ended)}")
        return True

    def _try_to_start(self, timeout: float) -> str | None:
        """What went wrong, or None."""
        _forget_dead_postmaster(self.home.data)
        self._settle_port()
        first_words = self.home.logs / "start.log"
        first_words.unlink(missing_ok=True)
        ended = self._pg_ctl("start", f"--timeout={timeout:.0f}", f"--log={first_words}")
        if ended.returncode == 0:
            return None
        return _fatal_line(first_words) or _fatal_line(_newest_log(self.home.logs)) or programs.reason(ended)

    def _settle_port(self) -> None:
        """Chosen once and kept, unless somebody else has taken it meanwhile."""
        kept = self.home.port
        port = kept if kept and _is_free(kept) else _free_port(self.home.folder)
        self.home.keep_port(port)
        self.home.settings.write_text(conf.text(port=port))
        self.home.settings.chmod(0o644)

    def _pg_ctl(self, verb: str, *options: str) -> programs.Ended:
        command = [self.postgres.program("pg_ctl"), verb, f"--pgdata={self.home.data}", "--wait", *options]
        return programs.run(command, account=self.home.account)


def of(home: Home) -> Server:
    """Raises Refused when the files were made by another major version."""
    found = binaries.find()
    made_by = int((home.data / "PG_VERSION").read_text())
    if made_by != found.version:
        raise Refused(
            f"The database in {home.folder} was made by PostgreSQL {made_by} and this is {found.version}; "
            f"name the older one in {binaries.NAMED}, back up, and restore into a new data directory."
        )
    return Server(home, reachable(found, home.account))


def postmaster(data: Path) -> int | None:
    """Its process id while it lives. The number alone proves nothing: it may be a zombie's or anybody's."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    works_here = _works_in(pid, data) if sys.platform == "linux" else _exists(pid)
    return pid if works_here else None


def _works_in(pid: int, data: Path) -> bool:
    process = Path("/proc") / str(pid)
    try:
        name, _, rest = process.joinpath("stat").read_text().partition("(")[2].rpartition(")")
        if rest.split()[0] == "Z" or not name.startswith("postgres"):
            return False
        return process.joinpath("cwd").readlink() == data.resolve()
    except PermissionError:
        return True  # a live postgres that root in a container may not look into: believe the file
    except OSError:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _forget_dead_postmaster(data: Path) -> None:
    """Where nobody reaps it (many containers), a killed postmaster blocks the next for ever.

    Leftover backends still do, rightly: they hold the shared memory, which PostgreSQL checks on its own.
    """
    if postmaster(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port(folder: Path) -> int:
    """Starts at a place of the folder's own, so that neighbours seldom meet."""
    span = LAST_PORT - FIRST_PORT
    start = zlib.crc32(str(folder).encode()) % span
    for step in range(span):
        if _is_free(port := FIRST_PORT + (start + step) % span):
            return port
    raise Refused(f"No free port between {FIRST_PORT} and {LAST_PORT} on 127.0.0.1.")


def _newest_log(logs: Path) -> Path:
    return max(logs.glob("postgresql-*.log"), key=lambda log: log.stat().st_mtime, default=logs / "none")


def _fatal_line(log: Path) -> str | None:
    """The last reason it gave since its last start."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return next((line for line in reversed(lines[-50:]) if "FATAL:" in line), None)
