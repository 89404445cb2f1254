"""Where a cluster's files lie and who owns them.

Never root, and no parent directory is ever opened: what the server's account cannot reach goes to
/var/lib/fullcircle.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from fullcircle.infra.database import Refused, binaries, programs
from fullcircle.infra.database.binaries import Binaries
from fullcircle.infra.database.programs import Account

STATE = Path("/var/lib/fullcircle")


@dataclass(frozen=True)
class Home:
    """`data` and `logs` belong to the server's account; the port and the settings to whoever starts it."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def settings(self) -> Path:
        return self.folder / "fullcircle.conf"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def port(self) -> int | None:
        file = self.folder / "port"
        return int(file.read_text()) if file.exists() else None

    def keep_port(self, port: int) -> None:
        (self.folder / "port").write_text(f"{port}\n")

    @property
    def account(self) -> Account:
        """Whoever owns the files runs the server."""
        owner = self.data.stat()
        return Account(owner.st_uid, owner.st_gid)


def of(data_dir: Path) -> Home:
    """The home of a data directory, made or not: `postgres` in it is the folder, or a link to it."""
    return Home((data_dir / "postgres").resolve())


def make(data_dir: Path, superuser_password: str) -> Home:
    """A new cluster's files, complete or not at all. Raises Refused."""
    account = server_account()
    home = _place(data_dir, account)
    draft = home.folder / "data.new"
    if draft.exists():
        shutil.rmtree(draft)  # an earlier try was cut short
    for folder in (draft, home.logs):
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, account.uid, account.gid)
    _initdb(reachable(binaries.find(), account), draft, account, superuser_password)
    draft.rename(home.data)
    return home


def server_account() -> Account:
    """Ourselves, unless we are root: then `postgres`, else a system account made for it. Raises Refused."""
    if os.geteuid() != 0:
        return Account.ours()
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "fullcircle"):
        if name in names:
            return Account.named(name)
    return _new_account("fullcircle")


def reachable(found: Binaries, account: Account) -> Binaries:
    """The same programs at a place the account can run them from, copied if it has to be. Raises Refused."""
    if account == Account.ours() or programs.can_run(account, found.program("postgres")):
        return found
    install = found.folder.parent
    stamp = (found.folder / "postgres").stat()
    copy = STATE / f"postgresql-{_hash(f'{install} {stamp.st_size} {stamp.st_mtime_ns}')}"
    if not copy.exists():
        _copy_install(install, copy)
    moved = Binaries(copy / install.parent.name / install.name / "bin", found.version)
    if not programs.can_run(account, moved.program("postgres")):
        raise Refused(f"The account that runs the server cannot run {moved.program('postgres')}.")
    return moved


def strays(data_dir: Path) -> list[Home]:
    """Homes of the same data directory from before somebody deleted it."""
    current = of(data_dir)
    candidates = [Home(folder) for folder in STATE.glob(f"{_hash(str(data_dir.resolve()))}-*")]
    return [home for home in candidates if home != current and home.exists]


def _place(data_dir: Path, account: Account) -> Home:
    """In the data directory if the account can get there, else under /var/lib, with a link."""
    near = data_dir / "postgres"
    if near.is_symlink() and not near.exists():
        raise Refused(
            f"{near.readlink()} is missing, where the database was; remove {near} to begin with none."
        )
    if near.exists():
        return _folder(near.resolve(), account)
    if account == Account.ours() or programs.can_enter(account, data_dir):
        return _folder(near, account)
    far = STATE / f"{_hash(str(data_dir.resolve()))}-{secrets.token_hex(4)}"
    _make_state()
    home = _folder(far, account)
    near.symlink_to(far)
    return home


def _folder(folder: Path, account: Account) -> Home:
    folder.mkdir(mode=0o700, exist_ok=True)
    # The account only passes through; what root writes here it cannot redirect.
    folder.chmod(0o700 if account == Account.ours() else 0o711)
    return Home(folder)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _new_account(name: str) -> Account:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    if not shutil.which(command[0]):
        command = ["adduser", "-S", "-D", "-H", name]
    ended = programs.run(command)
    if ended.returncode != 0:
        raise Refused(
            f"PostgreSQL must not run as root, and no account could be made: {programs.reason(ended)}"
        )
    return Account.named(name)


def _copy_install(install: Path, copy: Path) -> None:
    """The wheel's programs look for their libraries beside the package, so the folders keep their names."""
    _make_state()
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}")
    package = draft / install.parent.name
    shutil.copytree(install, package / install.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    draft.rename(copy)


def _make_state() -> None:
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o755)


def _initdb(programs_of: Binaries, data: Path, account: Account, password: str) -> None:
    secret = data.with_name("initial-password")
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600, exist_ok=False)
    try:
        secret.write_text(password)
        os.chown(secret, account.uid, account.gid)
        ended = programs.run(_initdb_command(programs_of, data, secret), account=account)
    finally:
        secret.unlink()
    if ended.returncode != 0:
        raise Refused(f"PostgreSQL could not make its files in {data.parent}: {programs.reason(ended)}")
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("include '../fullcircle.conf'\n")


def _initdb_command(found: Binaries, data: Path, secret: Path) -> list[str]:
    # The character type stays with libc even where collation is built in: trigrams and text search read it.
    collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if found.version >= 17 else []
    return [
        found.program("initdb"), f"--pgdata={data}", "--username=postgres", f"--pwfile={secret}",
        "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--data-checksums", "--encoding=UTF8",
        "--locale=C.UTF-8", *collation,
    ]  # fmt: skip
