"""Which answers mean which need."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from form_makers import choice, code, form
from fullcircle.assessments import meaning
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given
from fullcircle.assessments.meaning import TABLE, AtLeast
from fullcircle.directory import domains

HUNGER_URL = "http://hl7.org/fhir/us/sdoh-clinicalcare/Questionnaire/SDOHCC-QuestionnaireHungerVitalSign"
FREQUENCY = ("LA6270-8", "LA10066-1", "LA10082-8", "LA16644-9", "LA6482-9")
OFTEN, SOMETIMES, NEVER = "LA28397-0", "LA6729-3", "LA28398-8"


def asked(url, *items):
    return form(*items, url=url)


def hunger():
    parts = [
        choice(f"/{name}", OFTEN, SOMETIMES, NEVER, code=[{"code": name}]) for name in ("88122-7", "88123-5")
    ]
    return asked(HUNGER_URL, *parts)


@pytest.mark.parametrize(
    ("worried", "ran_out", "at_risk"),
    [
        (OFTEN, NEVER, True),
        (NEVER, SOMETIMES, True),
        (OFTEN, OFTEN, True),
        (NEVER, NEVER, False),
        (None, NEVER, False),
    ],
)
def test_hunger_vital_sign_either_often_or_sometimes(worried, ran_out, at_risk):
    answers = {
        link: Given((code(said),)) if said else DECLINED
        for link, said in (("/88122-7", worried), ("/88123-5", ran_out))
    }

    found = meaning.findings(hunger(), answers)

    assert [finding.domain for finding in found] == (["food-insecurity"] if at_risk else [])


def test_a_need_found_twice_is_one_and_says_both_reasons():
    answers = {"/88122-7": Given((code(OFTEN),)), "/88123-5": Given((code(OFTEN),))}

    (found,) = meaning.findings(hunger(), answers)

    assert found.because == ("/88122-7", "/88123-5")


@pytest.mark.parametrize(
    ("said", "found"), [((3, 3, 3, 1), False), ((3, 3, 3, 2), True), ((5, 5, 1, None), True)]
)
def test_the_safety_score_counts_from_eleven(said, found):
    names = ("95618-5", "95617-7", "95616-9", "95615-1")
    parts = [choice(name, *FREQUENCY, weights=(1, 2, 3, 4, 5)) for name in names]
    answers = {
        name: Given((code(FREQUENCY[points - 1]),)) if points else SKIPPED
        for name, points in zip(names, said, strict=True)
    }

    findings = meaning.findings(asked("urn:fullcircle:questionnaire:ahc-hrsn-core", *parts), answers)

    assert [(finding.domain, str(finding.detail)) for finding in findings] == (
        [(meaning.UNSPECIFIED, "Feeling safe")] if found else []
    )


def test_a_form_without_a_table_finds_nothing():
    assert meaning.findings(form(choice("88122-7", OFTEN)), {"88122-7": Given((code(OFTEN),))}) == []


def test_every_row_names_a_domain_that_exists():
    rules = [rule for rules in TABLE.values() for rule in rules]

    assert {rule.domain for rule in rules} <= set(domains.BY_CODE)
    assert all(rule.detail for rule in rules if rule.domain == meaning.UNSPECIFIED)


def test_findings_have_keys_of_their_own():
    unspecified = meaning.Finding(meaning.UNSPECIFIED, "Moving more", ("/89555-7",))

    assert unspecified.key != meaning.Finding(meaning.UNSPECIFIED, "Feeling down", ("/44250-9",)).key
    assert meaning.Finding("stress", "", ("a",)).key == meaning.Finding("stress", "", ("b",)).key


def test_details_are_translated_when_read():
    (rule,) = [
        rule for rule in TABLE["urn:fullcircle:questionnaire:ahc-hrsn-core"] if isinstance(rule, AtLeast)
    ]
    with override("en"):
        assert str(rule.detail) == "Feeling safe"
