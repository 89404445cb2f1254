"""Questionnaires that others published, read as they are. They are not ours to keep in this repository."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fullcircle.assessments import meaning
from fullcircle.assessments.engine import checking, computing, reading, responses, scores, walking
from fullcircle.assessments.engine.answers import DECLINED
from fullcircle.assessments.engine.responses import Circumstances
from fullcircle.assessments.engine.values import Coding

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("FULLCIRCLE_SHARED") or ROOT.parent / "shared") / "fhir"
FORMS = SHARED / "questionnaires"
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not FORMS.is_dir(), reason="no published questionnaires beside the checkout (FULLCIRCLE_SHARED)"
    ),
]
ASKED = {
    "AHC-HRSN-core": 10,
    "AHC-HRSN-supplemental": 17,
    "Questionnaire-SDOHCC-QuestionnaireHungerVitalSign": 2,
    "Questionnaire-SDOHCC-QuestionnairePRAPARE": 21,
    "USCore-Questionnaire-AUDIT-C": 3,
    "USCore-Questionnaire-TAPS": 5,
    "USCore-Questionnaire-exercise-vital-sign": 2,
    "USCore-Questionnaire-hunger-vital-sign-example": 2,
    "USCore-Questionnaire-phq-9-example": 10,
    "USCore-Questionnaire-prapare-example": 21,
}
HUNGER = [
    "Questionnaire-SDOHCC-QuestionnaireHungerVitalSign",
    "USCore-Questionnaire-hunger-vital-sign-example",
]
PRAPARE = ["Questionnaire-SDOHCC-QuestionnairePRAPARE", "USCore-Questionnaire-prapare-example"]
LOINC = "http://loinc.org"


def read(name):
    return reading.questionnaire(json.loads((FORMS / f"{name}.json").read_text(encoding="utf-8")))


def answered(form, **codes):
    """`q88122_7="LA…"`: the question by its LOINC code."""
    said = {}
    for name, code in codes.items():
        wanted = name.removeprefix("q").replace("_", "-")
        item = next(item for item in form.asked if wanted in item.names)
        said[item.link_id] = checking.understood(item, [code] if isinstance(code, str) else code)
    return said


def domains_of(form, **codes):
    return [found.domain for found in meaning.findings(form, answered(form, **codes))]


@pytest.mark.parametrize(("name", "number"), ASKED.items())
def test_each_is_read_and_asks_what_a_person_can_answer(name, number):
    assert len(read(name).asked) == number


def test_no_published_form_is_left_out():
    assert {path.stem for path in FORMS.glob("*.json")} == set(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_each_can_be_answered_to_the_end_and_written_as_fhir(name):
    form, answers = read(name), {}
    while (here := walking.first_open(form, answers)) != walking.END:
        item = form.item(here)
        first = [item.options[0].key] if item.options else ["3"]
        answers[here] = checking.understood(item, first) if len(answers) % 3 else DECLINED
    about = Circumstances(
        id="r", status="completed", authored=datetime(2026, 1, 1, tzinfo=UTC), subject="Patient/p"
    )

    written = responses.as_fhir(form, answers | computing.values(form, answers), about)

    assert {key: value for key, value in responses.from_fhir(written).items() if key in answers} == answers


@pytest.mark.parametrize("name", HUNGER)
@pytest.mark.parametrize(
    ("first", "second", "risk"),
    [
        ("LA28397-0", "LA28398-8", "LA19952-3"),
        ("LA28398-8", "LA6729-3", "LA19952-3"),
        ("LA28398-8", "LA28398-8", "LA19983-8"),
    ],
)
def test_hunger_vital_sign_risk_is_computed_and_means_food(name, first, second, risk):
    form = read(name)
    answers = answered(form, q88122_7=first, q88123_5=second)

    assert computing.values(form, answers)["/88124-3"].values == (Coding(risk, LOINC),)
    assert bool(meaning.findings(form, answers)) is (risk == "LA19952-3")


def test_nobody_is_asked_for_their_own_risk():
    for name in HUNGER:
        assert "/88124-3" not in {item.link_id for item in read(name).asked}


@pytest.mark.parametrize(("last", "total", "need"), [("LA6270-8", 10, False), ("LA10066-1", 11, True)])
def test_ahc_safety_score_of_eleven_is_a_possible_need(last, total, need):
    form = read("AHC-HRSN-core")
    three = {"q95618_5": "LA10082-8", "q95617_7": "LA10082-8", "q95616_9": "LA10082-8"}
    answers = answered(form, **three, q95615_1=last)

    assert computing.values(form, answers)["/95614-4"].values == (Decimal(total),)
    assert scores.of(form, answers).total == total
    assert bool(meaning.findings(form, answers)) is need
    assert "/95614-4" not in computing.values(form, answered(form, **three))


@pytest.mark.parametrize(
    ("little", "down", "total", "need"),
    [
        ("LA6569-3", "LA6569-3", 2, False),
        ("LA6569-3", "LA6570-1", 3, True),
        ("LA6571-9", "LA6571-9", 6, True),
    ],
)
def test_ahc_supplemental_phq_2_of_three_is_a_possible_need(little, down, total, need):
    form = read("AHC-HRSN-supplemental")
    answers = answered(form, q44250_9=little, q44255_8=down)

    assert computing.values(form, answers)["/phq-2-total"].values == (Decimal(total),)
    assert bool(meaning.findings(form, answers)) is need


@pytest.mark.parametrize(
    ("days", "minutes", "need"),
    [
        ("LA10137-0", "LA28855-7", False),
        ("LA6115-5", "LA28855-7", True),
        ("LA6111-4", "LA32060-8", True),
        ("LA6112-2", "LA32060-8", False),
    ],
)
def test_ahc_supplemental_exercise_below_150_minutes_a_week_is_a_possible_need(days, minutes, need):
    form = read("AHC-HRSN-supplemental")
    assert bool(domains_of(form, q89555_7=days, q68516_4=minutes)) is need


def test_ahc_answers_mean_what_the_owners_table_says():
    """Row by row against the published table; rows that hang on a score or a product are tested above."""
    forms = {"96777-8": read("AHC-HRSN-core"), "97023-6": read("AHC-HRSN-supplemental")}
    table = (SHARED / "terminology" / "ahc-hrsn-answers.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    checked = 0
    for row in rows:
        if row["possible_need"] not in {"yes", "no"}:
            continue
        form = forms[row["panel_loinc"]]
        found = domains_of(form, **{"q" + row["question_loinc"].replace("-", "_"): row["answer_loinc"]})
        assert bool(found) is (row["possible_need"] == "yes"), row
        assert set(found) <= set(row["sdohcc_categories"].split()), row
        checked += 1

    assert checked == 70


def test_worried_about_losing_a_home_is_not_having_none():
    """The guide's example 5 swaps these two; its example 2 and the words themselves say this."""
    form = read("AHC-HRSN-core")

    assert domains_of(form, q71802_3="LA31994-9") == ["housing-instability"]
    assert domains_of(form, q71802_3="LA31995-6") == ["homelessness"]


