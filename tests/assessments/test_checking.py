"""What counts as an answer, and what people type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from form_makers import EXCLUSIVE, choice, code, form, item, option
from fullcircle.access.errors import Invalid
from fullcircle.assessments.engine import checking
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given
from fullcircle.assessments.engine.values import Quantity

CORE = "http://hl7.org/fhir/StructureDefinition/"
TYPED = [
    ("string", "  blue ", "blue"),
    ("integer", "4", 4),
    ("integer", "1,200", 1200),
    ("integer", "4.0", 4),
    ("decimal", "$24,000", Decimal(24000)),
    ("decimal", "4.5", Decimal("4.5")),
    ("decimal", "-2", Decimal(-2)),
    ("date", "2026-02-28", date(2026, 2, 28)),
    ("boolean", "false", False),
    ("quantity", "3", Quantity(Decimal(3))),
]
REFUSED = [
    ("integer", "four"),
    ("integer", "4.5"),
    ("integer", "99999999999"),
    ("integer", "NaN"),
    ("integer", "1e999999"),
    ("decimal", "abc"),
    ("decimal", "Infinity"),
    ("decimal", "1e40"),
    ("decimal", "1.2.3"),
    ("decimal", "1,5"),
    ("date", "2026-02-30"),
    ("date", "yesterday"),
    ("boolean", "yes"),
    ("string", "   "),
    ("string", "x" * 301),
    ("text", "x" * 4001),
    ("string", "a\x00b"),
    ("quantity", "heavy"),
]


@pytest.mark.parametrize(("kind", "typed", "value"), TYPED)
def test_what_people_type_is_understood(kind, typed, value):
    assert checking.understood(form(item("a", kind)).item("a"), [typed]) == Given((value,))


@pytest.mark.parametrize(("kind", "typed"), REFUSED)
def test_what_is_no_answer_is_refused_at_its_question(kind, typed):
    with pytest.raises(Invalid) as refusal:
        checking.understood(form(item("a", kind)).item("a"), [typed])

    assert refusal.value.field == "a"


def test_choices_go_by_their_code():
    question = form(choice("a", "x", "y")).item("a")

    assert checking.understood(question, ["y"]) == Given((code("y"),))
    for typed in (["z"], ["X"], ["x", "y"], [], ["Y"]):
        with pytest.raises(Invalid):
            checking.understood(question, typed)


def test_ones_own_words_go_only_where_the_form_allows_them():
    closed, opened = form(choice("a", "x"), choice("b", "x", kind="open-choice")).asked

    assert checking.understood(opened, [], written=" other ") == Given(("other",))
    assert checking.understood(opened, ["x"], written="other") == Given(("other",))
    with pytest.raises(Invalid):
        checking.understood(closed, [], written="other")


def test_several_answers_go_only_where_the_form_allows_them():
    several = form(choice("a", "x", "y", repeats=True)).item("a")

    assert checking.understood(several, ["x", "y", "x"]) == Given((code("x"), code("y")))
    with pytest.raises(Invalid):
        checking.check(several, Given((code("x"), code("x"))))


def test_an_exclusive_answer_goes_by_itself():
    none = {**option("none"), "extension": [{"url": EXCLUSIVE, "valueBoolean": True}]}
    question = form(item("a", "choice", repeats=True, answerOption=[option("x"), none])).item("a")

    assert checking.understood(question, ["none"])
    with pytest.raises(Invalid, match="only by itself"):
        checking.understood(question, ["x", "none"])


@pytest.mark.parametrize(("typed", "good"), [("0", False), ("1", True), ("5", True), ("6", False)])
def test_limits_include_their_ends(typed, good):
    limits = [{"url": f"{CORE}minValue", "valueInteger": 1}, {"url": f"{CORE}maxValue", "valueInteger": 5}]
    question = form(item("a", "integer", extension=limits)).item("a")

    if good:
        assert checking.understood(question, [typed])
    else:
        with pytest.raises(Invalid):
            checking.understood(question, [typed])


def test_digits_after_the_point_are_limited_where_the_form_says_so():
    question = form(
        item("a", "decimal", extension=[{"url": f"{CORE}maxDecimalPlaces", "valueInteger": 1}])
    ).item("a")

    assert checking.understood(question, ["2.5"])
    with pytest.raises(Invalid):
        checking.understood(question, ["2.55"])


def test_an_amount_has_the_unit_that_was_chosen():
    units = [
        {
            "url": f"{CORE}questionnaire-unitOption",
            "valueCoding": {"system": "s", "code": unit, "display": unit},
        }
        for unit in ("kg", "lb")
    ]
    question = form(item("a", "quantity", extension=units)).item("a")

    assert checking.understood(question, ["3"], unit="lb").values == (Quantity(Decimal(3), "lb", "s", "lb"),)
    assert checking.understood(question, ["3"], unit="stone").values == (
        Quantity(Decimal(3), "kg", "s", "kg"),
    )


@pytest.mark.parametrize("silence", [SKIPPED, DECLINED])
def test_silence_is_an_answer_to_every_question(silence):
    for question in form(choice("a", "x", required=True), item("b", "integer", required=True)).asked:
        checking.check(question, silence)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", True), ("boolean", 1), ("string", 4), ("decimal", 4), ("date", "2026-01-01")],
)
def test_a_value_of_another_type_is_no_answer(kind, value):
    with pytest.raises(Invalid):
        checking.check(form(item("a", kind)).item("a"), Given((value,)))


def test_an_answer_is_values_or_a_silence_and_never_neither():
    with pytest.raises(ValueError, match="either"):
        Given()
