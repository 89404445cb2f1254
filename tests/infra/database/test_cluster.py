"""The embedded server: always startable, never root, nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from fullcircle.infra.database import Refused, binaries, conf, home, server

START = "import sys; from pathlib import Path; from fullcircle.infra.database.cluster import Cluster; "
START += "print(Cluster(Path(sys.argv[1])).start().port)"


def start_elsewhere(cluster):
    return subprocess.Popen(
        [sys.executable, "-c", START, str(cluster.data_dir)], stdout=subprocess.PIPE, text=True
    )


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_it_starts_tells_and_stops(own):
    assert not own.status().running

    started = own.start()

    assert started.running
    assert own.status() == started
    assert own.stop()
    assert not own.status().running
    assert not own.stop()


def test_a_restart_keeps_data_and_port(own, does):
    port = own.start().port
    does(own.admin(), "CREATE TABLE kept AS SELECT 7 AS n")

    own.stop()

    assert own.start().port == port
    assert does(own.admin(), "TABLE kept") == [(7,)]


def test_a_second_start_leaves_the_first_alone(shared):
    before = server.postmaster(shared.home.data)

    shared.start()

    assert server.postmaster(shared.home.data) == before


def test_commits_survive_a_killed_server(own, does):
    own.start()
    does(own.admin(), "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(server.postmaster(own.home.data), signal.SIGKILL)

    own.start()

    assert does(own.admin(), "TABLE kept") == [(7,)]


def test_a_killed_server_is_not_called_running(own):
    own.start()

    os.kill(server.postmaster(own.home.data), signal.SIGKILL)

    wait_until(lambda: server.postmaster(own.home.data) is None)
    assert not own.status().running


def test_a_lock_file_that_names_somebody_elses_process_is_no_server(own):
    own.start()
    own.stop()
    (own.home.data / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert server.postmaster(own.home.data) is None
    assert own.start().running


def test_an_unfinished_start_is_waited_for(own):
    """A starter may be killed while the server still recovers."""
    own.start()
    own.stop()
    postgres = server.of(own.home)
    postgres._pg_ctl("start", "--no-wait", f"--log={own.home.logs / 'start.log'}")

    assert own.start().running


def test_many_starts_at_once_make_one_server(own):
    starters = [start_elsewhere(own) for _ in range(4)]

    ports = {starter.communicate(timeout=60)[0].strip() for starter in starters}

    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert ports == {str(own.status().port)}


def test_it_outlives_whoever_started_it(own):
    start_elsewhere(own).communicate(timeout=60)

    assert own.status().running
    assert os.getsid(server.postmaster(own.home.data)) != os.getsid(0)


def test_a_port_taken_by_another_server_is_given_up(own, shared):
    own.start()
    own.stop()
    taken = shared.status().port
    own.home.keep_port(taken)

    assert not own.status().running
    assert own.start().port != taken
    assert shared.status().running


def test_a_first_start_cut_short_is_begun_anew(own):
    own.start()
    own.stop()
    own.home.data.rename(own.home.folder / "data.new")

    assert own.start().running


def test_files_that_vanished_are_not_replaced_by_empty_ones(own, tmp_path):
    own.data_dir.mkdir()
    (own.data_dir / "postgres").symlink_to(tmp_path / "gone")

    with pytest.raises(Refused, match="gone is missing"):
        own.start()


def test_a_starter_that_hangs_does_not_hang_the_next(own):
    own.data_dir.mkdir()

    with own._alone(1), pytest.raises(Refused, match="Another process"):
        own.start(timeout=0.1)


def test_a_number_of_no_process_is_dead():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    assert server._exists(os.getpid())
    assert not server._exists(ended.pid)


def test_it_never_runs_as_root(shared):
    process = Path("/proc") / str(server.postmaster(shared.home.data))

    assert process.stat().st_uid == shared.home.account.uid != 0


def test_only_its_account_reads_the_files(shared):
    assert mode(shared.home.data) == 0o700
    assert mode(shared.home.logs) == 0o700


def test_only_we_read_the_secrets(shared):
    folder = shared.passwords.folder

    assert mode(folder) == 0o700
    assert {mode(file) for file in folder.iterdir()} == {0o600}


def test_it_listens_on_this_machine_only(shared, does):
    settings = dict(does(shared.admin(), "SELECT name, setting FROM pg_settings"))

    assert settings["listen_addresses"] == "127.0.0.1"
    assert settings["unix_socket_directories"] == ""


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
def test_durability_stays_on(shared, does, name):
    assert does(shared.admin(), f"SHOW {name}") == [("on",)]


def test_every_door_asks_for_a_scram_password(shared, does):
    rules = does(shared.admin(), "SELECT DISTINCT auth_method FROM pg_hba_file_rules")

    assert rules == [("scram-sha-256",)]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(shared.admin(), password="wrong")


def test_letters_beyond_ascii_fold_and_make_trigrams(addresses, does):
    assert does(addresses.admin, "SELECT lower('ÉÑ'), unaccent('é'), cardinality(show_trgm('éñ'))") == [
        ("éñ", "e", 3)
    ]


def test_a_missing_password_is_said_plainly(own):
    own.start()
    (own.passwords.folder / "database-postgres").write_text("forgotten\n")

    with pytest.raises(Refused, match="does not accept the password"):
        own.status()

    server.of(own.home).stop()


def test_files_of_another_major_version_are_refused(own):
    own.start()
    own.stop()
    version = own.home.data / "PG_VERSION"
    version.write_text("9\n")

    with pytest.raises(Refused, match="made by PostgreSQL 9"):
        own.start()

    version.write_text(f"{binaries.find().version}\n")


def test_a_setting_the_server_cannot_take_is_reported_at_once(own):
    own.start()
    own.stop()
    with (own.home.data / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = -1\n")

    with pytest.raises(Refused, match=r"did not start: .*configuration file"):
        own.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to look for another account")
def test_root_opens_no_parent_directory(own):
    own.data_dir.parent.chmod(0o700)

    own.start()

    assert mode(own.data_dir.parent) == 0o700
    assert own.home.folder.parent == home.STATE
    assert own.home.account.uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to copy programs")
def test_root_copies_programs_that_the_account_cannot_reach(tmp_path, own, monkeypatch):
    tmp_path.chmod(0o700)
    install = binaries.find().folder.parent
    hidden = tmp_path / install.parent.name / install.name
    shutil.copytree(install, hidden)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, tmp_path / libraries.name)
    monkeypatch.setattr(home, "STATE", Path(tempfile.mkdtemp(prefix="fullcircle-")))
    monkeypatch.setenv(binaries.NAMED, str(hidden / "bin"))

    try:
        assert own.start().running
        own.remove()
    finally:
        shutil.rmtree(home.STATE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts")
def test_an_account_that_cannot_be_made_is_said_plainly():
    with pytest.raises(Refused, match="no account could be made"):
        home._new_account("not/a name")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another account than ours")
def test_a_deleted_data_directory_leaves_no_server_behind(own):
    own.start()
    left = own.home
    shutil.rmtree(own.data_dir)

    own.start()

    assert own.home != left
    assert server.postmaster(left.data) is None
    shutil.rmtree(left.folder)


@pytest.mark.parametrize(
    ("memory_gb", "buffers"), [(0.05, "16MB"), (1, "256MB"), (2, "512MB"), (64, "512MB")]
)
def test_buffers_take_a_quarter_of_memory_up_to_a_limit(memory_gb, buffers):
    text = conf.text(port=1, memory=int(memory_gb * 1024 * conf.MB))

    assert f"shared_buffers = '{buffers}'" in text


def test_before_the_first_start_there_is_no_address(own):
    with pytest.raises(Refused, match="no database"):
        own.admin()


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
