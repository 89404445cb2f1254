"""Introductions, on the page of a request with an account and by link alike; and the list of those that are open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.links import Opened
from fullcircle.access.session import acting_as
from fullcircle.caseload import handoffs, policies
from fullcircle.caseload.handoffs import Proposal
from fullcircle.caseload.kinds import Means
from fullcircle.referrals import appointments
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import plain
from fullcircle.web.link.door import by_answer_link
from fullcircle.web.today import present

if TYPE_CHECKING:
    from fullcircle.caseload.models import Handoff
    from fullcircle.referrals.models import Referral

ENDED = {
    handoffs.HAPPENED: gettext_lazy("It happened"),
    handoffs.MISSED: gettext_lazy("It did not happen"),
    handoffs.CALLED_OFF: gettext_lazy("Called off"),
}


def panel(referral: Referral, actor: Actor, names: dict[UUID, str], at: datetime) -> dict[str, Any] | None:
    """What the page of a request says of its introduction; nothing where there is none and none may be."""
    may, found = (
        policies.can_introduce(actor, referral),
        handoffs.of_requests([referral]).get(referral.pk, []),
    )
    past, now = [one for one in found if one.ended_at], next((one for one in found if not one.ended_at), None)
    if not (may or found):
        return None
    shown = {
        "may": may,
        "past": [f"{ENDED[one.ended_how]}: {describe(one, names)}" for one in past],
        "means": Means.choices,
    }
    if now is None:
        return {**shown, "now": "", "chosen": Means.CALL}
    passed = now.meets_at <= at
    return {
        **shown, "now": describe(now, names), "agreed": now.agreed, "passed": passed,
        "waits_for_us": may and not passed and now.waits_for(actor.organization_id),
        "may_end": bool(policies.sides(actor, referral)), "shown": now.meets_at.isoformat(),
        "at": localtime(now.meets_at).strftime("%Y-%m-%dT%H:%M"), "chosen": now.means, "place": now.place,
    }  # fmt: skip


def describe(one: Handoff, names: dict[UUID, str]) -> str:
    """When, how, where, and who comes."""
    who = [
        f"{name} ({names.get(place, '')})" if name else names.get(place, "")
        for name, place in ((one.source_who, one.source_id), (one.target_who, one.target_id))
    ]
    parts = [
        words.moment(one.meets_at),
        str(Means(one.means).label),
        one.place,
        _(" and ").join(w for w in who if w),
    ]
    return ", ".join(part for part in parts if part)


def rungs(found: list[Handoff], names: dict[UUID, str]) -> list[tuple[datetime, dict[str, str]]]:
    """The introductions of a request as its need's ladder shows them."""
    return [(one.made_at, _rung(one, names)) for one in found]


def _rung(one: Handoff, names: dict[UUID, str]) -> dict[str, str]:
    said = ENDED[one.ended_how] if one.ended_at else _("Both said yes") if one.agreed else _("No yes yet")
    detail = _("Introduction: {what}").format(what=describe(one, names))
    return {
        "name": names.get(one.target_id, ""),
        "detail": f"{detail}. {said}",
        "when": words.day(one.made_at),
    }


def take(do: str, said: QueryDict, *, referral_id: UUID, actor: Actor, at: datetime) -> bool:
    """The step that a button named; does the other side hear of it? Raises what the actions raise."""
    if do == "propose":
        proposal = Proposal(
            meets_at=_moment(said.get("meets_at", "")), means=said.get("means", ""),
            place=plain(said, "place"), who=plain(said, "who"),
        )  # fmt: skip
        _made, told = handoffs.propose(referral_id=referral_id, proposal=proposal, actor=actor, at=at)
        return told
    now = handoffs.open_of(referral_id)
    if now is None:
        raise NotFound(_("There is no such introduction here."))
    if do == "agree":
        shown = parse_datetime(plain(said, "shown"))
        if shown is None:
            raise Invalid(_("Choose a day and a time."), field="meets_at")
        handoffs.agree(handoff_id=now.pk, meets_at=shown, who=plain(said, "who"), actor=actor, at=at)
    else:
        handoffs.end(handoff_id=now.pk, how=do, actor=actor, at=at)
    return True


def _moment(typed: str) -> datetime:
    """A local time of the community. Raises Invalid."""
    try:
        said = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid(_("Choose a day and a time."), field="meets_at") from None
    return appointments.instant(said.date(), said.time(), ZoneInfo(settings.TIME_ZONE))


@permissions.for_(permissions.ANSWERERS)
@require_POST
def introduce(request: Request, referral_id: UUID) -> HttpResponse:
    try:
        told = take(
            request.POST.get("do", ""),
            request.POST,
            referral_id=referral_id,
            actor=request.actor,
            at=request.at,
        )
    except (Invalid, Conflict) as refusal:
        messages.error(request, str(refusal))
    else:
        if told:
            messages.success(request, _("Written down. The other side sees it."))
        else:
            messages.warning(request, _("Written down, but no mail address of theirs is known: call them."))
    return redirect(reverse("inbox:request", args=[referral_id]) + "#introduction")


@permissions.for_(permissions.PUBLIC)
@require_POST
@by_answer_link
def introduce_by_link(request: Request, token: str, opened: Opened) -> HttpResponse:
    try:
        with acting_as(opened.actor, at=request.at):
            take(
                request.POST.get("do", ""),
                request.POST,
                referral_id=opened.referral,
                actor=opened.actor,
                at=request.at,
            )
    except (Invalid, Conflict) as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("link:answer", args=[token]) + "#introduction")


@permissions.for_(permissions.ANSWERERS)
@require_safe
def meetings(request: Request) -> HttpResponse:
    """All of this organization that are open, on either side, the soonest first."""
    here = organization_of(request)
    rows = present.meetings(handoffs.waiting(organization_id=here), here, request.at)
    return render(request, "caseload/meetings.html", {"rows": rows})
