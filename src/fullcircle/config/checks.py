"""What makes an installation unsafe for real people. `fullcircle check` and `serve` ask here."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from fullcircle.infra import environment

KEYS = ("FULLCIRCLE_SECRET_KEY", "FULLCIRCLE_ACTOR_KEY", "FULLCIRCLE_EVENT_KEY")
SHORTEST_KEY = 32

# Of every role that the serving one is or may become: policies hold for members of the role that they name.
ROLE = """
select bool_or(r.rolsuper or r.rolbypassrls or r.rolname in ('fullcircle_definer', 'fullcircle_backup')),
  bool_or(exists (select 1 from pg_class c where c.relowner = r.oid and c.relname = %s))
from pg_roles r where pg_has_role(current_user, r.oid, 'member')
"""
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def faults() -> list[str]:
    """One sentence a fault; empty where everything is safe."""
    return [*faults_of_the_settings(), *faults_of_the_role()]


def only_for_this_machine(host: str) -> bool:
    """Is nobody else served? Behind a proxy the server listens on this machine too, but the pages' address is another."""
    return host in THIS_MACHINE and not settings.SECURE_PROXY_SSL_HEADER and (
        urlsplit(settings.SITE_URL).hostname in THIS_MACHINE
    )  # fmt: skip


def faults_of_the_settings() -> list[str]:
    found = []
    if settings.DEBUG:
        found.append("FULLCIRCLE_DEBUG is on; turn it off.")
    if settings.DEMO:
        found.append("FULLCIRCLE_DEMO is on; anybody could sign in as anybody.")
    if not settings.SECURE:
        found.append("FULLCIRCLE_SITE_URL does not begin with https.")
    if not settings.REQUIRE_SECOND_FACTOR:
        found.append("FULLCIRCLE_REQUIRE_SECOND_FACTOR is off; staff would sign in with a password alone.")
    if "*" in settings.ALLOWED_HOSTS:
        found.append("FULLCIRCLE_HOSTS admits every name; list yours.")
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
        found.append("DATABASE_URL is not set: the embedded database is for trying out, not for real people.")
    return found + _faults_of_keys() + _faults_of_sinks()


def _faults_of_keys() -> list[str]:
    given = {name: environment.text(name) for name in KEYS}
    found = [f"{name} is not set; give a secret of your own." for name, value in given.items() if not value]
    values = (settings.SECRET_KEY, settings.ACTOR_KEY, settings.EVENT_KEY)
    if len(set(values)) < len(values):
        found.append("Two of the keys are the same; give three different secrets.")
    found += [f"{name} is shorter than {SHORTEST_KEY} letters." for name, value in zip(KEYS, values, strict=True)
              if len(value) < SHORTEST_KEY]  # fmt: skip
    return found


def _faults_of_sinks() -> list[str]:
    found = []
    if settings.SEAL_DIR.resolve().is_relative_to(settings.DATA_DIR.resolve()):
        found.append(
            "FULLCIRCLE_SEAL_DIR lies beside the database; name a place that its owner cannot write."
        )
    if not settings.SMTP_URL:
        found.append("FULLCIRCLE_SMTP_URL is not set; nobody would get a message.")
    return found


def faults_of_the_role() -> list[str]:
    """The serving role must neither bypass row security nor own the tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(ROLE, ["people_person"])
            bypasses, owns = cursor.fetchone() or (True, True)
    except DatabaseError as error:
        return [f"The database does not answer: {type(error).__name__}."]
    found = ["The database role bypasses row security; serve as fullcircle_app."] if bypasses else []
    if owns:
        found.append("The database role owns the tables; serve as fullcircle_app.")
    return found
