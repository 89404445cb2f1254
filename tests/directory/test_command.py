"""`fullcircle directory import`: sentences and exit codes."""

import pytest
from click.testing import CliRunner

import listed

pytestmark = pytest.mark.django_db


def run(*arguments):
    from fullcircle.config.cli import main

    return CliRunner().invoke(main, ["directory", "import", *map(str, arguments)])


def test_it_says_what_came_and_what_did_not(tmp_path):
    services = listed.CSV["services.csv"].replace("s2,l2", "s2,nowhere")

    said = run(listed.folder(tmp_path, services=services), "--source", "town")

    assert said.exit_code == 0
    assert "services.csv, line 3: there is no location nowhere" in said.output
    assert "1 services (1 new, 0 no longer listed)" in said.output


@pytest.mark.parametrize("wanted", ["hsds-3", "hsds-2", "hsds-1", "flat"])
def test_later_formats_are_refused_in_a_sentence(tmp_path, wanted):
    said = run(listed.folder(tmp_path), "--source", "town", "--format", wanted)

    assert (said.exit_code, "cannot be imported yet" in said.output) == (1, True)


def test_a_failure_loses_nothing(tmp_path):
    from fullcircle.directory.models import Service

    run(listed.folder(tmp_path), "--source", "town")

    said = run(listed.folder(tmp_path, services='id,location_id,name\ns1,l1,"cut'), "--source", "town")

    assert (said.exit_code, "cut off" in said.output) == (1, True)
    assert Service.objects.filter(status="active").count() == 2


def test_wrong_usage_is_two(tmp_path):
    assert run(tmp_path).exit_code == 2
    assert run(tmp_path, "--source", "x", "--format", "excel").exit_code == 2
    assert run(tmp_path / "none", "--source", "x").exit_code == 1
