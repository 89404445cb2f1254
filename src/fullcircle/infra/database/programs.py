"""Running PostgreSQL's programs: a clean environment, the right account, no password for others to read."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Ended = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Account:
    """The system account that runs the server."""

    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> Account:
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)

    @classmethod
    def ours(cls) -> Account:
        return cls(os.geteuid(), os.getegid())


def run(
    command: Sequence[str], *, account: Account | None = None, environment: Mapping[str, str] | None = None
) -> Ended:
    """Run to the end and hand back what it said. Nothing of the caller's PG* settings leaks in."""
    other = account if account and account != Account.ours() else None
    return subprocess.run(  # noqa: S603 -- no shell, and every command is built in this package
        list(command),
        cwd="/",
        env={**_environment(), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        user=other.uid if other else None,
        group=other.gid if other else None,
        extra_groups=[] if other else None,
        umask=0o077,
    )


def address_arguments(address: str) -> tuple[str, dict[str, str]]:
    """`--dbname` and the environment for a client program: the password goes where `ps` does not show it."""
    parameters = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    password = parameters.pop("password", None)
    return f"--dbname={make_conninfo(**parameters)}", {"PGPASSWORD": password} if password else {}


def reason(ended: Ended) -> str:
    """The first line that says what went wrong."""
    lines = [line.strip() for line in (ended.stderr or ended.stdout).splitlines() if line.strip()]
    return next(
        (line for line in lines if "error:" in line or "FATAL:" in line), lines[-1] if lines else "no message"
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Asked as that account, so that every kind of permission counts."""
    return run(["/bin/sh", "-c", 'test -x "$0"', str(folder)], account=account).returncode == 0


def can_run(account: Account, program: str) -> bool:
    """Through a shell of that account: what cannot be reached cannot even be started directly."""
    return run(["/bin/sh", "-c", '"$0" --version', program], account=account).returncode == 0


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
