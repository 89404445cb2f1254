"""Choose a form, ask one question at a time, and at the end ask about each need found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fullcircle.access.errors import Invalid
from fullcircle.assessments import actions, policies, queries
from fullcircle.assessments.engine import walking
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED, Given
from fullcircle.assessments.engine.questionnaire import Item
from fullcircle.assessments.meaning import UNSPECIFIED, Finding
from fullcircle.assessments.policies import WrongStatus
from fullcircle.assessments.states import Status
from fullcircle.people import queries as people
from fullcircle.referrals import needs
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import OPEN_OUTCOMES
from fullcircle.web import languages, permissions, questions
from fullcircle.web.acting import Request
from fullcircle.web.screening import present

if TYPE_CHECKING:
    from fullcircle.assessments.models import Response
    from fullcircle.people.models import Person

YES, NOT_NOW = "yes", "not-now"


@permissions.for_(permissions.NAVIGATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, person_id: UUID) -> HttpResponse:
    person = people.person(person_id)
    policies.check_can_ask(request.actor, person_id=person_id, steward_id=person.steward_id)
    if request.method == "POST":
        begun = actions.begin(
            form_id=_form_id(request),
            person_id=person_id,
            language=request.POST.get("language", ""),
            actor=request.actor,
            at=request.at,
        )
        return redirect("screening:ask", begun.pk)
    begun_already = queries.in_progress(person_id)
    waiting = {response.form_id for response in begun_already}
    context = {
        "begun": [present.begun(response, request.at) for response in begun_already],
        "forms": [
            present.on_the_shelf(form, person.language)
            for form in queries.forms_in_use()
            if form.pk not in waiting
        ],
        **_with_person(person),
    }
    return render(request, "screening/choose.html", context)


def _form_id(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        raise Invalid(_("Choose what to ask."), field="form") from None


def _with_person(person: Person) -> dict[str, Any]:
    crumbs = [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": person.name, "url": reverse("people:person", args=[person.pk])},
    ]
    return {"person": person, "crumbs": crumbs}


@permissions.for_(permissions.NAVIGATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, response_id: UUID) -> HttpResponse:
    response = _open(request, response_id)
    if response.status != Status.IN_PROGRESS:
        return redirect("screening:end", response_id)
    if request.method == "POST":
        try:
            response = _step(request, response)
        except WrongStatus:  # a second tap, after another window finished it
            return redirect("screening:end", response_id)
        except Invalid as refusal:
            return _question_page(request, queries.response(response_id), refusal)
        return redirect("screening:ask", response_id)
    if response.at_question == walking.END:
        return redirect("screening:end", response_id)
    return _question_page(request, response, None)


def _open(request: Request, response_id: UUID) -> Response:
    response = queries.response(response_id)
    steward_id = people.person(response.person_id).steward_id
    policies.check_can_ask(request.actor, person_id=response.person_id, steward_id=steward_id)
    return response


def _step(request: Request, response: Response) -> Response:
    """What the pressed button says. A page sent twice answers the same question twice, and goes on once."""
    does, link_id = request.POST.get("do", ""), request.POST.get("question", "")
    actor, at = request.actor, request.at
    if does == "stop":
        return actions.stop(response_id=response.pk, actor=actor, at=at)
    if does == "back":
        return actions.go_back(response_id=response.pk, link_id=link_id, actor=actor, at=at)
    given = _given(request, response, link_id, does)
    return actions.answer(response_id=response.pk, link_id=link_id, given=given, actor=actor, at=at)


def _given(request: Request, response: Response, link_id: str, does: str) -> Given:
    form = queries.questionnaire(response.form)
    if link_id not in form.places:
        raise Invalid(_("This question is not in this form."), field=link_id)
    item = form.item(link_id)
    if does in {"skip", "decline"}:
        return SKIPPED if does == "skip" else DECLINED
    if does == "still":
        return _still_true(response, item)
    return questions.typed(item, request.POST)


def _still_true(response: Response, item: Item) -> Given:
    earlier = queries.earlier(response, item)
    if earlier is None:
        raise Invalid(_("Choose an answer, or skip this question."), field=item.link_id)
    return earlier.given


def _question_page(request: Request, response: Response, refusal: Invalid | None) -> HttpResponse:
    """The question that waits; after a refusal with what was typed, if it was about this one."""
    if response.at_question == walking.END:
        return redirect("screening:end", response.pk)
    about_this = refusal is not None and refusal.field == response.at_question
    context = {
        "response": response,
        "question": present.question(response, request.at, request.POST if about_this else None),
        "refusal": refusal,
        "person": people.person(response.person_id),
    }
    return render(request, "screening/ask.html", context, status=400 if refusal else 200)


@permissions.for_(permissions.NAVIGATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, response_id: UUID) -> HttpResponse:
    response = _open(request, response_id)
    if response.status == Status.IN_PROGRESS and response.at_question != walking.END:
        return redirect("screening:ask", response_id)
    if request.method == "POST":
        if request.POST.get("do") == "back" and response.status == Status.IN_PROGRESS:
            actions.go_back(response_id=response_id, link_id=walking.END, actor=request.actor, at=request.at)
            return redirect("screening:ask", response_id)
        return _end(request, response_id)
    person = people.person(response.person_id)
    found = [(finding, _stands(response, finding)) for finding in queries.findings(response)]
    words = languages.of_words(response.language)
    with override(words):
        lines = [present.found(response, finding, is_open=stands) for finding, stands in found]
    context = {"response": response, "lines": lines, "words": words, **_with_person(person)}
    return render(request, "screening/end.html", context)


def _end(request: Request, response_id: UUID) -> HttpResponse:
    """Finish, and write down each need that was answered. The lock makes a second tap wait for the first."""
    response = queries.response(response_id, lock=True)
    if response.status == Status.IN_PROGRESS:
        response = actions.finish(response_id=response_id, actor=request.actor, at=request.at)
    added = [finding for finding in queries.findings(response) if _write_down(request, response, finding)]
    if added:
        number = len(added)
        messages.success(
            request,
            ngettext("{n} need is written down.", "{n} needs are written down.", number).format(n=number),
        )
    return redirect("people:person", response.person_id)


def _write_down(request: Request, response: Response, finding: Finding) -> bool:
    """A need, if the resident said yes or not now, and if it does not stand in the record already."""
    answer = request.POST.get(f"want-{finding.key}")
    if answer not in {YES, NOT_NOW} or _stands(response, finding):
        return False
    needs.add(
        person_id=response.person_id,
        domain=finding.domain,
        detail=str(finding.detail),
        found_by="screening",
        wants_help=answer == YES,
        actor=request.actor,
        at=request.at,
    )
    return True


def _stands(response: Response, finding: Finding) -> bool:
    """Is there a need for which help is still looked for in this domain; where that says nothing, with the same words?"""
    standing = [need for need in referrals.needs_of(response.person_id) if need.outcome in OPEN_OUTCOMES]
    details = {need.detail for need in standing if need.domain == finding.domain}
    return bool(details & _in_every_language(finding)) if finding.domain == UNSPECIFIED else bool(details)


def _in_every_language(finding: Finding) -> set[str]:
    """The words may have been written down by somebody who reads another language."""
    words = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            words.add(str(finding.detail))
    return words
