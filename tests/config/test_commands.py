"""The command line, in this process: what it prints, and its exit codes."""

import socket
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection, connections

import make
from fullcircle.access import seals
from fullcircle.config import checks
from fullcircle.config.cli import main, refusals, serving


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(main, words)


def test_help_lists_every_subject(run):
    said = run("--help").output

    for name in ("check", "db", "demo", "directory", "events", "forms", "migrate", "serve", "worker"):
        assert name in said


def test_a_command_that_is_not_there_is_wrong_usage(run):
    assert run("fly").exit_code == 2


def test_events_are_sealed_and_verified(committed, tmp_path, run):
    settings.SEAL_DIR = tmp_path
    make.World().person()

    assert "events sealed" in run("events", "seal").output
    verified = run("events", "verify")

    assert verified.exit_code == 0
    assert "Every event is as it was written." in verified.output


def test_a_fault_is_exit_code_one(committed, tmp_path, run):
    settings.SEAL_DIR = tmp_path
    make.World().person()
    seals.seal(at=make.AT)
    (tmp_path / "seals.jsonl").write_text("")

    assert run("events", "verify").exit_code == 1


def seal_between(*moments):
    """The sealing thread's loop; what happens before each turn, then the stop."""
    happens = iter(moments)

    def wait(_seconds):
        moment = next(happens, None)
        if moment:
            moment()
        return moment is None

    serving.seal_on(SimpleNamespace(wait=wait))
    return seals.verify(at=make.AT)


def test_sealing_outlasts_a_lost_database(committed, tmp_path, capsys):
    settings.SEAL_DIR = tmp_path
    world = make.World()

    verdict = seal_between(world.person, connection.connection.close, world.person)

    assert "Sealing waits: OperationalError" in capsys.readouterr().err
    assert (verdict.faults, verdict.unsealed, verdict.seals) == ([], 0, 2)


def test_sealing_outlasts_a_copy_that_cannot_be_written_and_says_which(committed, tmp_path, capsys):
    settings.SEAL_DIR = tmp_path
    world, copy = make.World(), tmp_path / "seals.jsonl"
    copy.mkdir()

    verdict = seal_between(world.person, copy.rmdir)

    assert f"'{copy}'" in capsys.readouterr().err
    assert (verdict.faults, verdict.unsealed, verdict.seals) == ([], 0, 1)


def test_the_settings_of_the_demo_are_unsafe_for_real_use(committed, run):
    said = run("check")

    assert said.exit_code == 1
    assert "FULLCIRCLE_DEMO is on" in said.output
    assert checks.faults_of_the_role() == []


def test_a_taken_port_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as stopped:
            serving.refuse_a_taken_port("127.0.0.1", taken.getsockname()[1])

    assert stopped.value.code == refusals.FAILED


def test_the_server_is_started_for_wsgi_on_the_given_address():
    command = serving.granian("127.0.0.1", 8001, 0)

    assert command[command.index("--port") + 1] == "8001"
    assert command[-1] == "fullcircle.config.wsgi:application"


def test_migrating_again_changes_nothing(committed):
    serving.bring_up_to_date(verbosity=0)
    serving.collect_files()


def test_a_database_of_another_version_is_left_alone(committed, capsys):
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "insert into django_migrations (app, name, applied) values ('access', '0099_later', now())"
        )
    try:
        with pytest.raises(SystemExit):
            serving.bring_up_to_date(verbosity=0)
    finally:
        with connections["migrator"].cursor() as cursor:
            cursor.execute("delete from django_migrations where name = '0099_later'")

    assert (
        "Another version of Fullcircle made this database (it knows access.0099_later"
        in capsys.readouterr().err
    )


def test_a_refusal_of_the_database_is_a_sentence(capsys):
    with pytest.raises(SystemExit), refusals.plainly():
        raise refusals.DatabaseRefused("There is no database.")

    assert capsys.readouterr().err.strip() == "There is no database."
