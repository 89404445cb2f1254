"""What one delivery of each service is called, and how many one tap gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.aid import actions, kinds, policies, queries
from fullcircle.directory import queries as directory
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.room.forms import acted
from fullcircle.web.room.forms import page as one_form

if TYPE_CHECKING:
    from fullcircle.aid.models import Unit


class UnitForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of help"), choices=lambda: [(one.code, one.label) for one in kinds.KINDS]
    )
    name = forms.CharField(
        label=gettext_lazy("What one of it is called"),
        max_length=60,
        help_text=gettext_lazy("Like: food box"),
    )
    usual = forms.IntegerField(
        label=gettext_lazy("How many one tap gives"), min_value=1, max_value=kinds.MOST
    )
    in_ledger = forms.BooleanField(
        label=gettext_lazy("Ask others whether they gave the same lately, and answer them: yes or no"), required=False,
        help_text=gettext_lazy("Only among those who signed the aid ledger, and only where the person said yes."),
    )  # fmt: skip


@permissions.for_(permissions.DESK)
@require_safe
def units(request: Request) -> HttpResponse:
    here = policies.organization_of_the_desk(request.actor)
    lines = [{"service": one, "unit": queries.unit_of(one)} for one in queries.services_at_the_desk(here)]
    return render(request, "frontdesk/units.html", {"lines": lines})


@permissions.for_(permissions.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: Request, service_id: UUID) -> HttpResponse:
    service = directory.service(service_id)
    policies.check_can_give(request.actor, service)
    known = queries.unit_of(service)
    initial = {
        "kind": known.kind.code,
        "name": known.name,
        "usual": known.usual,
        "in_ledger": known.in_ledger,
    }
    form = UnitForm(request.POST or None, initial=initial)

    def act(typed: dict[str, Any]) -> Unit:
        return actions.say_unit(service_id=service_id, actor=request.actor, at=request.at, **typed)

    if acted(request, form, act):
        messages.success(request, _("Saved. The front desk gives it from now on."))
        return redirect("frontdesk:units")
    return one_form(
        request, form, title=service.name, back=_("Units of help"), back_url=reverse("frontdesk:units")
    )
