"""The people of an organization: list, add, one person with needs and timeline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access import grants
from fullcircle.access.errors import Conflict
from fullcircle.access.grants import DataClass
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.people import actions, policies, queries
from fullcircle.people.queries import Record
from fullcircle.referrals import cards, needs
from fullcircle.referrals import policies as referral_policies
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import OUTCOME_LABELS
from fullcircle.web import permissions
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.caseload import goals
from fullcircle.web.forms import plain
from fullcircle.web.notes import present as notes
from fullcircle.web.people import forms, present, talking
from fullcircle.web.today.present import aside_fields

PAGE = 50


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def people(request: Request) -> HttpResponse:
    words, mine = plain(request.GET, "q")[:100], request.GET.get("whose") == "mine"
    found = queries.kept_by(
        organization_of(request),
        words=words,
        navigator_id=request.actor.user_id if mine else None,
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "mine": mine, "may_add": policies.can_add(request.actor)}
    return render(request, "people/list.html", context | pages(request, page))


def pages(request: Request, page: Any) -> dict[str, str]:
    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "newer": url(page.previous_page_number()) if page.has_previous() else "",
        "older": url(page.next_page_number()) if page.has_next() else "",
    }


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    policies.check_can_add(request.actor)
    form = forms.PersonForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    alike = []
    if request.method == "POST" and form.is_valid():
        details = form.details()
        alike = queries.likely_duplicates(
            name=details.name, phone=details.reach.phone, zip_code=details.zip,
            born_on=details.described.born_on if details.described else None,
        )  # fmt: skip
        if not alike or request.POST.get("new") == "yes":
            added = actions.add(
                details=details, steward_id=organization_of(request), actor=request.actor, at=request.at
            )
            messages.success(request, _("{name} is added. What do they need?").format(name=added.name))
            return redirect("people:add_need", added.pk)
    status = 400 if form.errors else 409 if alike else 200
    return render(request, "people/add.html", {"form": form, "alike": alike}, status=status)


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def person(request: Request, person_id: UUID) -> HttpResponse:
    record = queries.record(person_id)
    needs_ = list(referrals.needs_of(person_id))
    targets = directory.organization_names(
        {attempt.target_id for need in needs_ for attempt in need.referrals.all()}
    )
    may_send = referral_policies.can_add_need(
        request.actor, person_id=person_id, steward_id=record.person.steward_id
    )
    timeline = referrals.timeline(
        person_id, user_id=request.actor.user_id, most=100 if request.GET.get("all") else 12
    )
    around = present.around(needs_, request.at)
    context = {
        "record": record,
        "person": record.person,
        "needs": [
            present.need_card(need, targets, request.at, may_send=may_send, around=around) for need in needs_
        ],
        "events": [present.happened(event) for event in timeline],
        "may_send": may_send,
        "may_correct": policies.can_correct(request.actor, record.person),
        "safe": cards.safe_ways(record.contact) if record.contact else "",
        "age": present.age(record.demographics.born_on, request.at) if record.demographics else None,
        "language": cards.language_name(record.person.language),
        "navigator": accounts.names({record.person.navigator_id}).get(record.person.navigator_id, "")
        if record.person.navigator_id else "",
        "outcomes": [(code.value, OUTCOME_LABELS[code]) for code in needs.SETTLED],
        "goals": goals.shown(person_id),
        "aside": aside_fields(request.at),
        "texts_reach": talking.texts_reach(record.contact),
        "notes": notes.panel_of_person(person_id, request.actor),
        **talking.of_person(record.person, everything=bool(request.GET.get("all"))),
    }  # fmt: skip
    return render(request, "people/person.html", context)


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, person_id: UUID) -> HttpResponse:
    record = queries.unlogged_record(person_id)
    policies.check_can_correct(request.actor, record.person)
    form = forms.PersonForm(request.POST or None, initial=forms.PersonForm.filled_from(record))
    if request.method == "POST" and form.is_valid():
        actions.correct(person_id=person_id, details=form.details(), actor=request.actor, at=request.at)
        messages.success(request, _("The record is corrected."))
        return redirect("people:person", person_id)
    return render(
        request, "people/correct.html", _with_person(record, form), status=400 if form.errors else 200
    )


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_need(request: Request, person_id: UUID) -> HttpResponse:
    record = queries.unlogged_record(person_id)
    referral_policies.check_can_add_need(
        request.actor, person_id=person_id, steward_id=record.person.steward_id
    )
    form = forms.NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        need = needs.just_added(person_id=person_id, at=request.at, **form.cleaned_data) or needs.add(
            person_id=person_id, actor=request.actor, at=request.at, **form.cleaned_data
        )
        return redirect("people:match", need.pk) if need.wants_help else redirect("people:person", person_id)
    return render(request, "people/need.html", _with_person(record, form), status=400 if form.errors else 200)


@permissions.for_(permissions.NAVIGATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_proxy(request: Request, person_id: UUID) -> HttpResponse:
    record = queries.unlogged_record(person_id)
    policies.check_can_correct(request.actor, record.person)
    form = forms.ProxyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_proxy(person_id=person_id, actor=request.actor, at=request.at, **form.cleaned_data)
        return redirect("people:person", person_id)
    return render(
        request, "people/proxy.html", _with_person(record, form), status=400 if form.errors else 200
    )


def _with_person(record: Record, form: Any) -> dict[str, Any]:
    crumbs = [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": record.person.name, "url": reverse("people:person", args=[record.person.pk])},
    ]
    return {"person": record.person, "form": form, "crumbs": crumbs}


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def take_on(request: Request, person_id: UUID) -> HttpResponse:
    actions.take_on(person_id=person_id, actor=request.actor, at=request.at)
    messages.success(request, _("You are the navigator now."))
    return redirect("people:person", person_id)


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def heard(request: Request, need_id: UUID) -> HttpResponse:
    need = needs.heard(
        need_id=need_id, how=plain(request.POST, "how")[:100], actor=request.actor, at=request.at
    )
    messages.success(request, _("Written down: the person knows how things stand."))
    return redirect("people:person", need.person_id)


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def settle(request: Request, need_id: UUID) -> HttpResponse:
    person_id = referrals.need(need_id).person_id
    try:
        needs.settle(
            need_id=need_id, outcome=request.POST.get("outcome", ""), actor=request.actor, at=request.at
        )
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect("people:person", person_id)


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def why(request: Request, person_id: UUID) -> HttpResponse:
    """Why this organization sees this person, class by class, in sentences."""
    record = queries.unlogged_record(person_id)
    here = organization_of(request)
    rows = [
        (kind, grants.why(record_id=person_id, organization_id=here, data_class=kind)) for kind in DataClass
    ]
    return render(request, "people/why.html", {"rows": rows, **_with_person(record, None)})
