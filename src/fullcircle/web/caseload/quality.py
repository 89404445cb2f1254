"""How good the requests were that we sent, and the receiver's word about one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.actor import Role
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.links import Opened
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.caseload import policies, rating
from fullcircle.caseload.rating import Quality, Share
from fullcircle.directory import queries as directory
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.link.door import by_answer_link

if TYPE_CHECKING:
    from fullcircle.referrals.models import Referral

DAYS = (30, 90, 365)
QUESTIONS = ("reached", "eligible", "informed")
COLUMNS = (
    "who", "sent", "answered", "reached", "of", "eligible", "of", "informed", "of", "asked back", "of",
)  # fmt: skip


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def quality(request: Request) -> HttpResponse:
    """A navigator: their own and their organization's; the hub: each organization."""
    said = request.GET.get("days", "90")
    days = int(said) if said in {str(one) for one in DAYS} else 90
    period = {"since": request.at - timedelta(days=days), "until": request.at + timedelta(minutes=1)}
    of_hub = request.actor.has(Role.HUB) and request.actor.organization_id == accounts.community().hub_id
    rows = _of_organizations(period) if of_hub else _own(request, period)
    if request.GET.get("format") == "csv":
        return spreadsheet.table("quality", COLUMNS, (_line(name, one) for name, one in rows))
    context = {
        "rows": [{"name": name, "sent": one.sent, "answered": one.answered, "shares": _shares(one)} for name, one in rows],
        "days": days, "periods": DAYS, "of_hub": of_hub,
    }  # fmt: skip
    return render(request, "caseload/quality.html", context)


def _of_organizations(period: dict[str, Any]) -> list[tuple[str, Quality]]:
    found = rating.of_organizations(**period)
    names = directory.organization_names({one.who for one in found if one.who})
    return [(names.get(one.who, "") if one.who else "", one) for one in found]


def _own(request: Request, period: dict[str, Any]) -> list[tuple[str, Quality]]:
    """Oneself, then the organization as a whole: nobody reads a colleague's."""
    here = organization_of(request)
    mine = rating.of_senders(**period, organization_id=here, user_id=request.actor.user_id)
    ours = rating.of_organizations(**period, organization_id=here)
    return [
        *((_("You"), one) for one in mine),
        *((_("All of your organization"), one) for one in ours),
    ]


def _shares(one: Quality) -> list[dict[str, Any]]:
    labels = (_("Reached"), _("Fits"), _("Knew of it"), _("Needed a question first"))
    shares: tuple[Share, ...] = (one.reached, one.eligible, one.informed, one.asked_back)
    return [
        {"label": label, "percent": share.percent, "yes": share.yes, "known": share.known}
        for label, share in zip(labels, shares, strict=True)
    ]


def _line(name: str, one: Quality) -> tuple[object, ...]:
    shares = (one.reached, one.eligible, one.informed, one.asked_back)
    return (name, one.sent, one.answered, *(n for share in shares for n in (share.yes, share.known)))


def panel(referral: Referral, actor: Any) -> dict[str, Any] | None:
    """The three questions for the receiver, with what was said before; nothing for anybody else."""
    if not policies.can_rate(actor, referral):
        return None
    said = rating.of(referral.pk)
    labels = (
        _("Could you reach the person?"),
        _("Does the person fit your rules?"),
        _("Did the person know of this request?"),
    )
    return {
        "said": said is not None,
        "questions": [
            {"name": name, "label": label, "yes": said is not None and getattr(said, name) is True,
             "no": said is not None and getattr(said, name) is False}
            for name, label in zip(QUESTIONS, labels, strict=True)
        ],
    }  # fmt: skip


def _answers(said: QueryDict) -> dict[str, bool | None]:
    return {name: {"yes": True, "no": False}.get(said.get(name, "")) for name in QUESTIONS}


@permissions.for_(permissions.ANSWERERS)
@require_POST
def rate(request: Request, referral_id: UUID) -> HttpResponse:
    try:
        rating.rate(referral_id=referral_id, actor=request.actor, at=request.at, **_answers(request.POST))
    except (Invalid, Conflict) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Who sent it sees this among their figures."))
    return redirect("inbox:request", referral_id)


@permissions.for_(permissions.PUBLIC)
@require_POST
@by_answer_link
def rate_by_link(request: Request, token: str, opened: Opened) -> HttpResponse:
    try:
        with acting_as(opened.actor, at=request.at):
            rating.rate(
                referral_id=opened.referral, actor=opened.actor, at=request.at, **_answers(request.POST)
            )
    except (Invalid, Conflict) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Who sent it sees this among their figures."))
    return redirect("link:answer", token=token)
