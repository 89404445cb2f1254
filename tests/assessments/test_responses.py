"""The FHIR QuestionnaireResponse, scores, totals."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from form_makers import HIDDEN, choice, code, form, group, is_code, item
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine import computing, responses, scores
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given
from fullcircle.assessments.engine.responses import Circumstances

WHEN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ABOUT = Circumstances(
    id="r1",
    status="completed",
    authored=WHEN,
    subject="Patient/p",
    source="Patient/p",
    author="Practitioner/n",
    language="en",
)


def test_a_response_says_which_form_who_when_and_by_whom():
    written = responses.as_fhir(form(item("a"), version="2"), {"a": Given(("x",))}, ABOUT)

    assert written == {
        "resourceType": "QuestionnaireResponse",
        "id": "r1",
        "language": "en",
        "questionnaire": "urn:test:form|2",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "authored": "2026-03-02T15:00:00+00:00",
        "author": {"reference": "Practitioner/n"},
        "source": {"reference": "Patient/p"},
        "item": [{"linkId": "a", "text": "Question a?", "answer": [{"valueString": "x"}]}],
    }


def test_items_nest_as_in_the_form_and_empty_ones_are_absent():
    asked = form(
        group("g", item("a"), group("h", item("b", "boolean", item=[item("c")]))), group("i", item("d"))
    )
    answers = {"a": SKIPPED, "b": Given((True,)), "c": Given(("x",)), "d": SKIPPED}

    (written,) = responses.as_fhir(asked, answers, ABOUT)["item"]

    assert written["linkId"] == "g"
    (inner,) = written["item"]
    (question,) = inner["item"]
    assert question["answer"][0]["valueBoolean"] is True
    assert question["answer"][0]["item"][0]["linkId"] == "c"


def test_rather_not_say_is_the_standards_asked_and_declined():
    (written,) = responses.as_fhir(form(item("a")), {"a": DECLINED}, ABOUT)["item"]

    assert written["answer"] == [{"extension": [{"url": responses.ABSENT, "valueCode": "asked-declined"}]}]


def test_a_hidden_items_value_is_written_and_an_answer_no_longer_shown_is_not():
    hidden = {"extension": [{"url": HIDDEN, "valueBoolean": True}], "initial": [{"valueInteger": 7}]}
    asked = form(
        item("h", "integer", **hidden), choice("a", "x", "y"), item("b", enableWhen=[is_code("a", "x")])
    )

    written = responses.as_fhir(asked, {"a": Given((code("y"),)), "b": Given(("old",))}, ABOUT)

    assert [found["linkId"] for found in written["item"]] == ["h", "a"]


def test_what_is_kept_comes_back():
    kept = {"a": Given((1, Decimal("2.5"), True, "x", code("y"))), "b": SKIPPED, "c": DECLINED}

    assert said.from_json(said.as_json(kept)) == kept


def test_scores_add_up_in_all_and_for_each_group():
    asked = form(
        group(
            "g",
            choice("a", "x", "y", weights=(1, 2)),
            group("h", choice("b", "x", "y", weights=(3, 4), repeats=True)),
        ),
        choice("c", "x", weights=(10,)),
    )
    answers = {"a": Given((code("y"),)), "b": Given((code("x"), code("y"))), "c": SKIPPED}

    score = scores.of(asked, answers)

    assert score.total == 9
    assert score.groups == {"g": 9, "h": 7}


def test_no_score_is_not_a_score_of_zero():
    asked = form(choice("a", "x", "y", weights=(0, 1)))

    assert scores.of(asked, {"a": SKIPPED}).total is None
    assert scores.of(asked, {"a": Given((code("x"),))}).total == 0


def test_what_is_not_shown_does_not_score():
    asked = form(choice("a", "x", "y"), choice("b", "x", weights=(5,), enableWhen=[is_code("a", "x")]))

    assert scores.of(asked, {"a": Given((code("y"),)), "b": Given((code("x"),))}).total is None


@pytest.mark.parametrize(
    ("codes", "told"),
    [(("x", "y"), 3), (("x", None), None), ((None, None), None)],
)
def test_a_total_is_told_once_each_part_was_answered(codes, told):
    parts = [choice(link, "x", "y", weights=(1, 2), code=[{"code": link}]) for link in ("44250-9", "44255-8")]
    asked = form(*parts, item("/phq-2-total", "decimal"))
    answers = {part["linkId"]: Given((code(said),)) for part, said in zip(parts, codes, strict=True) if said}

    assert computing.values(asked, answers).get("/phq-2-total") == (Given((Decimal(told),)) if told else None)
    assert "/phq-2-total" not in {question.link_id for question in asked.asked}
