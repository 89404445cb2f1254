"""Complaining: anybody, with or without a name, and following it by the code alone. Nothing of the browser is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.grievances import codes, filing, queries
from fullcircle.grievances.queries import NoSuchGrievance
from fullcircle.grievances.states import TOPICS, State, clock
from fullcircle.web import limits, permissions
from fullcircle.web.acting import Request
from fullcircle.web.grievances import present
from fullcircle.web.grievances.forms import Appeal, Code, Complaint


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: Request) -> HttpResponse:
    """`?about=` names a place, for links that staff send."""
    known = present.uuid_of(request.GET.get("about", ""))
    named = directory.organization_names({known}).get(known, "") if known else ""
    in_danger = request.method == "POST" and "danger_now" in request.POST
    if request.method == "POST" and not in_danger:
        form = Complaint(request.POST)
        if form.is_valid() and (sent := _sent(request, form)):
            return sent
    elif in_danger:
        typed = {name: request.POST.get(name, "") for name in Complaint.base_fields if name != "which"}
        form = Complaint(initial=typed | {"hub": bool(typed["hub"]), "danger": True})
    else:
        form = Complaint(initial={"place": named})
    context = {
        "form": form, "in_danger": in_danger or bool(request.POST.get("danger")), "readers": _readers(), "clock": clock(),
    }  # fmt: skip
    return render(request, "grievances/complain.html", context, status=400 if form.errors else 200)


def _readers() -> list[str]:
    """Who reads complaints, in their order; the hub last, which reads what no other of the list may."""
    ids = [*(one.organization_id for one in queries.reviewers()), accounts.community().hub_id]
    names = directory.organization_names(set(ids))
    return [names[one] for one in dict.fromkeys(ids) if one in names]


def _sent(request: Request, form: Complaint) -> HttpResponse | None:
    """The page with the code, which is shown this once; None where something is to be mended."""
    limits.check(request, "complain")
    try:
        filed = filing.file(
            said=form.said(get_language() or "en"), at=request.at, grievance_id=form.cleaned_data["once"]
        )
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    return present.filed_page(
        request, filed, in_danger=form.cleaned_data["danger"], frame="base_resident.html"
    )


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Request) -> HttpResponse:
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with limits.of_wrong(request, "follow", NoSuchGrievance):
                queries.follow(form.cleaned_data["code"])
        except NoSuchGrievance as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("grievances:case", codes.shown(codes.plain(form.cleaned_data["code"])))
    return render(request, "grievances/follow.html", {"form": form}, status=400 if form.errors else 200)


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: Request, code: str) -> HttpResponse:
    """Whoever holds the code reads the answer, and may accept it or appeal."""
    with limits.of_wrong(request, "follow", NoSuchGrievance):
        one = queries.follow(code)
    form = Appeal(request.POST if request.POST.get("say") == "appeal" else None)
    if request.method == "POST" and (done := _said(request, code, form)):
        messages.success(request, done)
        return redirect("grievances:case", codes.shown(codes.plain(code)))
    context: dict[str, Any] = {
        "one": one, "heading": present.heading(one), "steps": present.steps(one), "topic": TOPICS[one.topic],
        "form": form, "may_say": one.state == State.ANSWERED, "answered": present.day(one.answered_at),
        "closed": present.day(one.closed_at), "answer_by": present.day(one.answer_by),
    }  # fmt: skip
    return render(request, "grievances/case.html", context, status=400 if form.errors else 200)


def _said(request: Request, code: str, form: Appeal) -> str:
    """What was done, in words; '' where something is to be mended. Raises WrongState."""
    if request.POST.get("say") == "accept":
        filing.accept(code=code, at=request.at)
        return _("Thank you. It is written down that the answer is good.")
    if form.is_bound and form.is_valid():
        try:
            filing.appeal(code=code, text=form.cleaned_data["text"], at=request.at)
        except Invalid as refusal:
            form.add_error("text", str(refusal))
        else:
            return _("Another reviewer looks at it now.")
    return ""


@permissions.for_(permissions.PUBLIC)
@require_safe
def themes(request: Request) -> HttpResponse:
    """What people complain about, in counts that name nobody."""
    found = queries.themes(at=request.at)
    rows = [
        {"topic": TOPICS[topic], "filed": count, "hidden": count is None}
        for topic, count in found.counts.items()
    ]
    context = {"rows": rows, "since": present.day(found.since), "until": present.day(found.until)}
    return render(request, "grievances/themes.html", context)
