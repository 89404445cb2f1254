"""How long each step of a clock takes: for the network, and for the requests to one organization."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fullcircle.access.errors import Invalid
from fullcircle.directory import queries as directory
from fullcircle.referrals.time import clocks, setting, winding
from fullcircle.referrals.time.clocks import Clock, Unit
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.forms import uuid_or_none, whole_number

GROUPS = (
    (gettext_lazy("Nobody has answered"), clocks.ASKED),
    (gettext_lazy("Urgent, and nobody has answered"), clocks.URGENT),
    (gettext_lazy("Something waits for the person"), clocks.PERSON),
    (gettext_lazy("A question waits for who sent the request"), clocks.QUESTION),
    (gettext_lazy("Taken on, and nothing was said since"), clocks.WORK),
    (gettext_lazy("On a wait list"), clocks.WAIT),
    (gettext_lazy("Done, says the organization"), clocks.DONE),
)
UNITS = {
    Unit.HOURS: gettext_lazy("hours"),
    Unit.DAYS: gettext_lazy("days"),
    Unit.WORKING_DAYS: gettext_lazy("working days"),
}


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def clocks_page(request: Request) -> HttpResponse:
    whose = uuid_or_none(request.GET.get("for", ""))
    refusal = None
    if request.method == "POST":
        try:
            changed = _save(request, whose)
        except Invalid as error:
            refusal = error
        else:
            messages.success(
                request,
                _("Nothing was changed.") if not changed else _("Saved. It holds from the next step on."),
            )
            return redirect(reverse("desk:clocks") + (f"?for={whose}" if whose else ""))
    own, under = winding.said(whose), winding.amounts(None) if whose else dict(clocks.DEFAULTS)
    groups = [
        {"title": title, "lines": [_line(step, own, under, request, refusal) for step in steps]}
        for title, steps in GROUPS
    ]
    context = {
        "groups": groups, "whose": whose, "name": directory.organization(whose).name if whose else "",
        "organizations": [(str(key), name) for key, name in directory.every_organization().items()], "refusal": refusal,
    }  # fmt: skip
    return render(request, "pulse/clocks.html", context, status=400 if refusal else 200)


def _line(
    step: Clock, own: dict[Clock, int], under: dict[Clock, Any], request: Request, refusal: Invalid | None
) -> dict[str, Any]:
    typed = request.POST.get(step) if refusal is not None else own.get(step)
    return {
        "clock": step.value, "label": clocks.LABELS[step], "unit": UNITS[clocks.DEFAULTS[step].unit],
        "typed": "" if typed is None else typed, "otherwise": under[step].number,
        "error": refusal if refusal is not None and refusal.field == step else None,
    }  # fmt: skip


def _save(request: Request, whose: UUID | None) -> int:
    """How many were changed. Raises Denied, Invalid; then none is."""
    before = winding.said(whose)
    typed = {step: whole_number(request.POST, step) for step in clocks.DEFAULTS}
    changed = {step: number for step, number in typed.items() if number != before.get(step)}
    setting.set_amounts(changed, actor=request.actor, at=request.at, organization_id=whose)
    return len(changed)