@pytest.mark.parametrize("name", PRAPARE)
def test_both_published_prapare_encodings_mean_the_same(name):
    form = read(name)

    found = domains_of(
        form,
        q71802_3="LA30189-7",
        q93033_9="LA33-6",
        q93031_3=["LA30125-1", "LA30124-4"],
        q93030_5="LA30133-5",
    )

    assert found == [
        "housing-instability",
        "food-insecurity",
        "utility-insecurity",
        "transportation-insecurity",
    ]


@pytest.mark.parametrize("name", PRAPARE)
def test_choosing_not_to_answer_is_never_a_need(name):
    form = read(name)
    declined = {
        item.link_id: checking.understood(item, ["LA30122-8"])
        for item in form.asked
        if "LA30122-8" in {option.key for option in item.options}
    }

    assert len(declined) > 10
    assert meaning.findings(form, declined) == []


@pytest.mark.parametrize("name", ["AHC-HRSN-core", "AHC-HRSN-supplemental", *HUNGER, *PRAPARE])
def test_every_row_of_a_table_names_questions_and_answers_of_its_form(name):
    form = read(name)
    for rule in meaning.TABLE[form.url]:
        names = [rule.question] if isinstance(rule, meaning.Means) else rule.questions
        items = [item for wanted in names for item in form.asked if wanted in item.names]
        assert len(items) == len(names), rule
        if isinstance(rule, meaning.Means):
            assert set(rule.answers) <= {option.key for option in items[0].options}, rule
