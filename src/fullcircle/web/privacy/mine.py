"""A resident's own pages: my permissions, who saw my information, my questions."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.privacy import asking, queries
from fullcircle.privacy.queries import Permission, State
from fullcircle.privacy.states import Kind
from fullcircle.referrals import queries as referrals
from fullcircle.web import permissions
from fullcircle.web.acting import Request, resident_of
from fullcircle.web.privacy import ceremony, forms, present
from fullcircle.web.privacy.ceremony import Side

PAGE = 50


def me(request: Request) -> UUID:
    return resident_of(request)


def side(request: Request) -> Side:
    person = people.person(me(request))
    return Side(
        person_id=person.pk, name=person.name, keeper_id=person.steward_id, label=person.label, language=get_language() or "en",
        frame="base_resident.html", home=reverse("privacy:mine"),
    )  # fmt: skip


@permissions.for_(permissions.RESIDENT)
@require_safe
def mine(request: Request) -> HttpResponse:
    person = people.person(me(request))
    lines = queries.permissions(person.pk, at=request.at)
    living = [line for line in lines if line.state in {State.OPEN, State.WAITS}]
    context = {
        "lines": [_drawn(line, request) for line in living if line.referral_id is None],
        "requests": _by_request(living, request),
        "by_agreement": [(present.by_agreement(row), row.organization_id) for row in queries.without_consent(person.pk)],
        "noes": [_drawn(line, request) for line in lines if line.state == State.NO],
        "ended": [present.ended(line) for line in lines if line.state == State.ENDED],
        "keeper": directory.organization_names({person.steward_id}).get(person.steward_id, ""),
    }  # fmt: skip
    return render(request, "privacy/mine.html", context)


def _drawn(line: Permission, request: Request) -> dict[str, Any]:
    return present.consent(line, request.at, lambda name, one: reverse(f"privacy:{name}", args=[one]))


def _by_request(lines: list[Permission], request: Request) -> list[dict[str, Any]]:
    """Lines that were given with a request, under the name of what was asked for."""
    titles = _titles(me(request))
    given = sorted((line for line in lines if line.referral_id), key=lambda line: str(line.referral_id))
    return [
        {"title": titles.get(key, ""), "lines": [_drawn(line, request) for line in ones]}
        for key, ones in groupby(given, key=lambda line: line.referral_id)
    ]


def _titles(person_id: UUID) -> dict[UUID, str]:
    """What each request asked for, by the request."""
    return {
        referral.pk: need.detail or domains.label(need.domain)
        for need in referrals.needs_of(person_id)
        for referral in need.referrals.all()
    }


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    return ceremony.yes(request, side(request))


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request) -> HttpResponse:
    return ceremony.no(request, side(request))


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, consent_id: UUID) -> HttpResponse:
    return ceremony.stop(request, side(request), consent_id)


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: Request, consent_id: UUID) -> HttpResponse:
    return ceremony.keep(request, side(request), consent_id)


@permissions.for_(permissions.RESIDENT)
@require_safe
def looks(request: Request) -> HttpResponse:
    """Every look, by day; `?all=1` is the whole list, to print."""
    person = people.person(me(request))
    found = queries.looks(person.pk)
    page = Paginator(found, max(found.count(), 1) if request.GET.get("all") else PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "days": present.days(page, person.steward_id, _titles(person.pk)),
        "page": page,
        "newer": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "privacy/looks.html", context)


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: Request, event_id: UUID) -> HttpResponse:
    """What the rules say of one look, and a question to a person where that is not enough: to who keeps the page, unless
    they may not know of it."""
    person = people.person(me(request))
    seen = queries.look(person.pk, event_id)
    form = forms.Why(request.POST or None, initial={"text": _("Why did they look?")})
    if request.method == "POST" and form.is_valid():
        return _asked(request, kind=Kind.WHY, event_id=event_id, **form.cleaned_data)
    names = directory.organization_names({seen.grantee_id} if seen.grantee_id else set())
    context = {
        "form": form,
        "look": present.look(seen, names, person.steward_id, _titles(person.pk)),
        "may_ask": queries.keeper_may_know(seen, person.steward_id),
        "day": date_format(localtime(seen.occurred_at), "l, F j, Y"),
        "because": present.could_see(queries.why_of(seen), seen),
    }
    return render(request, "privacy/why.html", context, status=400 if form.errors else 200)


@permissions.for_(permissions.RESIDENT)
@require_safe
def questions(request: Request) -> HttpResponse:
    rows = queries.requests_of(me(request))
    return render(
        request,
        "privacy/questions.html",
        {"rows": [present.question(row, request.at, may_be_watched=True) for row in rows]},
    )


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request) -> HttpResponse:
    return _question(request, Kind.CORRECTION, forms.Correction)


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: Request) -> HttpResponse:
    return _question(request, Kind.COMPLAINT, forms.Complaint)


def _question(request: Request, kind: Kind, form_of: Any) -> HttpResponse:
    form = form_of(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, kind=kind, **form.cleaned_data)
    context = {"form": form, "correction": kind == Kind.CORRECTION}
    return render(request, "privacy/ask.html", context, status=400 if form.errors else 200)


def _asked(request: Request, **said: Any) -> HttpResponse:
    made = asking.ask(person_id=me(request), actor=request.actor, at=request.at, **said)
    day = date_format(localtime(made.due_at), "DATE_FORMAT")
    messages.success(request, _("We have your question. A person answers by {day}.").format(day=day))
    return redirect("privacy:questions")
