"""Generated questionnaires, walked by somebody who answers anything."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from form_makers import SYSTEM, form, option
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine import responses, scores, walking
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given, Silence
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire

CODES = ("w", "x", "y", "z")
ABOUT = responses.Circumstances(
    id="r", status="completed", authored=datetime(2026, 1, 1, tzinfo=UTC), subject="Patient/p"
)


@st.composite
def items(draw: Any, before: list[str], number: int) -> dict[str, Any]:
    """An item whose conditions look at earlier questions."""
    link_id = f"q{number}"
    kind = draw(st.sampled_from(["choice", "boolean", "integer", "string", "display"]))
    made: dict[str, Any] = {"linkId": link_id, "type": kind, "text": link_id}
    if kind == "choice":
        weighted = draw(st.booleans())
        made["answerOption"] = [option(code, draw(st.integers(0, 9)) if weighted else None) for code in CODES]
        made["repeats"] = draw(st.booleans())
    if before and draw(st.booleans()):
        made["enableWhen"] = draw(st.lists(conditions(before), min_size=1, max_size=3))
        made["enableBehavior"] = draw(st.sampled_from(["all", "any"]))
    return made


def conditions(before: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    answers = st.one_of(
        st.tuples(st.just("exists"), st.booleans().map(lambda yes: {"answerBoolean": yes})),
        st.tuples(
            st.sampled_from(["=", "!="]),
            st.sampled_from(CODES).map(lambda code: {"answerCoding": {"system": SYSTEM, "code": code}}),
        ),
        st.tuples(
            st.sampled_from([">", "<", ">=", "<=", "=", "!="]),
            st.integers(-5, 5).map(lambda n: {"answerInteger": n}),
        ),
        st.tuples(st.sampled_from(["=", "!="]), st.booleans().map(lambda yes: {"answerBoolean": yes})),
    )
    return st.tuples(st.sampled_from(before), answers).map(
        lambda drawn: {"question": drawn[0], "operator": drawn[1][0], **drawn[1][1]}
    )


@st.composite
def forms(draw: Any) -> Questionnaire:
    roots: list[dict[str, Any]] = [{"linkId": "q0", "type": "boolean", "text": "q0"}]
    names, groups = ["q0"], [roots]
    for number in range(1, draw(st.integers(2, 12))):
        if draw(st.integers(0, 5)) == 0:
            inner: dict[str, Any] = {"linkId": f"g{number}", "type": "group", "text": "g", "item": []}
            draw(st.sampled_from(groups)).append(inner)
            groups.append(inner["item"])
        made = draw(items(names, number))
        draw(st.sampled_from(groups)).append(made)
        names.append(made["linkId"])
    return form(*_without_empty(roots))


def _without_empty(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for item in made:
        if "item" in item:
            item["item"] = _without_empty(item["item"])
    return [item for item in made if item.get("item") != []]


def some_answer(draw: Any, item: Item) -> Given:
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from([SKIPPED, DECLINED]))
    values = {
        "choice": st.lists(
            st.sampled_from([o.value for o in item.options] or [""]),
            min_size=1,
            max_size=3 if item.repeats else 1,
            unique_by=str,
        ).map(tuple),
        "boolean": st.booleans().map(lambda v: (v,)),
        "integer": st.integers(-9, 9).map(lambda v: (v,)),
        "string": st.sampled_from(["a", "b"]).map(lambda v: (v,)),
    }
    return Given(draw(values[item.kind]))


@st.composite
def walks(draw: Any) -> tuple[Questionnaire, dict[str, Given], list[str]]:
    """A form walked to its end by `after`, with the questions in the order in which they were met."""
    asked = draw(forms())
    answers: dict[str, Given] = {}
    met: list[str] = []
    here = walking.first_open(asked, answers)
    while here != walking.END:
        assert Shown(asked, answers).shows(here), "asked although not shown"
        assert len(met) <= 3 * len(asked.asked), "the walk does not end"
        met.append(here)
        answers[here] = some_answer(draw, asked.item(here))
        here = walking.after(asked, answers, here)
    return asked, answers, met


@settings(max_examples=150, deadline=None)
@given(walks())
def test_the_walk_ends_with_every_shown_question_met(walked):
    asked, answers, met = walked

    assert set(walking.questions(asked, answers)) <= set(met)


@settings(max_examples=150, deadline=None)
@given(walks())
def test_going_back_comes_to_the_first_question_through_shown_ones_only(walked):
    asked, answers, _met = walked
    here = walking.END
    seen: list[str] = []
    while (before := walking.before(asked, answers, here)) is not None:
        assert Shown(asked, answers).shows(before)
        seen.append(here := before)

    assert seen == list(reversed(walking.questions(asked, answers)))


@settings(max_examples=150, deadline=None)
@given(walks())
def test_a_response_gives_back_what_was_said_and_shown(walked):
    asked, answers, _met = walked
    shown = Shown(asked, answers)
    kept = {
        link_id: given
        for link_id, given in answers.items()
        if shown.shows(link_id) and given.silence != Silence.SKIPPED
    }

    assert responses.from_fhir(responses.as_fhir(asked, answers, ABOUT)) == kept
    assert said.from_json(said.as_json(answers)) == answers


@settings(max_examples=150, deadline=None)
@given(walks())
def test_a_score_is_what_one_counts_by_hand_from_the_response(walked):
    asked, answers, _met = walked
    weights = {
        (item.link_id, option.key): option.weight
        for item in asked.asked
        for option in item.options
        if option.weight is not None
    }

    def count(written: list[dict[str, Any]]) -> list[Decimal]:
        here = [
            weights[key]
            for item in written
            for answer in item.get("answer", [])
            if (key := (item["linkId"], answer.get("valueCoding", {}).get("code"))) in weights
        ]
        return here + [weight for item in written for weight in count(item.get("item", []))]

    counted = count(responses.as_fhir(asked, answers, ABOUT).get("item", []))

    assert scores.of(asked, answers).total == (sum(counted, Decimal(0)) if counted else None)
