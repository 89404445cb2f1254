"""The hub's desk: people who asked by themselves and have no navigator, unanswered requests, silent residents.

It acts for care coordination, so that whoever agreed stands there by name, as the pulse's lists do not."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fullcircle.referrals import worklists
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.inbox.views import shown
from fullcircle.web.today.views import row


@permissions.for_(permissions.HUB)
@require_safe
def desk(request: Request) -> HttpResponse:
    own = worklists.today(organization_id=request.actor.organization_id, at=request.at)  # type: ignore[arg-type]
    waiting, unanswered = [*own.overdue, *own.mine], worklists.at_the_desk()
    silent = worklists.silent_residents(at=request.at)
    context = {
        "waiting": [row(line, "mine", request) for line in waiting],
        "silent": [row(line, "overdue", request) for line in silent],
        "unanswered": [shown(line, request) for line in unanswered],
        "needs": len({line.need_id for line in (*waiting, *silent)} | {line.need_id for line in unanswered}),
    }
    return render(request, "pulse/desk.html", context)
