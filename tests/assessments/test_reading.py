"""What is read from a FHIR Questionnaire, and what is refused, with the linkId that is to blame."""

from __future__ import annotations

from decimal import Decimal

import pytest

from form_makers import EXCLUSIVE, HIDDEN, choice, form, group, is_code, item, option, resource, when
from fullcircle.assessments.engine import reading
from fullcircle.assessments.engine.questionnaire import Kind
from fullcircle.assessments.engine.reading import NotUsable
from fullcircle.assessments.engine.values import Coding, Quantity

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
CORE = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = f"{CORE}translation"


def translated(language, words):
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": words}]
    return {"extension": [{"url": TRANSLATION, "extension": parts}]}


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind not in {"group", "display", "choice", "open-choice"}]
)
def test_each_type_of_question_is_read(kind):
    assert form(item("a", kind)).item("a").kind == kind


@pytest.mark.parametrize(
    "kind", ["reference", "attachment", "url", "dateTime", "time", "question", "nonsense"]
)
def test_other_types_are_refused_by_name(kind):
    with pytest.raises(NotUsable, match=f"b: questions of the type {kind}"):
        form(item("a"), item("b", kind))


def test_groups_nest_and_places_keep_the_order_of_the_document():
    read = form(group("g", item("a"), group("h", item("b"))), item("c"))

    assert list(read.places) == ["g", "a", "h", "b", "c"]
    assert [above.link_id for above in read.places["b"].above] == ["g", "h"]
    assert [asked.link_id for asked in read.asked] == ["a", "b", "c"]


def test_texts_and_choices_have_translations():
    coding = {"system": "s", "code": "y", "display": "Yes", "_display": translated("es", "Sí")}
    question = item(
        "a", "choice", _text=translated("es", "¿Pregunta?"), answerOption=[{"valueCoding": coding}]
    )

    read = form(question)

    assert read.languages == ("en", "es")
    assert read.item("a").text.in_("es-MX") == "¿Pregunta?"
    assert read.item("a").text.in_("ar") == "Question a?"
    assert read.item("a").options[0].text.in_("es") == "Sí"


def test_a_language_counts_only_when_every_question_has_it():
    assert form(item("a", _text=translated("es", "¿A?")), item("b")).languages == ("en",)


def test_a_machines_draft_is_known_as_one():
    drafted = form(item("a"), extension=[{"url": reading.DRAFT_TRANSLATION, "valueCode": "es"}])

    assert drafted.drafts == {"es"}


@pytest.mark.parametrize("url", [f"{CORE}ordinalValue", f"{CORE}itemWeight"])
@pytest.mark.parametrize("on_the_coding", [True, False])
def test_what_a_choice_weighs_stands_on_the_choice_or_on_its_coding(url, on_the_coding):
    weight = {"extension": [{"url": url, "valueDecimal": 2.5}]}
    coding = {"code": "y", **(weight if on_the_coding else {})}

    read = form(
        item("a", "choice", answerOption=[{"valueCoding": coding, **({} if on_the_coding else weight)}])
    )

    assert read.item("a").options[0].weight == Decimal("2.5")


def test_choices_may_be_words_numbers_and_days():
    options = [{"valueString": "Blue"}, {"valueInteger": 3}, {"valueDate": "2026-01-02"}]

    read = form(item("a", "choice", answerOption=options))

    assert [option.key for option in read.item("a").options] == ["Blue", "3", "2026-01-02"]


def test_first_answers_come_from_initial_or_from_a_choice_marked_so():
    marked = {**option("y"), "initialSelected": True}
    read = form(
        item("a", "integer", initial=[{"valueInteger": 4}]), item("b", "choice", answerOption=[marked])
    )

    assert read.item("a").initial == (4,)
    assert read.item("b").initial == (Coding("y", "urn:test:codes"),)


def test_hidden_read_only_and_computed_items_are_not_asked():
    hidden = {"extension": [{"url": HIDDEN, "valueBoolean": True}]}
    computed = {"extension": [{"url": f"{SDC}calculatedExpression", "valueExpression": {}}]}
    read = form(
        item("a", **hidden),
        group("g", item("b"), **hidden),
        item("c", readOnly=True),
        item("d", **computed),
        item("e"),
    )

    assert [asked.link_id for asked in read.asked] == ["e"]


