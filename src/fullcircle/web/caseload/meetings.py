"""Steps of an introduction, with an account and by link; and the list of those that are open."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.links import Opened
from fullcircle.caseload import handoffs
from fullcircle.referrals import queries
from fullcircle.web import permissions
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.caseload import introductions
from fullcircle.web.inbox import views as inbox
from fullcircle.web.link import views as link
from fullcircle.web.link.door import by_answer_link
from fullcircle.web.today import present


@permissions.for_(permissions.ANSWERERS)
@require_POST
def introduce(request: Request, referral_id: UUID) -> HttpResponse:
    try:
        told = introductions.take(
            request.POST.get("do", ""),
            request.POST,
            referral_id=referral_id,
            actor=request.actor,
            at=request.at,
        )
    except (Invalid, Conflict) as refusal:
        return inbox.page_of(request, queries.referral(referral_id), refusal)
    if told:
        messages.success(request, _("Written down. The other side sees it."))
    else:
        messages.warning(request, _("Written down, but no mail address of theirs is known: call them."))
    return redirect(reverse("inbox:request", args=[referral_id]) + "#introduction")


@permissions.for_(permissions.PUBLIC)
@require_POST
@by_answer_link
def introduce_by_link(request: Request, token: str, opened: Opened) -> HttpResponse:
    step = partial(
        introductions.take, request.POST.get("do", ""), request.POST, referral_id=opened.referral, actor=opened.actor,
        at=request.at,
    )  # fmt: skip
    return link.shown_after(step, request, token, opened, anchor="introduction")


@permissions.for_(permissions.ANSWERERS)
@require_safe
def meetings(request: Request) -> HttpResponse:
    """All of this organization that are open, on either side, the soonest first."""
    here = organization_of(request)
    rows = present.meetings(handoffs.waiting(organization_id=here), here, request.at)
    return render(request, "caseload/meetings.html", {"rows": rows})
