"""Getting ready for visits, the page that opens without network, and taking in what it kept."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.actor import user_of
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import device_key
from fullcircle.assessments import carried
from fullcircle.assessments import queries as assessments
from fullcircle.assessments.carried import ChangedMeanwhile
from fullcircle.assessments.engine.answers import Given
from fullcircle.people import queries as people
from fullcircle.referrals import visits
from fullcircle.referrals.written import notes
from fullcircle.web import permissions, questions
from fullcircle.web.acting import Request
from fullcircle.web.forms import uuid_or_none
from fullcircle.web.notes.views import photos
from fullcircle.web.visits import present

SHOWN = 100
LONGEST_ANSWERS = 50_000  # characters of JSON


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: Request) -> HttpResponse:
    """Choose whom to visit and what to ask. Without script the answer is a page of links, for visits with network."""
    team = request.GET.get("whose") == "team"
    user_id, here = user_of(request.actor)
    context: dict[str, Any] = {
        "team": team,
        "people": people.kept_by(here, navigator_id=None if team else user_id)[:SHOWN],
        "forms": assessments.forms_in_use(),
    }
    if request.method != "POST":
        return render(request, "visits/prepare.html", context)
    try:
        taken = visits.take_along(person_ids=_chosen(request), actor=request.actor, at=request.at)
    except Invalid as refusal:
        return render(
            request,
            "visits/prepare.html",
            context | {"refusal": refusal, "chosen": _chosen(request)},
            status=400,
        )
    return render(request, "visits/with_network.html", {"taken": taken})


def _chosen(request: Request) -> list[UUID]:
    return [found for typed in request.POST.getlist("person") if (found := uuid_or_none(typed))]


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def pack(request: Request) -> JsonResponse:
    """What the phone keeps."""
    try:
        taken = visits.take_along(person_ids=_chosen(request), actor=request.actor, at=request.at)
    except Invalid as refusal:
        return JsonResponse({"reason": str(refusal)}, status=400)
    form_id = uuid_or_none(request.POST.get("form"))
    form = assessments.form(form_id) if form_id else None
    return JsonResponse(present.packed(taken, form, request))


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def key(request: Request) -> JsonResponse:
    """Who is signed in, as a mark; the server's part of their device's key; and the token of forms."""
    who = user_of(request.actor)
    said = {
        "owner": device_key.owner(*who),
        "part": base64.b64encode(device_key.part(*who)).decode(),
        "X-CSRFToken": get_token(request),
    }
    return JsonResponse(said)


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def day(request: Request) -> HttpResponse:
    """The page of the visits. It names nobody: what it shows it reads from the phone."""
    return render(request, "visits/day.html", {"longest": notes.LONGEST, "most_photos": notes.MOST_PHOTOS})


@permissions.for_(permissions.PUBLIC)
@require_safe
def worker(request: Request) -> HttpResponse:
    """Served here and not with the other files: a service worker answers for the addresses below its own."""
    found = finders.find("dist/visit-worker.js")
    with open(str(found), "rb") as file:  # noqa: PTH123
        return HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def draft(request: Request, draft_id: UUID) -> JsonResponse:
    """Take in one draft: a note with its photos, or answers. Sent again it changes nothing."""
    person_id = uuid_or_none(request.POST.get("person"))
    if person_id is None:
        return _refused(_("This draft is about nobody."))
    try:
        if request.POST.get("kind") == "answers":
            return _answers(request, draft_id, person_id)
        notes.write(
            person_id=person_id, text=request.POST.get("text", ""), photos=photos(request), draft_id=draft_id,
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return _refused(str(refusal))
    return _kept(reverse("people:person", args=[person_id]))


def _refused(reason: str) -> JsonResponse:
    return JsonResponse({"state": "refused", "reason": reason}, status=400)


def _kept(url: str, *, stood: str = "") -> JsonResponse:
    return JsonResponse({"state": "kept", "url": url, "stood": stood})


def _answers(request: Request, draft_id: UUID, person_id: UUID) -> JsonResponse:
    form_id = uuid_or_none(request.POST.get("form"))
    form = assessments.form(form_id) if form_id else None
    if form is None:
        raise Invalid(_("Choose what to ask."), field="form")
    given = _given(request, assessments.questionnaire(form))
    choice = request.POST.get("choice", "")
    if choice == "both":
        text = _in_words(assessments.questionnaire(form), given, request.POST.get("language", ""))
        notes.write(person_id=person_id, text=text, draft_id=draft_id, actor=request.actor, at=request.at)
        return _kept(reverse("people:person", args=[person_id]))
    try:
        response = carried.take_in(
            form_id=form.pk, person_id=person_id, given=given, stood=request.POST.get("stood", ""),
            over=choice == "mine", draft_id=draft_id, language=request.POST.get("language", "")[:20],
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except ChangedMeanwhile as refusal:
        lines = present.side_by_side(refusal, given)
        return JsonResponse({"state": "conflict", "lines": lines}, status=409)
    return _kept(reverse("screening:ask", args=[response.pk]), stood=carried.stand(person_id, form.pk))


def _given(request: Request, questionnaire: Any) -> dict[str, Given]:
    """Answers as JSON: by linkId what a form of ours would post. What is empty was not asked. Raises Invalid."""
    typed = request.POST.get("answers", "")
    try:
        said = json.loads(typed if len(typed) <= LONGEST_ANSWERS else "")
        posts = {str(link_id): _posted(one) for link_id, one in said.items()}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise Invalid(_("These answers cannot be read."), field="answers") from None
    return {
        link_id: questions.typed(questionnaire.item(link_id), post)
        for link_id, post in posts.items()
        if link_id in questionnaire.places and any(word.strip() for word in post.getlist(questions.ANSWER))
    }


def _posted(one: Any) -> QueryDict:
    post = QueryDict(mutable=True)
    post.setlist(questions.ANSWER, [str(word) for word in one["a"]])
    post[questions.UNIT] = str(one.get("unit", ""))
    return post


def _in_words(questionnaire: Any, given: dict[str, Given], language: str) -> str:
    lines = [
        f"{item.text.in_(language)} {present.in_words(item, given[item.link_id], language)}"
        for item in questionnaire.asked
        if item.link_id in given
    ]
    return "\n".join([_("Answers at a visit:"), *lines])