def test_units_and_limits_are_read():
    unit = {"url": f"{CORE}questionnaire-unit", "valueCoding": {"code": "kg", "display": "kilograms"}}
    least = {"url": f"{CORE}minValue", "valueInteger": 1}

    read = form(item("a", "quantity", extension=[unit, least]), item("b", maxLength=5)).places

    assert read["a"].item.units == (Quantity(Decimal(0), "kilograms", "", "kg"),)
    assert read["a"].item.limits.least == 1
    assert read["b"].item.limits.length == 5


def test_exclusive_choices_are_marked():
    alone = {**option("none"), "extension": [{"url": EXCLUSIVE, "valueBoolean": True}]}

    read = form(item("a", "choice", repeats=True, answerOption=[option("x"), alone]))

    assert [option.exclusive for option in read.item("a").options] == [False, True]


@pytest.mark.parametrize(
    "name",
    ["enableWhenExpression", "answerExpression", "subQuestionnaire", "candidateExpression", "constraint"],
)
def test_extensions_that_change_the_questions_are_refused(name):
    with pytest.raises(NotUsable, match=f"b: the extension sdc-questionnaire-{name}"):
        form(item("a"), item("b", extension=[{"url": f"{SDC}{name}"}]))


def test_unknown_modifiers_are_refused_and_other_extensions_passed_over():
    assert form(item("a", extension=[{"url": "https://example.org/colour", "valueString": "red"}]))
    with pytest.raises(NotUsable, match="a: the extension upside-down"):
        form(item("a", modifierExtension=[{"url": "https://example.org/upside-down"}]))


REFUSED = [
    ("a: two items have this linkId", [item("a"), item("a")]),
    ("a: a group that repeats", [group("a", item("b"), repeats=True)]),
    ("a: questions below a question that repeats", [choice("a", "x", repeats=True, item=[item("b")])]),
    ("a: a text to read has questions", [item("a", "display", item=[item("b")])]),
    ("a: a question of choices has no choices", [item("a", "choice")]),
    ("a: its choices are in a value set", [item("a", "choice", answerValueSet="urn:x")]),
    (
        "a: choices for a question of the type integer",
        [item("a", "integer", answerOption=[{"valueInteger": 1}])],
    ),
    ("a: two choices have the same code", [choice("a", "x", "x")]),
    ("a: answers of the type valueTime", [item("a", "choice", answerOption=[{"valueTime": "10:00:00"}])]),
    ("b: its condition names a question", [item("a"), item("b", enableWhen=[is_code("zzz", "x")])]),
    ("a: whether this is asked depends on itself", [item("a", enableWhen=[is_code("a", "x")])]),
    (
        "depends on itself",
        [item("a", enableWhen=[is_code("b", "x")]), item("b", enableWhen=[is_code("a", "x")])],
    ),
    ("depends on itself", [group("g", item("a"), enableWhen=[is_code("a", "x")])]),
    ("b: several conditions", [item("a"), item("b", enableWhen=[is_code("a", "x"), is_code("a", "y")])]),
    ("b: several conditions", [item("a"), item("b", enableBehavior="some", enableWhen=[is_code("a", "x")])]),
    (
        "b: the condition ~ is not known",
        [item("a"), item("b", enableWhen=[when("a", "~", answerString="x")])],
    ),
    (
        "b: the condition > does not fit",
        [item("a"), item("b", enableWhen=[when("a", ">", answerBoolean=True)])],
    ),
    (
        "b: the condition exists does not",
        [item("a"), item("b", enableWhen=[when("a", "exists", answerString="x")])],
    ),
    (
        "b: a choice, condition or initial answer has no value",
        [item("a"), item("b", enableWhen=[when("a", "=")])],
    ),
    ("This questionnaire asks nothing", [group("a", item("b", "display"))]),
    ("not well formed", [{"type": "string"}]),
    ("not well formed", [item("a", enableWhen={"question": "a"})]),
    ("not well formed", ["a"]),
]


@pytest.mark.parametrize(("sentence", "items"), REFUSED)
def test_what_cannot_be_asked_is_refused_with_its_linkid(sentence, items):
    with pytest.raises(NotUsable, match=sentence):
        form(*items)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("not a FHIR Questionnaire", {"resourceType": "Patient"}),
        ("not a FHIR Questionnaire", []),
        ("not a FHIR Questionnaire", None),
        ("has no url", {**resource(item("a")), "url": ""}),
    ],
)
def test_what_is_no_questionnaire_is_refused(sentence, said):
    with pytest.raises(NotUsable, match=sentence):
        reading.questionnaire(said)


def test_a_form_without_a_version_is_called_by_its_url():
    assert form(item("a")).canonical == "urn:test:form"
    assert form(item("a"), version="2").canonical == "urn:test:form|2"
