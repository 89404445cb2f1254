"""Agreements: the list, one agreement with what it opens, its steps, and the copies to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.agreements import actions, document, policies, queries
from fullcircle.agreements.states import LABELS, State
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.agreements import paper, present

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement


@permissions.for_(permissions.MANAGERS)
@require_safe
def agreements(request: Request) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in list(State) else ""
    found = queries.lines(request.actor, at=request.at, state=state)
    if request.GET.get("format") == "csv":
        return _table(found, request)
    pills = [{"label": _("All"), "url": "?", "current": not state}]
    pills += [
        {"label": label, "url": f"?state={each}", "current": each == state} for each, label in LABELS.items()
    ]
    context = {
        "lines": [present.line(each, request.at) for each in found],
        "pills": pills,
        "state": state,
        "may_start": policies.can_draft(request.actor, queries.hub_id()),
    }
    return render(request, "agreements/list.html", context)


def _table(found: list[queries.Line], request: Request) -> HttpResponse:
    head = (
        "number",
        "version",
        "title",
        "kind",
        "state",
        "effective",
        "expires",
        "signed",
        "parties",
        "counsel",
    )
    rows = (
        (one.number, one.version, one.title, one.kind_id, each.standing.state.value, one.effective_on.isoformat(),
         one.expires_on.isoformat() if one.expires_on else "", each.signed, len(one.parties.all()), one.counsel)
        for each in found
        for one in (each.agreement,)
    )  # fmt: skip
    return spreadsheet.table("agreements", head, rows)


@permissions.for_(permissions.MANAGERS)
@require_safe
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return page(request, agreement_id)


def page(request: Request, agreement_id: UUID, *, refusal: Invalid | None = None) -> HttpResponse:
    one = queries.agreement(agreement_id, request.actor)
    now = queries.standing(one, request.at)
    found, known = queries.what_it_opens(one, request.at), present.names(one)
    open_now, open_then = present.counts(found)
    context = {
        **present.whole(one),
        "now": now,
        "chip": present.chip(now.state),
        "ends": present.ends(now, request.at),
        "opened": present.opened(found, known, {each.pk: each.number for each in queries.clauses(one)}),
        "open_now": open_now,
        "open_then": open_then,
        "reach": queries.reach(one, request.at) if request.GET.get("count") == "yes" else None,
        "may_count": queries.party_of(one, request.actor.organization_id) is not None,
        "timeline": present.timeline(one, now, request.at, known),
        "may": present.may(request.actor, one, now),
        "errors": [{"text": str(refusal), "url": ""}] if refusal else [],
    }
    return render(request, "agreements/agreement.html", context, status=400 if refusal else 200)


STEPS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "review": (actions.send_to_review, gettext_lazy("It is with counsel now, and rests.")),
    "take-back": (actions.take_back, gettext_lazy("It is a draft once more.")),
    "send-out": (
        actions.send_out,
        gettext_lazy("The text is fixed. Every party's administrators got a link."),
    ),
}


@permissions.for_(permissions.MANAGERS)
@require_POST
def step(request: Request, agreement_id: UUID) -> HttpResponse:
    """A button without a form of its own."""
    said = request.POST.get("step", "")
    if said == "amend":
        return _amend(request, agreement_id)
    if said == "renew":
        return _renew(request, agreement_id)
    if said not in STEPS:
        return page(request, agreement_id, refusal=Invalid(_("Choose one of the steps.")))
    action, done = STEPS[said]
    try:
        action(agreement_id=agreement_id, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return page(request, agreement_id, refusal=refusal)
    messages.success(request, str(done))
    return redirect("agreements:agreement", agreement_id)


def _amend(request: Request, agreement_id: UUID) -> HttpResponse:
    made = actions.amend(
        agreement_id=agreement_id,
        effective_on=localtime(request.at).date(),
        actor=request.actor,
        at=request.at,
    )
    messages.success(request, _("A new version, as a draft. The present one holds until the new one does."))
    return redirect("agreements:edit", made.pk)


def _renew(request: Request, agreement_id: UUID) -> HttpResponse:
    made = actions.renew(agreement_id=agreement_id, actor=request.actor, at=request.at)
    messages.success(
        request, _("The next term, as a draft. Read it, change it, and send it out for signature.")
    )
    return redirect("agreements:edit", made.pk)


class ReviewForm(forms.Form):
    counsel = forms.CharField(label=gettext_lazy("Counsel who read it"), max_length=120)
    on = forms.DateField(
        label=gettext_lazy("Day of the review"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, agreement_id: UUID) -> HttpResponse:
    """Write down that counsel has read it."""
    one = queries.agreement(agreement_id, request.actor)
    policies.check_can_review(request.actor, one.hub_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.record_review(agreement_id=one.pk, actor=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, _("The review is written down."))
        return redirect("agreements:agreement", one.pk)
    context = {"form": form, "agreement": one}
    return render(request, "agreements/review.html", context, status=400 if form.errors else 200)


@permissions.for_(permissions.MANAGERS)
@require_safe
def pdf(request: Request, agreement_id: UUID) -> HttpResponse:
    one = queries.agreement(agreement_id, request.actor)
    now = queries.standing(one, request.at)
    response = HttpResponse(paper.pdf(one, now, at=request.at), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_file(one)}.pdf"'
    return response


@permissions.for_(permissions.MANAGERS)
@require_safe
def exact(request: Request, agreement_id: UUID) -> HttpResponse:
    """The exact document that the hash is of; of a draft, what it would be."""
    one = queries.agreement(agreement_id, request.actor)
    said = one.document or document.canonical(one, queries.parties(one), queries.clauses(one))
    response = HttpResponse(said, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file(one)}.json"'
    return response


def _file(one: Agreement) -> str:
    return f"agreement-{one.number}-{one.version}"
