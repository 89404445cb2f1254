"""Questionnaires made in a line, for tests: `form(choice("a", "yes", "no"))`."""

from __future__ import annotations

from typing import Any

from fullcircle.assessments.engine import reading
from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.assessments.engine.values import Coding

SYSTEM = "urn:test:codes"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"


def resource(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "url": "urn:test:form",
        "title": "A form",
        "item": list(items),
        **more,
    }


def form(*items: dict[str, Any], **more: Any) -> Questionnaire:
    return reading.questionnaire(resource(*items, **more))


def item(link_id: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": f"Question {link_id}?", **more}


def choice(link_id: str, *codes: str, weights: tuple[float, ...] = (), **more: Any) -> dict[str, Any]:
    options = [option(code, weights[n] if weights else None) for n, code in enumerate(codes)]
    return item(link_id, more.pop("kind", "choice"), answerOption=options, **more)


def option(code: str, weight: float | None = None) -> dict[str, Any]:
    coding: dict[str, Any] = {"system": SYSTEM, "code": code, "display": code.title()}
    if weight is not None:
        coding["extension"] = [{"url": ORDINAL, "valueDecimal": weight}]
    return {"valueCoding": coding}


def group(link_id: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "group", "text": f"Group {link_id}", "item": list(items), **more}


def when(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def is_code(question: str, code: str) -> dict[str, Any]:
    return when(question, "=", answerCoding={"system": SYSTEM, "code": code})


def code(said: str) -> Coding:
    return Coding(said, SYSTEM)
