"""Answers as a FHIR R4 QuestionnaireResponse, and back. Items nest as they do in the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fullcircle.assessments.engine import values
from fullcircle.assessments.engine.answers import DECLINED, Answers, Given, Silence
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
ASKED_DECLINED = {"extension": [{"url": ABSENT, "valueCode": "asked-declined"}]}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a response says besides its answers. References are FHIR's ('Patient/…')."""

    id: str
    status: str
    authored: datetime
    subject: str
    source: str = ""
    author: str = ""
    language: str = ""


def as_fhir(questionnaire: Questionnaire, answers: Answers, about: Circumstances) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": about.id,
        "questionnaire": questionnaire.canonical,
        "status": about.status,
        "subject": {"reference": about.subject},
        "authored": about.authored.isoformat(timespec="seconds"),
    }
    if about.language:
        resource["language"] = about.language
    for name in ("author", "source"):
        if reference := getattr(about, name):
            resource[name] = {"reference": reference}
    items = _items(questionnaire, questionnaire.items, answers, Shown(questionnaire, answers), about.language)
    return resource | ({"item": items} if items else {})


def _items(
    form: Questionnaire, items: tuple[Item, ...], answers: Answers, shown: Shown, language: str
) -> list[dict[str, Any]]:
    """Empty groups, skipped questions and what was not shown are absent."""
    written = []
    for item in items:
        if not shown.shows(item.link_id):
            continue
        below = _items(form, item.items, answers, shown, language)
        said = _answer(form, item, answers, shown) if item.is_question else []
        if said and below:
            said[0]["item"] = below
        if said or (below and not item.is_question):
            text = {"text": words} if (words := item.text.in_(language)) else {}
            written.append(
                {"linkId": item.link_id, **text, **({"answer": said} if said else {"item": below})}
            )
    return written


def _answer(form: Questionnaire, item: Item, answers: Answers, shown: Shown) -> list[dict[str, Any]]:
    given = answers.get(item.link_id)
    if given and given.silence == Silence.DECLINED:
        return [dict(ASKED_DECLINED)]
    return [values.as_fhir(value) for value in shown.values(item.link_id)]


def from_fhir(resource: Mapping[str, Any]) -> dict[str, Given]:
    """What was said, by linkId. Raises values.Unreadable."""
    return dict(_read(resource.get("item", [])))


def _read(items: list[Mapping[str, Any]]) -> Iterator[tuple[str, Given]]:
    for item in items:
        said = item.get("answer", [])
        found = tuple(value for element in said if (value := values.from_fhir(element)) is not None)
        if found:
            yield item["linkId"], Given(found)
        elif said and any(e.get("url") == ABSENT for element in said for e in element.get("extension", [])):
            yield item["linkId"], DECLINED
        yield from _read(item.get("item", []))
        for element in said:
            yield from _read(element.get("item", []))
