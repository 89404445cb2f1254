"""The world of the tests: a real PostgreSQL, created and migrated as `migrator`, then used as `app`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from emptied import DATABASE, empty_every_table

ROOT = Path(__file__).resolve().parent.parent

# A data directory for each PostgreSQL that the suite runs on: major versions do not share one.
SERVER = os.environ.get("FULLCIRCLE_POSTGRES_BIN", "embedded").strip("/").replace("/", "-")
os.environ["FULLCIRCLE_DATA_DIR"] = str(ROOT / ".fullcircle" / f"test-{SERVER}")
os.environ |= {
    "FULLCIRCLE_DATABASE": DATABASE,
    "FULLCIRCLE_GUARD": "yes",
    "FULLCIRCLE_DEMO": "yes",
    "FULLCIRCLE_PSEUDO_LANGUAGE": "yes",
    "FULLCIRCLE_SITE_URL": "http://testserver",
    "FULLCIRCLE_HOSTS": "testserver,127.0.0.1,localhost",
}
# The browser's driver keeps an event loop in the thread of the tests; our own code is synchronous throughout.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
for name in ("DATABASE_URL", "FULLCIRCLE_MIGRATOR_URL"):
    os.environ.pop(name, None)


def fresh_database() -> None:
    """Drop and make this worker's database, with the five roles."""
    from fullcircle.infra.database import addresses

    data_dir = Path(os.environ["FULLCIRCLE_DATA_DIR"])
    admin = addresses.ensure(data_dir).of("admin")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{DATABASE}" with (force)')
    addresses.ensure(data_dir, DATABASE)


fresh_database()
os.environ["DJANGO_SETTINGS_MODULE"] = "fullcircle.config.settings"


def plain_static_files() -> None:
    """Tests need no collected files."""
    from django.conf import settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


plain_static_files()


def quick_passwords() -> None:
    """Worlds are built hundreds of times; how passwords are kept is Django's own test."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


quick_passwords()


@pytest.fixture(autouse=True)
def plain_language() -> Iterator[None]:
    """A page in Spanish must not leave its language to the test that comes after it in the same worker."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers load their settings after this file has named their database, not before."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, tmp_path_factory) -> None:
    """Tables by `migrator`; everything after runs as `app`."""
    from django.conf import settings
    from django.core.management import call_command

    from fullcircle.access import keys
    from fullcircle.demo import town

    settings.SEAL_DIR = tmp_path_factory.mktemp("seals")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock():
        call_command("migrate", database="migrator", verbosity=0, interactive=False)
        keys.install()
        town.allow_what_only_a_demo_may()


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Real transactions, for races and workers; every table is emptied afterwards by `migrator`."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections["default"].close()
        empty_every_table()
        connections["migrator"].close()


@pytest.fixture
def pages_at(monkeypatch):
    """The pages' clock stands at this time."""
    import make

    def stand(at=make.AT):
        monkeypatch.setattr("fullcircle.web.acting.now", lambda: at)

    stand()
    return stand


@pytest.fixture
def world(db):
    """A small network: a hub, two organizations that send, two that answer, and the people who work there."""
    import make

    return make.World()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    from browsing import CHROMIUM, FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
