"""`fullcircle db`, as typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from fullcircle.config.cli import main


@pytest.fixture
def db():
    def typed(*words):
        return CliRunner().invoke(main, ["db", *map(str, words)])

    return typed


def test_start_status_stop(db, own):
    place = ("--data-dir", own.data_dir)

    assert db("start", *place).exit_code == 0
    assert "PostgreSQL" in db("status", *place).output
    assert db("stop", *place).output == "stopped\n"
    assert db("stop", *place).output == "was not running\n"


def test_status_of_a_stopped_server_fails(db, own):
    result = db("status", "--data-dir", own.data_dir)

    assert result.exit_code == 1
    assert result.stderr == f"Error: The database in {own.data_dir} is not running.\n"


def test_backup_and_restore(db, shared, tmp_path):
    place = ("--data-dir", shared.data_dir, "--database")

    assert "0 tables, 0 rows" in db("backup", *place, "cli_from", tmp_path / "b").output
    assert "as many as were backed up" in db("restore", *place, "cli_to", tmp_path / "b").output


def test_an_error_is_one_sentence(db, shared, tmp_path):
    result = db("restore", "--data-dir", shared.data_dir, tmp_path / "none")

    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path}/none cannot be read: No such file or directory.\n"
    assert result.stdout == ""


def test_wrong_usage_is_two(db):
    assert db("backup").exit_code == 2


def test_a_shell_is_a_role(shared):
    fullcircle = Path(sys.executable).with_name("fullcircle")
    words = [fullcircle, "db", "shell", "--data-dir", shared.data_dir, "--as", "report", "--", "-Atc"]

    ended = subprocess.run([*words, "SELECT current_user"], capture_output=True, text=True, check=True)

    assert ended.stdout == "fullcircle_report\n"


@pytest.mark.parametrize(
    ("verb", "code", "said"),
    [("start", 0, "by the environment"), ("stop", 1, "by the environment"), ("status", 0, "running at")],
)
def test_a_server_elsewhere_is_not_ours_to_run(db, shared, monkeypatch, verb, code, said):
    from fullcircle.infra.database import addresses

    monkeypatch.setenv("DATABASE_URL", addresses.ensure(shared.data_dir).app)

    result = db(verb)

    assert result.exit_code == code
    assert said in result.output


def test_a_server_elsewhere_that_does_not_answer_fails(db, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert db("status").exit_code == 1


def test_what_the_account_may_not_use_is_denied(db, own, monkeypatch):
    """Root may use everything, so the refusal is brought about by an unreadable name."""
    from fullcircle.config.cli import db as commands

    def refuse(*_):
        raise PermissionError(13, "Permission denied", "secrets")

    monkeypatch.setattr(commands.addresses, "ensure", refuse)
    result = db("start", "--data-dir", own.data_dir)

    assert result.exit_code == 3
    assert result.stderr == "Error: This account may not use secrets.\n"
