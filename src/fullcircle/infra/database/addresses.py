"""Where the database is, for each role: from the environment, else from the embedded cluster.

`DATABASE_URL` is the app's; `FULLCIRCLE_{MIGRATOR,REPORT,BACKUP,ADMIN}_URL` are the others'. Each may be
given as a file's name instead (`…_FILE`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict

from fullcircle.infra.database import Refused, roles
from fullcircle.infra.database.cluster import Cluster
from fullcircle.infra.database.passwords import Passwords

DATABASE = "fullcircle"
NAMES = {
    "app": "DATABASE_URL",
    "migrator": "FULLCIRCLE_MIGRATOR_URL",
    "report": "FULLCIRCLE_REPORT_URL",
    "backup": "FULLCIRCLE_BACKUP_URL",
    "admin": "FULLCIRCLE_ADMIN_URL",
}


@dataclass(frozen=True)
class Addresses:
    """One URL a role; None where nobody told us. They hold passwords, so they are never printed."""

    app: str = field(repr=False)
    migrator: str | None = field(default=None, repr=False)
    report: str | None = field(default=None, repr=False)
    backup: str | None = field(default=None, repr=False)
    admin: str | None = field(default=None, repr=False)

    def of(self, role: str) -> str:
        """Raises Refused when it is not known."""
        if role not in NAMES:
            raise Refused(f"There is no database role {role}; the roles are {', '.join(NAMES)}.")
        address: str | None = getattr(self, role)
        if address is None:
            raise Refused(f"{NAMES[role]} is not set, and this needs it.")
        return address


def data_directory() -> Path:
    return Path(os.environ.get("FULLCIRCLE_DATA_DIR") or ".fullcircle").absolute()


def is_elsewhere() -> bool:
    """Is the database somebody else's to start and stop?"""
    return bool(_setting("DATABASE_URL") or _setting("FULLCIRCLE_ADMIN_URL"))


def resolve(data_dir: Path, database: str = DATABASE) -> Addresses:
    """The addresses as they stand; starts and writes nothing. Raises Refused before there is a database."""
    if _setting("DATABASE_URL"):
        return _given(database)
    admin = _setting("FULLCIRCLE_ADMIN_URL") or Cluster(data_dir).admin()
    return _made(admin, database, Passwords(data_dir / "secrets"))


def ensure(data_dir: Path, database: str = DATABASE) -> Addresses:
    """The addresses of a database that runs and has its roles; makes what is missing. Raises Refused."""
    if _setting("DATABASE_URL"):
        return _given(database)
    admin = _setting("FULLCIRCLE_ADMIN_URL")
    if admin is None:
        cluster = Cluster(data_dir)
        cluster.start()
        admin = cluster.admin()
    passwords = Passwords(data_dir / "secrets")
    roles.provision(admin, database, passwords.of)
    return _made(admin, database, passwords)


def url(address: str) -> str:
    """Any connection string as a URL."""
    words = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    user, password = quote(words.pop("user", ""), safe=""), quote(words.pop("password", ""), safe="")
    database, port = quote(words.pop("dbname", ""), safe=""), words.pop("port", "5432")
    # A host that is a folder, or several hosts, only fit behind the question mark.
    place = "" if "/" in words.get("host", "/") or "," in words["host"] else f"{words.pop('host')}:{port}"
    if not place:
        words["port"] = port
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgresql://{who}{place}/{database}" + (
        f"?{urlencode(words, quote_via=quote)}" if words else ""
    )


def _given(database: str) -> Addresses:
    if database != DATABASE:
        raise Refused(f"DATABASE_URL names the database already, so {database} cannot be chosen.")
    app = _setting("DATABASE_URL")
    others = {role.name: _setting(NAMES[role.name]) for role in fields(Addresses) if role.name != "app"}
    return Addresses(app=str(app), **others)


def _made(admin: str, database: str, passwords: Passwords) -> Addresses:
    def address(role: str) -> str:
        password = passwords.known(role)
        if password is None:
            raise Refused(
                f"There is no password for {role} in {passwords.folder} yet; run `fullcircle db start`."
            )
        return url(roles.at(admin, dbname=database, user=role, password=password))

    return Addresses(
        app=address(roles.APP),
        migrator=address(roles.MIGRATOR),
        report=address(roles.REPORT),
        backup=address(roles.BACKUP),
        admin=url(roles.at(admin, dbname=database)),
    )


def _setting(name: str) -> str | None:
    """A variable, or what stands in the file that `<name>_FILE` names. Raises Refused."""
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value and file:
        raise Refused(f"{name} and {name}_FILE are both set; keep one.")
    if not file:
        return value or None
    try:
        return Path(file).read_text().strip() or None
    except OSError as error:
        raise Refused(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error
