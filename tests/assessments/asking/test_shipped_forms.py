"""The forms of surveys that come with Fullcircle: free, in two languages, and counted by rules that fit them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.assessments import queries
from fullcircle.assessments.asking import rules
from fullcircle.assessments.engine import reading
from fullcircle.assessments.forms import SHIPPED
from fullcircle.assessments.forms import actions as shelf
from fullcircle.config.cli.forms import forms as command
from screened import T0

SURVEYS = sorted(path.stem for path in SHIPPED.glob("*.toml"))


def shipped(name):
    return reading.questionnaire(json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8")))


def every_text(form):
    yield form.title
    yield form.description
    for place in form.places.values():
        yield place.item.text
        yield from (option.text for option in place.item.options)


def test_there_are_ten():
    assert len(SURVEYS) == 10


@pytest.mark.parametrize("name", SURVEYS)
def test_each_is_free_in_two_languages_and_says_who_drafted_them(name):
    form = shipped(name)

    assert "CC0" in form.licence or "quoted with attribution" in form.licence
    assert form.languages == ("en", "es")
    assert form.drafts == {"es"}
    assert all(text.translations.get("es") for text in every_text(form))


@pytest.mark.parametrize("name", SURVEYS)
def test_rules_name_items_that_are_there(name):
    form = shipped(name)
    rule = rules.of(form)
    named = [
        *rule.ranked,
        *(rule.tracks.groups if rule.tracks else ()),
        *([rule.cut.item] if rule.cut else ()),
    ]

    assert rule.validated is (name == "single-item-literacy-screener")
    assert set(named) <= set(form.places)
    assert not rule.caution or rule.caution in rules.CAUTIONS


def test_topics_are_in_both_forms():
    compared = rules.of(shipped("leader-survey")).compared
    residents = shipped("access-survey")

    assert residents.url == compared.with_url
    for topic in compared.topics:
        assert topic.leaders in shipped("leader-survey").places
        assert topic.trouble in {option.key for option in residents.item(topic.residents).options}
        assert compared.favorable <= {
            option.key for option in shipped("leader-survey").item(topic.leaders).options
        }


def test_a_form_of_a_site_has_no_rules():
    assert rules.Rules().validated is None


def test_screening_and_surveys_do_not_mix(db):
    with acting_as(SYSTEM, at=T0):
        shelf.bring_in_shipped(actor=SYSTEM, at=T0)

    assert [form.url for form in queries.forms_in_use()] == ["urn:fullcircle:questionnaire:everyday-needs"]
    assert len(queries.forms_for_campaigns()) == 10


def test_the_command_line_brings_them_in(db):
    done = CliRunner().invoke(command, ["shipped"])

    assert done.exit_code == 0
    assert "Getting the help you need 1.0.0" in done.stdout
    assert len(queries.all_forms()) == 11
    assert CliRunner().invoke(command, ["shipped"]).exit_code == 0
