"""Signing, on this site or on paper; taking a signature back; ending an agreement. Each says what it opens or closes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fullcircle.access.errors import Denied, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import actions, policies, queries
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.states import State
from fullcircle.agreements.words import Level
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.agreements import present


class SignForm(forms.Form):
    level = forms.TypedChoiceField(
        label=gettext_lazy("What you may decide"), coerce=int, choices=Level.choices, widget=forms.RadioSelect
    )
    typed_name = forms.CharField(
        label=gettext_lazy("Type your name"),
        max_length=120,
        help_text=gettext_lazy("Exactly as your account has it."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, agreement_id: UUID) -> HttpResponse:
    one = queries.agreement(agreement_id, request.actor)
    mine = queries.party_of(one, request.actor.organization_id)
    now = queries.standing(one, request.at)
    policies.check_can_sign(request.actor, mine, now=now.state, signed=queries.signature_of(mine))
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(agreement_id=one.pk, actor=request.actor, at=request.at, **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Signed. Thank you."))
            return redirect("agreements:agreement", one.pk)
    known = present.names(one)
    here = mine.organization_id if mine else None
    ours = [each for each in queries.what_it_opens(one, request.at) if here in {each.from_id, each.to_id}]
    context = {
        **present.whole(one),
        "form": form,
        "intent": actions.intent(one, known.get(here, "") if here else ""),
        "name": request.actor.name,
        "opened": present.opened(
            [each for each in ours if not each.is_open],
            known,
            {each.pk: each.number for each in queries.clauses(one)},
        ),
    }
    return render(request, "agreements/sign.html", context, status=400 if form.errors else 200)


class PaperForm(forms.Form):
    organization = forms.TypedChoiceField(label=gettext_lazy("For which organization"), coerce=UUID)
    typed_name = forms.CharField(label=gettext_lazy("Name on the paper"), max_length=120)
    level = forms.TypedChoiceField(
        label=gettext_lazy("What this person may decide"),
        coerce=int,
        choices=Level.choices,
        widget=forms.RadioSelect,
    )


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: Request, agreement_id: UUID) -> HttpResponse:
    """For organizations whose people have no account here."""
    one = queries.agreement(agreement_id, request.actor)
    now = queries.standing(one, request.at)
    policies.check_can_record_paper(request.actor, one.hub_id, now=now.state)
    form = PaperForm(request.POST or None)
    form.fields["organization"].choices = _without_account(one)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        signers = {said["organization"]: OnPaper(said["typed_name"], said["level"])}
        try:
            actions.record_paper(agreement_id=one.pk, signers=signers, actor=request.actor, at=request.at)
        except Invalid as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Written down. Keep the paper."))
            return redirect("agreements:agreement", one.pk)
    context = {"form": form, "agreement": one, "nobody": not form.fields["organization"].choices}  # type: ignore[attr-defined]
    return render(request, "agreements/paper.html", context, status=400 if form.errors else 200)


def _without_account(one: Any) -> list[tuple[str, str]]:
    waiting = {p.organization_id for p in one.parties.all() if queries.signature_of(p) is None}
    with_account = {member.organization_id for member in accounts.administrators(waiting)}
    known = present.names(one)
    return sorted(((str(key), known[key]) for key in waiting - with_account), key=lambda pair: pair[1])


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, agreement_id: UUID) -> HttpResponse:
    """Our signature; or, by the hub, one that was on paper."""
    one = queries.agreement(agreement_id, request.actor)
    whose = _named(request) or request.actor.organization_id
    party = queries.party_of(one, whose)
    if party is None:
        raise Denied(_("A signature is withdrawn by the organization that gave it."))
    policies.check_can_withdraw(request.actor, party, queries.signature_of(party), one.hub_id)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        actions.withdraw(
            agreement_id=one.pk, organization_id=party.organization_id, actor=request.actor, at=request.at
        )
        messages.success(request, _("Withdrawn. What it had opened is closed."))
        return redirect("agreements:agreement", one.pk)
    closes = [
        each
        for each in queries.what_it_opens(one, request.at)
        if each.is_open and party.organization_id in {each.from_id, each.to_id}
    ]
    known = present.names(one)
    context = {
        "agreement": one,
        "organization": known.get(party.organization_id, ""),
        "organization_id": party.organization_id,
        "opened": present.opened(closes, known),
        "verb": "withdraw",
    }
    return render(request, "agreements/close.html", context)


def _named(request: Request) -> UUID | None:
    try:
        return UUID(request.POST.get("organization") or request.GET.get("organization", ""))
    except ValueError:
        return None


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def terminate(request: Request, agreement_id: UUID) -> HttpResponse:
    one = queries.agreement(agreement_id, request.actor)
    now = queries.standing(one, request.at)
    policies.check_can_move(request.actor, one, one.hub_id, before=now.state, after=State.TERMINATED)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        actions.terminate(agreement_id=one.pk, actor=request.actor, at=request.at)
        messages.success(request, _("Terminated. What it had opened is closed."))
        return redirect("agreements:agreement", one.pk)
    closes = [each for each in queries.what_it_opens(one, request.at) if each.is_open]
    context = {
        "agreement": one,
        "opened": present.opened(closes, present.names(one)),
        "verb": "terminate",
    }
    return render(request, "agreements/close.html", context)
