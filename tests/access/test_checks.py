"""What the server asks itself before it serves: none of it can be talked around."""

import pytest
from django.db import connection, connections

from fullcircle.config import checks


def test_the_serving_role_of_the_tests_is_the_right_one(db):
    assert checks.faults_of_the_role() == []


@pytest.mark.parametrize("alias", ["migrator"])
def test_a_role_that_owns_the_tables_or_may_become_who_sees_all_is_refused(committed, monkeypatch, alias):
    monkeypatch.setattr(checks, "connection", connections[alias])

    assert len(checks.faults_of_the_role()) == 2


def test_a_role_that_a_policy_lets_see_everything_is_refused(db, monkeypatch):
    """The backup's role owns nothing and bypasses nothing, and yet each table is open to it."""
    monkeypatch.setattr(checks, "ROLE", checks.ROLE.replace("current_user", "'fullcircle_backup'::name"))
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = 'fullcircle_backup'")
        assert cursor.fetchone() == (False,)

    assert checks.faults_of_the_role()


@pytest.mark.parametrize(
    ("host", "site", "behind", "alone"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", False, True),
        ("::1", "http://[::1]:8000", False, True),
        ("0.0.0.0", "http://127.0.0.1:8000", False, False),  # noqa: S104
        ("127.0.0.1", "https://care.example.org", False, False),
        ("127.0.0.1", "http://127.0.0.1:8000", True, False),
    ],
)
def test_behind_a_proxy_the_settings_are_checked_too(settings, host, site, behind, alone):
    """Else the demo's doors would open for everybody that a proxy lets in."""
    settings.SITE_URL = site
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind else None

    assert checks.only_for_this_machine(host) is alone


def test_an_empty_file_is_no_key(monkeypatch, tmp_path):
    (tmp_path / "empty").write_text("\n")
    monkeypatch.delenv("FULLCIRCLE_ACTOR_KEY", raising=False)
    monkeypatch.setenv("FULLCIRCLE_ACTOR_KEY_FILE", str(tmp_path / "empty"))

    assert [fault for fault in checks.faults_of_the_settings() if "FULLCIRCLE_ACTOR_KEY is not set" in fault]


def test_seals_beside_the_database_are_found_by_any_path(settings, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "other").mkdir()
    settings.DATA_DIR, settings.SEAL_DIR = tmp_path / "data", tmp_path / "other" / ".." / "data" / "seals"

    assert [fault for fault in checks.faults_of_the_settings() if "FULLCIRCLE_SEAL_DIR" in fault]
