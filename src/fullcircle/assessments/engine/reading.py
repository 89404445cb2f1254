"""Reading a FHIR R4 Questionnaire. What changes its meaning and is not understood is refused, by linkId."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid
from fullcircle.assessments.engine import computing, values
from fullcircle.assessments.engine.questionnaire import (
    NOT_QUESTIONS,
    WITH_CHOICES,
    Condition,
    Item,
    Kind,
    Limits,
    Operator,
    Option,
    Questionnaire,
    Text,
)
from fullcircle.assessments.engine.values import Coding, Quantity, Unreadable, Value

CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
DRAFT_TRANSLATION = "urn:fullcircle:extension:translation-awaiting-review"
ORDINALS = (f"{CORE}ordinalValue", f"{CORE}itemWeight")
# They decide what is asked, or which answers may be given; without them the form would be another form.
NOT_UNDERSTOOD = {
    f"{SDC}enableWhenExpression",
    f"{SDC}answerExpression",
    f"{SDC}answerOptionsToggleExpression",
    f"{SDC}candidateExpression",
    f"{SDC}constraint",
    f"{SDC}contextExpression",
    f"{SDC}subQuestionnaire",
    f"{CORE}cqf-expression",
    f"{CORE}questionnaire-constraint",
    f"{CORE}questionnaire-fhirType",
    f"{CORE}questionnaire-maxOccurs",
    f"{CORE}questionnaire-minOccurs",
    f"{CORE}regex",
    f"{CORE}targetConstraint",
}
COMPUTED = f"{SDC}calculatedExpression"
# The one value set outside of a form that is known here: the organizations that a campaign asks.
ORGANIZATIONS_ASKED = "https://fullcircle.example/fhir/ValueSet/organizations-asked"


class NotUsable(Invalid):
    """This form cannot be asked here as its authors meant it."""


def questionnaire(resource: Any) -> Questionnaire:
    """The form in a FHIR resource. Raises NotUsable."""
    if not isinstance(resource, Mapping) or resource.get("resourceType") != "Questionnaire":
        raise NotUsable(_("This is not a FHIR Questionnaire."))
    if not resource.get("url"):
        raise NotUsable(_("This questionnaire has no url: nothing could say later which one was asked."))
    try:
        found = _questionnaire(resource)
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError) as error:
        raise NotUsable(
            _("This questionnaire is not well formed: {what}.").format(what=repr(error)[:200])
        ) from error
    _check(found)
    return found


def _questionnaire(resource: Mapping[str, Any]) -> Questionnaire:
    _check_extensions(resource, _("the questionnaire"))
    drafts = {e.get("valueCode", "") for e in _extensions(resource, DRAFT_TRANSLATION)}
    return Questionnaire(
        url=str(resource["url"]),
        version=str(resource.get("version", "")),
        title=_text(resource, "title", str(resource.get("name", resource["url"]))),
        items=tuple(_item(said) for said in resource.get("item", [])),
        name=str(resource.get("name", "")),
        language=str(resource.get("language", "en")).lower(),
        publisher=str(resource.get("publisher", "")),
        licence=str(resource.get("copyright", "")),
        description=_text(resource, "description"),
        codes=_codings(resource),
        drafts=frozenset(drafts),
        subjects=frozenset(map(str, resource.get("subjectType", []))),
    )


def _item(said: Mapping[str, Any]) -> Item:
    link_id = str(said["linkId"])
    _check_extensions(said, link_id)
    kind = _kind(said, link_id)
    if said.get("answerValueSet", ORGANIZATIONS_ASKED) != ORGANIZATIONS_ASKED:
        raise NotUsable(_("{item}: its choices are in a value set outside this form.").format(item=link_id))
    options = tuple(_option(option, link_id) for option in said.get("answerOption", []))
    chosen = tuple(
        o.value
        for o, s in zip(options, said.get("answerOption", []), strict=True)
        if s.get("initialSelected")
    )
    return Item(
        link_id=link_id,
        kind=kind,
        text=_text(said, "text", link_id if kind not in NOT_QUESTIONS else ""),
        prefix=str(said.get("prefix", "")),
        codes=_codings(said),
        repeats=said.get("repeats", False) is True,
        options=options,
        initial=tuple(_value(i, "value", link_id) for i in said.get("initial", [])) or chosen,
        conditions=tuple(_condition(condition, link_id) for condition in said.get("enableWhen", [])),
        any_condition=_is_any(said, link_id),
        hidden=_flag(said, f"{CORE}questionnaire-hidden"),
        read_only=said.get("readOnly", False) is True,
        computed=any(_extensions(said, COMPUTED))
        or computing.knows(link_id, *(c.code for c in _codings(said))),
        limits=_limits(said, link_id),
        units=_units(said),
        roster="answerValueSet" in said,
        items=tuple(_item(inner) for inner in said.get("item", [])),
    )


def _kind(said: Mapping[str, Any], link_id: str) -> Kind:
    if said["type"] not in list(Kind):
        raise NotUsable(
            _("{item}: questions of the type {kind} cannot be asked here.").format(
                item=link_id, kind=said["type"]
            )
        )
    return Kind(said["type"])


def _option(said: Mapping[str, Any], link_id: str) -> Option:
    _check_extensions(said, link_id)
    value = _value(said, "value", link_id)
    coding = said.get("valueCoding", {})
    text = _text(coding, "display", coding["code"]) if coding else _text(said, "valueString", str(value))
    weights = [
        e.get("valueDecimal") for url in ORDINALS for part in (said, coding) for e in _extensions(part, url)
    ]
    prefixes = [e.get("valueString", "") for e in _extensions(said, f"{CORE}questionnaire-optionPrefix")]
    return Option(
        value=value,
        text=text,
        weight=Decimal(str(weights[0])) if weights else None,
        prefix=prefixes[0] if prefixes else "",
        exclusive=_flag(said, f"{CORE}questionnaire-optionExclusive"),
    )


def _condition(said: Mapping[str, Any], link_id: str) -> Condition:
    if said["operator"] not in list(Operator):
        raise NotUsable(
            _("{item}: the condition {operator} is not known.").format(
                item=link_id, operator=said["operator"]
            )
        )
    operator, value = Operator(said["operator"]), _value(said, "answer", link_id)
    in_order = operator not in {Operator.EXISTS, Operator.EQUAL, Operator.NOT_EQUAL}
    if (in_order and values.compared(value, value) is None) or (
        operator == Operator.EXISTS and not isinstance(value, bool)
    ):
        raise NotUsable(
            _("{item}: the condition {operator} does not fit its answer.").format(
                item=link_id, operator=operator
            )
        )
    return Condition(question=str(said["question"]), operator=operator, value=value)


def _is_any(said: Mapping[str, Any], link_id: str) -> bool:
    behavior = said.get("enableBehavior", "")
    if behavior not in {"all", "any"} and (behavior or len(said.get("enableWhen", [])) > 1):
        raise NotUsable(
            _("{item}: several conditions, without saying whether all or any must hold.").format(item=link_id)
        )
    return bool(behavior == "any")


def _value(said: Mapping[str, Any], prefix: str, link_id: str) -> Value:
    try:
        value = values.from_fhir(said, prefix)
    except Unreadable as unreadable:
        raise NotUsable(
            _("{item}: answers of the type {kind} cannot be used here.").format(
                item=link_id, kind=str(unreadable)
            )
        ) from unreadable
    if value is None:
        raise NotUsable(_("{item}: a choice, condition or initial answer has no value.").format(item=link_id))
    return value


def _limits(said: Mapping[str, Any], link_id: str) -> Limits:
    def one(name: str) -> Value | None:
        return next((_value(e, "value", link_id) for e in _extensions(said, f"{CORE}{name}")), None)

    places = one("maxDecimalPlaces")
    return Limits(
        least=one("minValue"),
        most=one("maxValue"),
        length=int(said["maxLength"]) if "maxLength" in said else None,
        places=places if isinstance(places, int) else None,
    )


def _units(said: Mapping[str, Any]) -> tuple[Quantity, ...]:
    names = (f"{CORE}questionnaire-unitOption", f"{CORE}questionnaire-unit")
    codings = [e["valueCoding"] for name in names for e in _extensions(said, name)]
    return tuple(
        Quantity(Decimal(0), c.get("display", c.get("code", "")), c.get("system", ""), c.get("code", ""))
        for c in codings
    )


def _text(said: Mapping[str, Any], name: str, otherwise: str = "") -> Text:
    translations = {}
    for extension in _extensions(said.get(f"_{name}", {}), f"{CORE}translation"):
        parts = {part["url"]: part for part in extension["extension"]}
        content = parts["content"]
        words = content.get("valueString", content.get("valueMarkdown", ""))
        translations[str(parts["lang"]["valueCode"]).lower()] = str(words)
    return Text(str(said.get(name, otherwise)), translations)


def _codings(said: Mapping[str, Any]) -> tuple[Coding, ...]:
    return tuple(Coding(c["code"], c.get("system", ""), c.get("display", "")) for c in said.get("code", []))


def _extensions(said: Mapping[str, Any], url: str) -> Iterator[Mapping[str, Any]]:
    return (extension for extension in said.get("extension", []) if extension.get("url") == url)


def _flag(said: Mapping[str, Any], url: str) -> bool:
    return any(extension.get("valueBoolean") is True for extension in _extensions(said, url))


def _check_extensions(said: Mapping[str, Any], where: object) -> None:
    """FHIR lets a reader pass over extensions that are no modifiers; some matter all the same."""
    used = [extension.get("url", "") for extension in said.get("extension", [])]
    refused = [url for url in used if url in NOT_UNDERSTOOD]
    refused += [extension.get("url", "") for extension in said.get("modifierExtension", [])]
    if refused:
        name = refused[0].rpartition("/")[2]
        raise NotUsable(
            _("{item}: the extension {name} changes the questions, and is not understood here.").format(
                item=where, name=name
            )
        )


def _check(form: Questionnaire) -> None:
    """The rules that only the whole form can break. Raises NotUsable."""
    links = list(_link_ids(form.items))
    twice = next((link_id for link_id in links if links.count(link_id) > 1), None)
    if twice is not None:
        raise NotUsable(_("{item}: two items have this linkId.").format(item=twice))
    if not form.asked:
        raise NotUsable(_("This questionnaire asks nothing."))
    for place in form.places.values():
        _check_item(form, place.item)
    _check_no_circle(form)


def _link_ids(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.link_id
        yield from _link_ids(item.items)


def _check_item(form: Questionnaire, item: Item) -> None:
    keys = [option.key for option in item.options]
    unknown = [c.question for c in item.conditions if c.question not in form.places]
    nested = any(inner.kind != Kind.DISPLAY for inner in item.items)
    faults = {
        _("{item}: a group that repeats cannot be asked here."): item.kind == Kind.GROUP and item.repeats,
        _("{item}: questions below a question that repeats cannot be asked here."): item.repeats and nested,
        _("{item}: a text to read has questions below it."): item.kind == Kind.DISPLAY and bool(item.items),
        _("{item}: a question of choices has no choices."): item.kind in WITH_CHOICES
        and not (item.options or item.roster),
        _("{item}: its choices are organizations, and this form does not ask organizations."): item.roster
        and "Organization" not in form.subjects,
        _("{item}: choices for a question of the type {kind} cannot be asked here."): item.kind
        not in WITH_CHOICES
        and bool(item.options),
        _("{item}: two choices have the same code."): len(set(keys)) < len(keys),
        _("{item}: its condition names a question that is not in this form."): bool(unknown),
    }
    for sentence, is_so in faults.items():
        if is_so:
            raise NotUsable(str(sentence).format(item=item.link_id, kind=item.kind))


def _check_no_circle(form: Questionnaire) -> None:
    """Whether an item is shown must never come back to itself. Raises NotUsable."""
    done: set[str] = set()

    def visit(link_id: str, path: tuple[str, ...]) -> None:
        if link_id in path:
            raise NotUsable(_("{item}: whether this is asked depends on itself.").format(item=link_id))
        if link_id in done:
            return
        place = form.places[link_id]
        parents = [place.above[-1].link_id] if place.above else []
        for other in (*parents, *(condition.question for condition in place.item.conditions)):
            visit(other, (*path, link_id))
        done.add(link_id)

    for link_id in form.places:
        visit(link_id, ())
