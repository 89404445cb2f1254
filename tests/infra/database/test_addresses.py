"""Where the database is: from the environment, from files, or embedded."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg.conninfo import conninfo_to_dict

from fullcircle.infra.database import Refused, roles
from fullcircle.infra.database import addresses as places
from fullcircle.infra.database.passwords import Passwords

GIVEN = "postgresql://someone@db.example/town"


def test_the_environment_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", GIVEN)
    monkeypatch.setenv("FULLCIRCLE_MIGRATOR_URL", "postgresql://other@db.example/town")

    found = places.resolve(tmp_path)

    assert found == places.Addresses(app=GIVEN, migrator="postgresql://other@db.example/town")
    assert places.ensure(tmp_path) == found
    assert list(tmp_path.iterdir()) == []


def test_an_address_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text(GIVEN + "\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))

    assert places.resolve(tmp_path).app == GIVEN


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"DATABASE_URL": GIVEN, "DATABASE_URL_FILE": "/f"}, "both set"),
        ({"DATABASE_URL_FILE": "/nowhere/url"}, "cannot be read"),
    ],
)
def test_unclear_settings_are_refused(monkeypatch, tmp_path, settings, message):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(Refused, match=message):
        places.resolve(tmp_path)


def test_a_database_cannot_be_chosen_against_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", GIVEN)

    with pytest.raises(Refused, match="names the database already"):
        places.ensure(tmp_path, "other")


def test_what_is_not_set_is_named_when_needed():
    with pytest.raises(Refused, match="FULLCIRCLE_BACKUP_URL is not set"):
        places.Addresses(app=GIVEN).of("backup")


def test_an_unknown_role_is_refused():
    with pytest.raises(Refused, match="no database role nobody"):
        places.Addresses(app=GIVEN).of("nobody")


def test_asking_starts_and_writes_nothing(tmp_path):
    with pytest.raises(Refused, match="no database"):
        places.resolve(tmp_path / "none")

    assert list(tmp_path.iterdir()) == []


def test_asking_gives_what_ensuring_gave(shared):
    assert places.ensure(shared.data_dir) == places.resolve(shared.data_dir)


def test_a_database_without_roles_yet_is_said_plainly(own):
    own.start()

    with pytest.raises(Refused, match="fullcircle db start"):
        places.resolve(own.data_dir)


def test_ensuring_again_is_quick(shared):
    places.ensure(shared.data_dir)
    before = time.monotonic()

    places.ensure(shared.data_dir)

    assert time.monotonic() - before < 1


def test_many_may_ensure_at_once(shared):
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda n: places.ensure(shared.data_dir, f"at_once_{n % 2}"), range(8)))

    assert len(found) == 2


def test_another_server_is_provisioned_by_its_superuser(monkeypatch, shared, tmp_path, own, does):
    own.start()
    monkeypatch.setenv("FULLCIRCLE_ADMIN_URL", places.url(own.admin()))

    found = places.ensure(tmp_path / "client")

    assert conninfo_to_dict(found.app)["port"] == str(own.home.port)
    assert does(found.app, "SELECT current_user") == [(roles.APP,)]
    assert places.resolve(tmp_path / "client") == found


def test_a_lost_password_is_set_anew(own, does):
    places.ensure(own.data_dir)
    (own.passwords.folder / f"database-{roles.APP}").unlink()

    found = places.ensure(own.data_dir)

    assert does(found.app, "SELECT 1") == [(1,)]


def test_passwords_are_not_printed(shared):
    found = places.ensure(shared.data_dir)

    assert str(conninfo_to_dict(found.app)["password"]) not in repr(found)


def test_two_who_need_a_password_at_once_get_the_same(tmp_path):
    passwords = Passwords(tmp_path / "secrets")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: passwords._new("role"), range(32)))) == 1


@pytest.mark.parametrize(
    "address",
    [
        "host=127.0.0.1 port=20001 user=a password='p@ss/w:rd?' dbname=town",
        "host=/run/postgresql dbname=town user=a",
        "host=h1,h2 port=1,2 dbname='to wn'",
        "host=h dbname=town sslmode=require application_name='a b'",
        "dbname=town",
    ],
)
def test_a_url_says_what_the_words_said(address):
    said = conninfo_to_dict(address)

    assert conninfo_to_dict(places.url(address)) == {"port": "5432", **said}
