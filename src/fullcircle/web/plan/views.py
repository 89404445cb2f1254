"""Printing a plan in the resident's language, and answering by its code on any screen or with who answers the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import plans
from fullcircle.referrals.plans import NoSuchPlan
from fullcircle.referrals.states import FINAL
from fullcircle.web import languages, limits, permissions, qr
from fullcircle.web.acting import Request, resident_of
from fullcircle.web.directory import present
from fullcircle.web.resident import mine as resident

if TYPE_CHECKING:
    from fullcircle.referrals.models import Need


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def for_person(request: Request, person_id: UUID) -> HttpResponse:
    back = reverse("people:person", args=[person_id])
    return _printed(request, person_id, back=back, staff=True)


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    return _printed(request, resident_of(request), back=reverse("resident:mine"), staff=False)


def _printed(request: Request, person_id: UUID, *, back: str, staff: bool) -> HttpResponse:
    """GET says what will be printed; POST makes the code and the paper, and ends the code of the one before."""
    person = people.person(person_id)
    base = "base_staff.html" if staff else "base_resident.html"
    context: dict[str, Any] = {"back": back, "person": person, "base": base}
    if request.method != "POST":
        return render(request, "plan/print.html", context)
    try:
        code, shown = plans.print_plan(person_id=person_id, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return render(request, "plan/print.html", context | {"refusal": refusal}, status=400)
    with translation.override(languages.of_words(person.language)):
        lines = [_line(number, need, request) for number, need in enumerate(shown, start=1)]
        address = settings.SITE_URL + reverse("plan:answer", args=[code])
        context |= {
            "lines": lines, "more": plans.left_over(person_id), "code": code, "drawn": qr.drawing(address),
            "community": accounts.community(),
            "address": settings.SITE_URL.split("//", 1)[-1] + reverse("plan:code"),
        }  # fmt: skip
        return render(request, "plan/paper.html", context)


def _line(number: int, need: Need, request: Request) -> dict[str, Any]:
    """One need: where to go or call, what to bring, and what happens next."""
    attempts = [referral for referral in need.referrals.all() if referral.sent_at]
    last = resident.foremost(attempts)
    line: dict[str, Any] = {
        "number": number,
        "title": need.detail or domains.label(need.domain),
        "kind": domains.label(need.domain),
    }
    place = directory.organization_names({last.target_id}).get(last.target_id, "") if last else ""
    line["next"] = resident.what_next(need, last, place, request.at)
    if last is not None and last.status not in FINAL:
        service = directory.whole_service(last.service_id)
        line |= {
            "place": place,
            "service": service.name,
            "phone": present.phone(service),
            **present.whole(service),
        }
    return line


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request) -> HttpResponse:
    """Where the code of a paper is typed, by the person or by who answers the phone."""
    typed = request.POST.get("code", "")[:40]
    if request.method != "POST":
        return render(request, "plan/code.html", {})
    try:
        with limits.of_wrong(request, "plan", NoSuchPlan):
            plans.opened(typed, at=request.at)
    except (NoSuchPlan, Invalid) as refusal:
        return render(request, "plan/code.html", {"typed": typed, "refusal": refusal}, status=400)
    return redirect("plan:answer", typed.strip().replace("/", "") or "-")


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, token: str) -> HttpResponse:
    """The numbers of a paper, each with the three answers; nothing says what they stand for."""
    with limits.of_wrong(request, "plan", NoSuchPlan):
        return _answer(request, token)


def _answer(request: Request, token: str) -> HttpResponse:
    refusal: Invalid | Conflict | None = None
    if request.method == "POST":
        number, _dash, reply = request.POST.get("answer", "").partition("-")
        try:
            plans.answer(token, number=number, reply=reply, at=request.at)
        except (Invalid, Conflict) as refused:
            refusal = refused
        else:
            messages.success(request, _("Thank you. Your answer counts most."))
            return redirect("plan:answer", token)
    opened = plans.opened(token, at=request.at)
    context = {"lines": [_number(line) for line in opened.lines], "refusal": refusal}
    return render(request, "plan/answer.html", context, status=400 if refusal else 200)


def _number(line: plans.Line) -> dict[str, Any]:
    said = {one["value"]: one["label"] for one in resident.answers()}
    return {
        "number": line.number, "may_answer": line.may_answer, "is_open": line.is_open, "said": said.get(line.reply, ""),
        "answers": [{**one, "value": f"{line.number}-{one['value']}"} for one in resident.answers()],
    }  # fmt: skip
