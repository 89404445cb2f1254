"""Answering by link. The pages carry earlier answers themselves, signed: nothing is kept before the last page is sent."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fullcircle.access import actor as actors
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import answering, audience
from fullcircle.assessments.asking.answering import Opened
from fullcircle.assessments.asking.policies import WrongState
from fullcircle.assessments.engine import answers as said
from fullcircle.assessments.engine.answers import Given
from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.web import limits, permissions, questions
from fullcircle.web.acting import Request
from fullcircle.web.asking import pages, present

TOO_MANY = gettext_lazy("Many answers came from this connection in the last hour. Please try again later.")
LANGUAGE_COOKIE = "django_language"


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, token: str) -> HttpResponse:
    opened = answering.opened(token, at=request.at)
    # The language of the invitation, unless somebody chose another one here.
    chosen = translation.get_language() if LANGUAGE_COOKIE in request.COOKIES else opened.language
    with translation.override(chosen or translation.get_language()):
        if opened.answered or "thanks" in request.GET:
            return render(request, "asking/thanks.html", {"opened": opened})
        if opened.is_over:
            return render(request, "asking/over.html", {"opened": opened})
        form = answering.form_of(opened, token)
        if request.method != "POST":
            return _page(request, token, opened, form, {}, 0)
        return _step(request, token, opened, form)


def _step(request: Request, token: str, opened: Opened, form: Questionnaire) -> HttpResponse:
    """Back, on, or the end. What cannot be used is said, and the page shown again."""
    earlier, number = _carried(request, token)
    every = pages.pages(form)
    number = min(number, len(every) - 1)
    items = pages.shown(form, every[number], earlier)
    typed = pages.typed(items, request.POST)
    answers = {
        link: given for link, given in earlier.items() if link not in {item.link_id for item in items}
    } | typed.answers
    if request.POST.get("do") == "back":
        return _page(request, token, opened, form, answers, max(number - 1, 0))
    if typed.refused:
        return _page(request, token, opened, form, answers, number, typed=typed)
    after = next((n for n in range(number + 1, len(every)) if pages.shown(form, every[n], answers)), None)
    if after is not None:
        return _page(request, token, opened, form, answers, after)
    return _send(request, token, opened, form, answers, number)


def _send(
    request: Request, token: str, opened: Opened, form: Questionnaire, answers: dict[str, Given], number: int
) -> HttpResponse:
    limits.check(request, "ask-us", said=TOO_MANY)
    try:
        with acting_as(actors.respondent(), at=request.at):
            answering.answer(token=token, answers=answers, actor=actors.respondent(), at=request.at)
    except Invalid as refusal:
        return _page(request, token, opened, form, answers, number, refusal=str(refusal))
    except WrongState:  # a second tap, or the midnight between two pages
        return redirect("asking:answer", token)
    return redirect(f"{request.path}?thanks")


def _carried(request: Request, token: str) -> tuple[dict[str, Given], int]:
    """The answers of the pages before, and the number of this one; from the beginning where the signature does not fit."""
    with suppress(signing.BadSignature, KeyError, TypeError, ValueError):
        found = signing.loads(request.POST.get("carried", ""), salt=_salt(token))
        return said.from_json(found["answers"]), int(found["page"])
    return {}, 0


def _salt(token: str) -> str:
    """Carried answers fit the link they were given to."""
    return f"ask-us:{audience.hashed(token)}"


def _page(
    request: Request, token: str, opened: Opened, form: Questionnaire, answers: dict[str, Given], number: int, *,
    typed: pages.Typed | None = None, refusal: str = "",
) -> HttpResponse:  # fmt: skip
    every = pages.pages(form)
    page = every[number]
    language = present.language()
    form_language = language if language in form.languages else form.language
    refused = typed.refused if typed else {}
    drawn = pages.drawn(
        pages.shown(form, page, answers),
        answers,
        form_language,
        post=request.POST if refused else None,
        refused=refused,
    )
    carried = {"answers": said.as_json(answers), "page": number}
    context: dict[str, Any] = {
        "opened": opened,
        "title": form.title.in_(form_language),
        "promise": present.promise(opened.mode),
        "about": present.about(form),
        "heading": page.heading.text.in_(form_language) if page.heading and len(every) > 1 else "",
        "questions": drawn,
        "language": form_language,
        "direction": questions.direction(form_language),
        "is_draft": form_language in form.drafts,
        "number": number + 1,
        "of": len(every),
        "progress": _("Page {n} of {of}").format(n=number + 1, of=len(every)),
        "errors": pages.to_mend(drawn) or ([{"text": refusal, "url": "#q-1"}] if refusal else []),
        "is_last": number == len(every) - 1,
        "minutes": forms.minutes(len(form.asked)),
        "carried": signing.dumps(carried, salt=_salt(token), compress=True),
    }
    return render(request, "asking/answer.html", context, status=400 if context["errors"] else 200)
