"""enableWhen, operator by operator, and the walk through what it shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from form_makers import HIDDEN, choice, code, form, group, is_code, item, when
from fullcircle.assessments.engine import walking
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.values import Coding, Quantity


def given(*values):
    return Given(values)


CASES = [
    ("boolean", when("a", "exists", answerBoolean=True), given(True), True),
    ("boolean", when("a", "exists", answerBoolean=True), None, False),
    ("boolean", when("a", "exists", answerBoolean=True), DECLINED, False),
    ("boolean", when("a", "exists", answerBoolean=False), SKIPPED, True),
    ("boolean", when("a", "exists", answerBoolean=False), given(False), False),
    ("boolean", when("a", "=", answerBoolean=True), given(True), True),
    ("boolean", when("a", "=", answerBoolean=True), given(False), False),
    ("string", when("a", "=", answerString="x"), given("x"), True),
    ("string", when("a", "!=", answerString="x"), given("y"), True),
    ("string", when("a", "!=", answerString="x"), given("x"), False),
    ("string", when("a", "!=", answerString="x"), None, True),
    ("integer", when("a", ">", answerInteger=3), given(3), False),
    ("integer", when("a", ">", answerInteger=3), given(4), True),
    ("integer", when("a", ">=", answerInteger=3), given(3), True),
    ("integer", when("a", "<", answerInteger=3), given(3), False),
    ("integer", when("a", "<", answerInteger=3), given(2), True),
    ("integer", when("a", "<=", answerInteger=3), given(3), True),
    ("integer", when("a", "<", answerInteger=3), None, False),
    ("integer", when("a", ">", answerDecimal=2.5), given(3), True),
    ("integer", when("a", "=", answerDecimal=3.0), given(3), True),
    ("decimal", when("a", "<=", answerDecimal=2.5), given(Decimal("2.5")), True),
    ("date", when("a", "<", answerDate="2026-01-01"), given(date(2025, 12, 31)), True),
    ("date", when("a", "<", answerDate="2026-01-01"), given(date(2026, 1, 1)), False),
    (
        "quantity",
        when("a", ">", answerQuantity={"value": 2, "code": "kg"}),
        given(Quantity(Decimal(3), "", "", "kg")),
        True,
    ),
    (
        "quantity",
        when("a", ">", answerQuantity={"value": 2, "code": "kg"}),
        given(Quantity(Decimal(3), "", "", "g")),
        False,
    ),
]


@pytest.mark.parametrize(("kind", "condition", "said", "shown"), CASES)
def test_each_operator(kind, condition, said, shown):
    asked = form(item("a", kind), item("b", enableWhen=[condition]))

    assert Shown(asked, {"a": said} if said else {}).shows("b") is shown


@pytest.mark.parametrize(("system", "shown"), [("", True), ("urn:test:codes", True), ("urn:other", False)])
def test_codings_compare_by_system_and_code_and_a_missing_system_fits_any(system, shown):
    condition = when("a", "=", answerCoding={"code": "y", **({"system": system} if system else {})})
    asked = form(choice("a", "y", "n"), item("b", enableWhen=[condition]))

    assert Shown(asked, {"a": given(code("y"))}).shows("b") is shown


def test_any_of_several_answers_is_enough_and_not_equal_means_none_of_them():
    asked = form(
        choice("a", "x", "y", repeats=True),
        item("b", enableWhen=[is_code("a", "y")]),
        item("c", enableWhen=[when("a", "!=", answerCoding={"code": "y"})]),
    )

    shown = Shown(asked, {"a": given(code("x"), code("y"))})

    assert shown.shows("b")
    assert not shown.shows("c")


@pytest.mark.parametrize(("behavior", "shown"), [("all", False), ("any", True)])
def test_all_or_any(behavior, shown):
    conditions = [is_code("a", "x"), is_code("a", "y")]
    asked = form(choice("a", "x", "y"), item("b", enableWhen=conditions, enableBehavior=behavior))

    assert Shown(asked, {"a": given(code("x"))}).shows("b") is shown


def test_an_answer_counts_for_nothing_once_its_question_is_not_shown():
    asked = form(
        choice("a", "x", "y"),
        choice("b", "x", enableWhen=[is_code("a", "x")]),
        item("c", enableWhen=[is_code("b", "x")]),
    )
    said = {"a": given(code("x")), "b": given(code("x"))}

    assert Shown(asked, said).shows("c")
    assert not Shown(asked, said | {"a": given(code("y"))}).shows("c")


def test_what_stands_in_a_closed_group_is_closed():
    asked = form(choice("a", "x", "y"), group("g", group("h", item("b")), enableWhen=[is_code("a", "x")]))

    assert walking.questions(asked, {"a": given(code("y"))}) == ["a"]
    assert walking.questions(asked, {"a": given(code("x"))}) == ["a", "b"]


@pytest.mark.parametrize(("said", "shown"), [(SKIPPED, False), (DECLINED, False), (given(True), True)])
def test_what_stands_below_a_question_waits_for_its_answer(said, shown):
    asked = form(item("a", "boolean", item=[item("b")]))

    assert Shown(asked, {"a": said}).shows("b") is shown


def test_a_hidden_items_own_value_decides():
    hidden = {"extension": [{"url": HIDDEN, "valueBoolean": True}], "initial": [{"valueBoolean": True}]}
    asked = form(item("a", "boolean", **hidden), item("b", enableWhen=[when("a", "=", answerBoolean=True)]))

    assert walking.questions(asked, {}) == ["b"]


def test_the_next_question_follows_the_branching():
    asked = form(choice("a", "x", "y"), item("b", enableWhen=[is_code("a", "x")]), item("c"))

    assert walking.after(asked, {"a": given(code("x"))}, "a") == "b"
    assert walking.after(asked, {"a": given(code("y"))}, "a") == "c"
    assert walking.after(asked, {"a": given(code("y")), "c": SKIPPED}, "c") == walking.END


def test_a_question_opened_further_up_is_asked_before_the_end():
    asked = form(item("b", enableWhen=[is_code("a", "x")]), choice("a", "x", "y"))

    assert walking.first_open(asked, {}) == "a"
    assert walking.after(asked, {"a": given(code("x"))}, "a") == "b"
    assert walking.after(asked, {"a": given(code("x")), "b": SKIPPED}, "b") == "a"


def test_going_back_skips_what_is_not_shown():
    asked = form(choice("a", "x", "y"), item("b", enableWhen=[is_code("a", "x")]), item("c"))
    said = {"a": given(code("y"))}

    assert walking.before(asked, said, "c") == "a"
    assert walking.before(asked, said, "a") is None
    assert walking.before(asked, said, walking.END) == "c"


def test_progress_counts_what_is_shown():
    asked = form(choice("a", "x", "y"), item("b", enableWhen=[is_code("a", "x")]), item("c"))

    assert walking.progress(asked, {}, "c") == walking.Progress(number=2, of=2)
    assert walking.progress(asked, {"a": given(code("x"))}, "c") == walking.Progress(number=3, of=3)


def test_a_question_comes_with_its_headings_texts_and_help():
    asked = form(
        group(
            "g",
            item("t1", "display"),
            item("a"),
            item("t2", "display"),
            item("b", item=[item("h", "display")]),
        )
    )

    around = walking.around(asked, {}, "b")

    assert [found.link_id for found in around.headings] == ["g"]
    assert [found.link_id for found in around.before] == ["t2"]
    assert [found.link_id for found in around.help] == ["h"]


def test_a_coding_is_the_same_whatever_its_display():
    assert Coding("x", "s", "Ex") == Coding("x", "s", "Equis")
