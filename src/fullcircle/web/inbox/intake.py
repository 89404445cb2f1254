"""An organization's own questions as pages: saying them for a service, and writing down what the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.assessments.engine.answers import Given
from fullcircle.directory import queries as directory
from fullcircle.referrals import policies, queries
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.own_questions.intake import KINDS, Question
from fullcircle.web import errors, permissions, questions, words
from fullcircle.web.acting import Request
from fullcircle.web.asking import pages
from fullcircle.web.forms import uuid_or_none

if TYPE_CHECKING:
    from fullcircle.assessments.engine.questionnaire import Questionnaire
    from fullcircle.referrals.models import Referral
    from fullcircle.referrals.own_questions.models import IntakeForm

EMPTY_ROWS = 3


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def say_questions(request: Request, service_id: UUID) -> HttpResponse:
    """The questions of one service, a row each; an empty row is none."""
    service = directory.service(service_id)
    refused: Invalid | None = None
    known = intake.form_of(service_id)
    rows = (
        _typed_rows(request.POST) if request.method == "POST" else intake.questions_of(known) if known else []
    )
    if request.method == "POST":
        try:
            intake.say_questions(service_id=service_id, questions=rows, actor=request.actor, at=request.at)
        except Invalid as refusal:
            refused = refusal
        else:
            messages.success(request, _("Saved. They are asked from now on."))
            return redirect("services:ours")
    shown = [*rows, *[Question("", "line")] * EMPTY_ROWS][: intake.MOST]
    context = {
        "service": service, "refusal": refused, "kinds": [(kind, label) for kind, (label, _item) in KINDS.items()],
        "rows": [{"it": one, "choices": "\n".join(one.choices)} for one in shown],
    }  # fmt: skip
    return render(request, "inbox/say_questions.html", context, status=400 if refused else 200)


def _typed_rows(typed: QueryDict) -> list[Question]:
    texts, kinds, choices = (typed.getlist(name) for name in ("text", "kind", "choices"))
    found = zip(texts, kinds, choices, strict=False)
    return [
        Question(_plain(text).strip(), kind, tuple(line.strip() for line in _plain(lines).splitlines() if line.strip()))
        for text, kind, lines in found
        if text.strip()
    ]  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("\x00", "")


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, referral_id: UUID) -> HttpResponse:
    """All of them on one page; nothing must be answered. Where the request has just ended, what was typed stays there."""
    referral = queries.referral(referral_id)
    known = intake.form_of(referral.service_id, uuid_or_none(request.POST.get("form")))
    try:
        policies.check_can_work(request.actor, referral)
        return _asked(request, referral, known)
    except Conflict as refusal:
        if known is None or request.method != "POST":
            raise
        form = intake.questionnaire(known)
        return _page(request, referral, form, pages.typed(form.asked, request.POST), known.pk, refusal)


def _asked(request: Request, referral: Referral, known: IntakeForm | None) -> HttpResponse:
    """Raises Denied, WrongStatus."""
    if known is None:
        return redirect("inbox:request", referral.pk)
    form = intake.questionnaire(known)
    if request.method != "POST":
        return _page(request, referral, form, pages.Typed(), known.pk)
    typed = pages.typed(form.asked, request.POST)
    if typed.refused:
        return _page(request, referral, form, typed, known.pk)
    intake.write_down(
        referral_id=referral.pk, given=typed.answers, actor=request.actor, at=request.at, form_id=known.pk,
        instead_of=request.POST.get("before"),
    )  # fmt: skip
    messages.success(request, _("Written down."))
    return redirect("inbox:request", referral.pk)


def _page(
    request: Request, referral: Referral, form: Questionnaire, typed: pages.Typed, form_id: UUID,
    refusal: Conflict | None = None,
) -> HttpResponse:  # fmt: skip
    before = intake.written(referral.pk)
    given = typed.answers or (_as_before(form, before) if before else {})
    drawn = pages.drawn(
        form.asked, given, get_language() or "en", refused=typed.refused,
        post=request.POST if typed.refused else None,
    )  # fmt: skip
    context = {
        "form": form_id, "referral": referral, "service": directory.service(referral.service_id), "questions": drawn,
        "errors": pages.to_mend(drawn), "language": get_language(), "direction": questions.direction(get_language() or "en"),
        "refusal": refusal, "before": _before(request, before, kept=bool(typed.refused)),
    }  # fmt: skip
    status = 400 if typed.refused else errors.status_of(refusal)
    return render(request, "inbox/ask_questions.html", context, status=status)


def _before(request: Request, written: intake.Written | None, *, kept: bool) -> str:
    """Which answers whoever types has seen: `kept` where the form comes back as it was sent."""
    if kept and "before" in request.POST:
        return request.POST["before"]
    return str(written.id) if written else ""


def _as_before(form: Questionnaire, before: intake.Written) -> dict[str, Given]:
    """What was written down of the questions that are asked as they were."""
    said_of = {(item.text.plain, item.kind): before.given.get(item.link_id) for item in before.form.asked}
    found = {item.link_id: said_of.get((item.text.plain, item.kind)) for item in form.asked}
    return {link_id: one for link_id, one in found.items() if one}


def shown(referral_id: UUID) -> dict[str, Any] | None:
    """What was written down, in words: question and answer. None where nothing was, or this actor may not read it."""
    found = intake.written(referral_id)
    if found is None:
        return None
    language = get_language() or "en"
    return {
        "when": words.moment(found.asked_at),
        "lines": [
            {"text": item.text.in_(language), "said": said(item.link_id, found)}
            for item in found.form.asked
            if item.link_id in found.given
        ],
    }  # fmt: skip


def said(link_id: str, found: intake.Written) -> str:
    given = found.given[link_id]
    if given.silence:
        return _("Would rather not say")
    return questions.spoken(found.form.item(link_id), given, get_language() or "en")
