"""Reading assessments: forms in use, responses, what was said before, and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid, NotFound
from fullcircle.assessments import meaning
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine import checking, computing, reading, responses, walking
from fullcircle.assessments.engine.answers import Given
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire
from fullcircle.assessments.meaning import Finding
from fullcircle.assessments.models import Form, Response
from fullcircle.assessments.states import Status

SECONDS_A_QUESTION = 15
PATIENT = "Patient"
LOOKED_BACK = 20  # responses of one person that are searched for earlier answers


class NoSuchForm(NotFound):
    """Not imported."""


class NoSuchResponse(NotFound):
    """Not there, or not for this actor."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the person said to the same question before: what, when, and asked by which organization."""

    given: Given
    at: datetime
    organization_id: UUID | None


def forms_in_use() -> list[Form]:
    """To ask one person for their record. Those whose answers lead to needs first, in the order of their table; then the
    others by title."""
    order = {url: number for number, url in enumerate(meaning.TABLE)}
    return sorted(_in_use(of_a_patient=True), key=lambda form: order.get(form.url, len(order)))


def forms_for_campaigns() -> list[Form]:
    """To ask many people or organizations, for no record: those that FHIR's subjectType does not keep to patients."""
    return _in_use(of_a_patient=False)


def _in_use(*, of_a_patient: bool) -> list[Form]:
    rows = Form.objects.filter(retired_at__isnull=True).order_by("title", "-imported_at")
    patient = frozenset({PATIENT})
    return [
        form
        for form in rows
        if (
            PATIENT in (questionnaire(form).subjects or patient)
            if of_a_patient
            else questionnaire(form).subjects - patient
        )
    ]


def all_forms() -> list[Form]:
    return list(Form.objects.order_by("title", "url", "-imported_at"))


def form(form_id: UUID) -> Form:
    """Raises NoSuchForm."""
    found = Form.objects.filter(pk=form_id).first()
    if found is None:
        raise NoSuchForm(_("There is no such form."))
    return found


def newest_form(url: str) -> Form:
    """The version in use that was imported last. Raises NoSuchForm."""
    found = Form.objects.filter(url=url, retired_at__isnull=True).order_by("-imported_at", "-id").first()
    if found is None:
        raise NoSuchForm(_("There is no form with the address {url} in use.").format(url=url))
    return found


def questionnaire(form: Form) -> Questionnaire:
    return _read(form.pk)


@lru_cache(maxsize=64)
def _read(form_id: UUID) -> Questionnaire:
    """Kept in memory: a version never changes."""
    return reading.questionnaire(Form.objects.get(pk=form_id).resource)


def response(response_id: UUID, *, lock: bool = False) -> Response:
    """One response with its form. Raises NoSuchResponse."""
    rows = Response.objects.select_for_update(of=("self",)) if lock else Response.objects
    found = rows.select_related("form").filter(pk=response_id).first()
    if found is None:
        raise NoSuchResponse(_("There are no such answers here."))
    return found


def in_progress(person_id: UUID) -> list[Response]:
    rows = Response.objects.filter(person_id=person_id, status=Status.IN_PROGRESS).select_related("form")
    return list(rows.order_by("-changed_at"))


def finished(person_id: UUID) -> list[Response]:
    """Completed and stopped ones, newest first."""
    rows = Response.objects.filter(person_id=person_id).exclude(status=Status.IN_PROGRESS)
    return list(rows.select_related("form").order_by("-finished_at"))


def answers(response: Response) -> dict[str, Given]:
    return said.from_json(response.answers)


def answers_with_totals(response: Response) -> dict[str, Given]:
    """What was said, and what the form computes from it."""
    given = answers(response)
    return given | computing.values(questionnaire(response.form), given)


def progress(response: Response) -> walking.Progress:
    return walking.progress(questionnaire(response.form), answers(response), response.at_question)


def findings(response: Response) -> list[Finding]:
    """Possible needs in what was said."""
    return meaning.findings(questionnaire(response.form), answers(response))


def minutes(questions: int) -> int:
    return max(1, round(questions * SECONDS_A_QUESTION / 60))


def earlier(response: Response, item: Item) -> Earlier | None:
    """The last answer to the same question, in this form or another, that would still be one."""
    if item.names & meaning.NEVER_SHOWN_AGAIN:
        return None
    rows = (
        Response.objects.filter(person_id=response.person_id).exclude(pk=response.pk).select_related("form")
    )
    for row in rows.order_by("-changed_at")[:LOOKED_BACK]:
        for given in _answers_to(item, row):
            if _still_fits(item, given):
                return Earlier(given, row.finished_at or row.changed_at, row.organization_id)
    return None


def _answers_to(item: Item, response: Response) -> Iterator[Given]:
    form, given = questionnaire(response.form), answers(response)
    for other in form.asked:
        same = set(other.codes) & set(item.codes) or (not item.codes and other.link_id == item.link_id)
        if same and other.link_id in given and given[other.link_id].values:
            yield given[other.link_id]


def _still_fits(item: Item, given: Given) -> bool:
    try:
        checking.check(item, given)
    except Invalid:
        return False
    return True


def questionnaire_response(response: Response) -> Mapping[str, Any]:
    """The response as a FHIR QuestionnaireResponse, rendered when read."""
    person = f"Patient/{response.person_id}"
    about = responses.Circumstances(
        id=str(response.pk),
        status=response.status,
        authored=response.finished_at or response.changed_at,
        subject=person,
        source=person,
        author=f"Practitioner/{response.asked_by}" if response.asked_by else "",
        language=response.language,
    )
    return responses.as_fhir(questionnaire(response.form), answers_with_totals(response), about)
