"""The hub's desk: people who asked by themselves and have no navigator, unanswered requests, silent residents.

It acts for care coordination, so that whoever agreed stands there by name, as the pulse's lists do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fullcircle.directory import queries as directory
from fullcircle.people import names, thread
from fullcircle.referrals import worklists
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request
from fullcircle.web.inbox.views import shown
from fullcircle.web.today.views import row

if TYPE_CHECKING:
    from fullcircle.people.models import UnmatchedText

WHY = {
    "unclear": gettext_lazy("Not clear what it means"), "which": gettext_lazy("Several questions are open"),
    "wrong-code": gettext_lazy("No question with this number"), "late": gettext_lazy("The question is closed"),
    "nothing-asked": gettext_lazy("No question is open"), "more": gettext_lazy("Answered, and said more"),
}  # fmt: skip


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
        "texts": [_text(one) for one in thread.unmatched()],
        "needs": len({line.need_id for line in (*waiting, *silent)} | {line.need_id for line in unanswered}),
    }
    return render(request, "pulse/desk.html", context)


def _text(one: UnmatchedText) -> dict[str, Any]:
    places = {one.organization_id} if one.organization_id else set()
    return {
        "id": one.pk, "number": names.spoken(one.number), "text": one.text, "why": WHY.get(one.why, ""),
        "when": words.moment(one.came_at), "place": next(iter(directory.organization_names(places).values()), ""),
    }  # fmt: skip


@permissions.for_(permissions.HUB)
@require_POST
def settle_text(request: Request, text_id: UUID) -> HttpResponse:
    thread.settle_unmatched(text_id=text_id, actor=request.actor, at=request.at)
    messages.success(request, _("Done. Number and words are forgotten."))
    return redirect("desk:desk")
