"""The shelf of forms, through actions and through the command line."""

from __future__ import annotations

import json
import uuid

import pytest
from click.testing import CliRunner

from form_makers import item, resource
from fullcircle.access.actor import SYSTEM, Role
from fullcircle.access.errors import Denied
from fullcircle.access.session import acting_as
from fullcircle.assessments import queries
from fullcircle.assessments.engine.reading import NotUsable
from fullcircle.assessments.forms import actions as shelf
from fullcircle.assessments.models import Form
from fullcircle.config.cli.forms import forms as command
from screened import T0, staff

pytestmark = pytest.mark.django_db


def bring_in(said, actor=SYSTEM):
    with acting_as(actor, at=T0):
        return shelf.bring_in(resource=said, actor=actor, at=T0)


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a-bad.json").write_text(json.dumps(resource(item("q1", "attachment"))))
    (tmp_path / "b-good.json").write_text(json.dumps(resource(item("q1"), version="1")))
    (tmp_path / "c-torn.json").write_text('{"resourceType": ')
    (tmp_path / "d-list.json").write_text("[]")
    (tmp_path / "notes.txt").write_text("not a form")
    return tmp_path


def test_a_form_is_kept_as_it_came(everyday):
    form, is_new = bring_in(everyday)

    assert is_new
    assert (form.url, form.version) == (everyday["url"], everyday["version"])
    assert Form.objects.get(pk=form.pk).resource == everyday
    assert form.licence.startswith("CC0")


def test_the_same_again_changes_nothing(everyday):
    first, _new = bring_in(everyday)

    again, is_new = bring_in(json.loads(json.dumps(everyday)))

    assert (again.pk, is_new) == (first.pk, False)
    assert Form.objects.filter(url=everyday["url"]).count() == 1


def test_another_body_under_the_same_version_is_refused_and_a_new_version_is_not(everyday):
    bring_in(everyday)
    changed = {**everyday, "title": "Other words"}

    with pytest.raises(shelf.AnotherBody):
        bring_in(changed)
    assert bring_in({**changed, "version": "2"})[1]


def test_the_newest_version_in_use_is_found():
    first, _new = bring_in(resource(item("a"), version="1"))
    with acting_as(SYSTEM, at=T0):
        second, _new = shelf.bring_in(
            resource=resource(item("a"), version="2"), actor=SYSTEM, at=T0.replace(hour=16)
        )
        assert queries.newest_form("urn:test:form").pk == second.pk

        shelf.retire(form_id=second.pk, actor=SYSTEM, at=T0)
        assert queries.newest_form("urn:test:form").pk == first.pk
        with pytest.raises(queries.NoSuchForm):
            queries.newest_form("urn:test:other")


def test_retiring_twice_keeps_the_first_time():
    form, _new = bring_in(resource(item("a")))
    with acting_as(SYSTEM, at=T0):
        shelf.retire(form_id=form.pk, actor=SYSTEM, at=T0)
        again = shelf.retire(form_id=form.pk, actor=SYSTEM, at=T0.replace(hour=20))

    assert again.retired_at == T0
    assert form.pk not in {found.pk for found in queries.forms_in_use()}


@pytest.mark.parametrize(
    ("role", "may"), [(Role.ADMINISTRATOR, True), (Role.NAVIGATOR, False), (Role.HUB, False)]
)
def test_forms_are_kept_by_administrators(role, may):
    actor = staff(uuid.uuid4(), role)
    if may:
        assert bring_in(resource(item("a")), actor)[1]
    else:
        with pytest.raises(Denied):
            bring_in(resource(item("a")), actor)


@pytest.mark.parametrize("said", [resource(item("a"), url="u" * 301), resource(item("a", text="nul \x00"))])
def test_what_cannot_be_kept_is_refused(said):
    with pytest.raises(NotUsable):
        bring_in(said)


def test_a_folder_loads_what_it_can_and_names_the_rest(folder):
    done = run("import", folder)

    assert done.exit_code == 1
    assert "b-good.json: imported: A form 1" in done.stdout
    assert "a-bad.json: not imported. q1: questions of the type attachment" in done.stderr
    assert "c-torn.json: not imported. This file is not JSON" in done.stderr
    assert "d-list.json: not imported. This is not a FHIR Questionnaire." in done.stderr
    assert "3 of 4 could not be imported." in done.stderr
    assert "Traceback" not in done.output
    assert Form.objects.count() == 1


def test_one_file_twice_is_already_here(folder):
    assert "imported" in run("import", folder / "b-good.json").stdout
    again = run("import", folder / "b-good.json")

    assert (again.exit_code, "already here" in again.stdout) == (0, True)


def test_a_changed_file_under_the_same_version_is_refused(folder):
    run("import", folder / "b-good.json")
    (folder / "b-good.json").write_text(json.dumps(resource(item("q2"), version="1")))

    changed = run("import", folder / "b-good.json")

    assert changed.exit_code == 1
    assert "here already with other contents" in changed.stderr


def test_wrong_usage_and_empty_folders_say_so(tmp_path):
    assert run("import", tmp_path / "nowhere").exit_code == 2
    assert run("import").exit_code == 2
    empty = run("import", tmp_path)
    assert (empty.exit_code, "There is no .json file" in empty.stderr) == (1, True)


def test_list_says_what_is_there(everyday):
    assert "No forms yet" in run("list").stdout

    form, _new = bring_in(everyday)
    with acting_as(SYSTEM, at=T0):
        shelf.retire(form_id=form.pk, actor=SYSTEM, at=T0)

    listed = run("list")
    assert listed.exit_code == 0
    assert "Everyday needs" in listed.stdout
    assert "12 questions, en, es, retired 2026-03-10" in listed.stdout
