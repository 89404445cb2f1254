"""The figures of surveys, by the vectors that were computed elsewhere."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from fullcircle.access import small_cells
from fullcircle.assessments.asking import rules, scoring
from fullcircle.assessments.engine import reading
from fullcircle.assessments.forms import SHIPPED

VECTORS = {
    one["id"]: one for one in json.loads((Path(__file__).parent / "acceptance_vectors.json").read_text())
}


def shipped(name):
    return reading.questionnaire(json.loads((SHIPPED / f"{name}.json").read_text()))


def of(prefix):
    return [
        pytest.param(one["input"], one["expect"], id=name)
        for name, one in VECTORS.items()
        if name.startswith(prefix)
    ]


def fractions(numbers):
    return [None if number is None else Fraction(number) for number in numbers]


@pytest.mark.parametrize(("given", "expect"), [*of("readiness.track"), *of("readiness.too_few")])
def test_the_score_of_a_track(given, expect):
    rule = rules.of(shipped("collaborative-readiness")).tracks

    found = scoring.track(fractions(given["answers"]), least=rule.least, times=rule.times)

    assert found == (None if expect["score"] is None else Fraction(expect["score"]))


@pytest.mark.parametrize(("given", "expect"), of("readiness.one_org"))
def test_one_organization_has_one_voice(given, expect):
    said = {organization: fractions(answers) for organization, answers in given.items()}

    assert scoring.one_voice(said) == Fraction(expect["item_mean"])


@pytest.mark.parametrize(("given", "expect"), of("literacy."))
def test_the_literacy_screener_is_positive_above_two(given, expect):
    form = shipped("single-item-literacy-screener")
    cut = rules.of(form).cut
    option = next(one for one in form.item(cut.item).options if one.key == str(given["answer"]))

    assert scoring.positive(Fraction(option.weight), above=cut.above) == expect["limited_reading_risk"]


@pytest.mark.parametrize(("given", "expect"), of("suppress."))
def test_small_cells_are_hidden_with_what_would_tell_them(db, given, expect):
    cells = given["cells"]

    assert dict(zip(cells, small_cells.shown(list(cells.values())), strict=True)) == expect["cells"]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([], []), ([0, 0], [0, 0]), ([11, 12], [11, 12]), ([1], [None]), ([10, 11, 12], [None, None, 12]),
        ([40, 0, 10], [None, 0, None]), ([3, 4, 30, 50], [None, None, None, 50]), ([5, 6, 30], [None, None, 30]),
        ([10, 20, 20], [None, None, 20]), ([9, 9, 100], [None, None, 100]),
    ],
)  # fmt: skip
def test_hidden_cells_hold_eleven_people_together(db, cells, shown):
    assert small_cells.shown(cells) == shown


@pytest.mark.parametrize("answers", [[4, 3, 3, 2, None, None], [0, 0, 0, 0, 0, 1], [1, 1, 2, 4, None, 1]])
def test_a_score_is_exact(answers):
    there = [answer for answer in answers if answer is not None]

    assert scoring.track(fractions(answers), least=4, times=Fraction(25)) == Fraction(
        25 * sum(there), len(there)
    )


def test_the_spread_needs_two_and_disagreements_leave_out_what_all_say_alike():
    assert scoring.spread([Fraction(3), None]) is None
    assert scoring.spread([Fraction(3), Fraction(1, 2), None]) == Fraction(5, 2)
    found = scoring.disagreements(
        {
            "a": {"food": Fraction(1), "clinic": Fraction(4)},
            "b": {"food": Fraction(2), "clinic": Fraction(2)},
            "c": {"food": Fraction(2), "clinic": Fraction(1), "legal": Fraction(5)},
            "d": {"food": Fraction(2)},
        }
    )
    assert [(one.item, one.low, one.high, one.gap) for one in found] == [
        ("c", "clinic", "legal", 4),
        ("a", "food", "clinic", 3),
    ]


@pytest.mark.parametrize(
    ("numbers", "middle"), [([], None), ([3], 3), ([1, 4], Fraction(5, 2)), ([9, 1, 2], 2)]
)
def test_the_median(numbers, middle):
    assert scoring.median(numbers) == middle
