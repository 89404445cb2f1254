"""The form that comes with Fullcircle."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from fullcircle.assessments import meaning
from fullcircle.assessments.engine import checking, reading, walking
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED
from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.assessments.forms.actions import SHIPPED
from fullcircle.assessments.meaning import EVERYDAY, TABLE


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return reading.questionnaire(json.loads((SHIPPED / "everyday-needs.json").read_text(encoding="utf-8")))


def answered(form, **codes):
    return {link: checking.understood(form.item(link), [said]) for link, said in codes.items()}


def every_text(form):
    for place in form.places.values():
        yield place.item.text
        yield from (option.text for option in place.item.options)


def test_it_is_short_free_and_in_two_languages(form):
    assert 10 <= len(form.asked) <= 12
    assert form.licence.startswith("CC0-1.0")
    assert form.languages == ("en", "es")
    assert form.drafts == {"es"}
    assert all(text.translations.keys() == {"es"} for text in every_text(form))


def test_what_worries_most_comes_first_and_safety_last(form):
    assert form.asked[0].link_id == "worry"
    assert form.asked[-1].link_id == "safe"


def test_nobody_is_made_to_answer(form):
    answers = {}
    while (here := walking.first_open(form, answers)) != walking.END:
        answers[here] = DECLINED if len(answers) % 2 else SKIPPED

    assert meaning.findings(form, answers) == []


@pytest.mark.parametrize(("alone", "asked"), [("alone", True), ("others", False), (None, False)])
def test_safety_is_asked_only_when_nobody_else_hears(form, alone, asked):
    answers = answered(form, alone=alone) if alone else {"alone": SKIPPED}

    assert ("safe" in walking.questions(form, answers)) is asked


def test_safety_said_when_alone_counts_for_nothing_when_somebody_comes(form):
    said = answered(form, alone="alone", safe="partner")

    assert [found.domain for found in meaning.findings(form, said)] == ["intimate-partner-violence"]
    assert meaning.findings(form, said | answered(form, alone="others")) == []


def test_each_row_of_its_table_can_be_met(form):
    for rule in EVERYDAY:
        assert set(rule.answers) <= {option.key for option in form.item(rule.question).options}, rule


def test_it_reaches_what_people_come_for(form):
    reached = {rule.domain for rule in TABLE[form.url]}

    assert reached >= {
        "food-insecurity",
        "housing-instability",
        "homelessness",
        "utility-insecurity",
        "transportation-insecurity",
        "financial-insecurity",
        "employment-status",
        "educational-attainment",
        "medical-cost-burden",
        "stress",
        "social-connection",
        "intimate-partner-violence",
    }


def test_no_one_is_asked_about_immigration(form):
    words = " ".join(text.plain + " ".join(text.translations.values()) for text in every_text(form)).lower()

    assert not re.search(r"immigra|citizen|visa|inmigra|ciudadan", words)


def syllables(word: str) -> int:
    vowels = "aeiouy"
    starts = sum(1 for before, letter in pairwise(" " + word) if letter in vowels and before not in vowels)
    silent = word.endswith("e") and not word.endswith("le") and starts > 1
    return max(1, starts - silent)


def test_it_reads_at_a_sixth_grade_level(form):
    """Flesch–Kincaid over the questions and helps, each a sentence or more."""
    texts = [place.item.text.plain for place in form.places.values()]
    sentences = sum(len(re.findall(r"[.?!]", text)) or 1 for text in texts)
    words = re.findall(r"[a-z’'-]+", " ".join(texts).lower())

    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59

    assert grade <= 6
    assert all(len(text.split()) <= 20 for text in texts)
