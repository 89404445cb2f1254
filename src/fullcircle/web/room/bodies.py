"""Bodies: what a body is, its seats, what it does, and who speaks to it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.accounts import queries as accounts
from fullcircle.agreements import queries as agreements
from fullcircle.collaborative import bodies as actions
from fullcircle.collaborative import policies, queries, votes, words
from fullcircle.collaborative.bodies import Charter
from fullcircle.collaborative.states import AT_THE_TABLE, STEP_LABELS, Phase, Step
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.room import present
from fullcircle.web.room.forms import (
    ActionForm,
    AnnouncementForm,
    BodyForm,
    DisputeForm,
    HoldForm,
    SeatForm,
    acted,
    chosen,
    page,
)  # fmt: skip

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Body


def people() -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.name} ({one.member.name})") for one in queries.representatives()]


def seen(request: Request, body_id: UUID) -> Body:
    """Raises NoSuchThing, Denied."""
    one = queries.body(body_id)
    hub_id = accounts.community().hub_id
    policies.check_can_see(request.actor, one, hub_id=hub_id, sits=queries.sits(request.actor, one))
    return one


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, body_id: UUID | None = None) -> HttpResponse:
    one = queries.body(body_id) if body_id else None
    known = (
        {name: getattr(one, name) for name in BodyForm.base_fields}
        if one
        else {"kind": "council", "rule": "two-thirds"}
    )
    form = BodyForm(request.POST or None, initial=known)

    def act(said: dict[str, Any]) -> Any:
        quorum = (said.pop("quorum_numerator"), said.pop("quorum_denominator"))
        charter = Charter(
            quorum=quorum, zone=one.zone if one else settings.TIME_ZONE, agreement_id=one.charter_id if one else None,
            parent_id=one.parent_id if one else None, **said,
        )  # fmt: skip
        return actions.write(body_id=body_id, charter=charter, actor=request.actor, at=request.at)

    made = acted(request, form, act)
    if made:
        messages.success(request, _("Saved. Votes that are open keep the terms that they began with."))
        return redirect("room:body", made.pk)
    back = reverse("room:body", args=[body_id]) if one else reverse("room:room")
    title = _("Change {name}").format(name=one.name) if one else _("Start a body")
    return page(request, form, title=title, back=one.name if one else _("Room"), back_url=back)


@permissions.for_(permissions.ROOM)
@require_safe
def body(request: Request, body_id: UUID) -> HttpResponse:
    one = seen(request, body_id)
    inside, keeps = queries.sits_or_keeps(request.actor, one), queries.keeps(request.actor)
    found = queries.proposals([one])
    standing = {Phase.DRAFT, Phase.COMMENT, Phase.VOTING}
    context = {
        "body": one,
        "kind": words.BODY_KINDS[one.kind],
        "rule": votes.RULES[votes.Rule(one.rule)],
        "charter": charter_title(one.charter_id),
        "seats": [present.seat(each) for each in queries.seats(one)],
        "meetings": [present.meeting(each, request.at) for each in queries.meetings(of=one)[:8]],
        "proposals": [present.proposal(each) for each in found if each.phase in standing] if inside else [],
        "decisions": [
            present.proposal(each) for each in found if each.phase not in standing | {Phase.WITHDRAWN}
        ],
        "actions": [present.action(each, request.at) for each in queries.actions([one])] if inside else [],
        "disputes": [present.dispute(each, request.at) for each in queries.disputes([one])] if inside else [],
        "announcements": queries.announcements(of=one) if inside else [],
        "inside": inside,
        "keeps": keeps,
    }
    return render(request, "room/body.html", context)


def charter_title(agreement_id: UUID | None) -> str:
    named = agreements.named([agreement_id]) if agreement_id else {}
    return next((one.title for one in named.values()), "")


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def add_seat(request: Request, body_id: UUID) -> HttpResponse:
    one = queries.body(body_id)
    form = SeatForm(request.POST or None, people=people())

    def act(said: dict[str, Any]) -> Any:
        stipend: Decimal | None = said.pop("stipend")
        cents = int(stipend * 100) if stipend is not None else None
        return actions.add_seat(
            body_id=body_id, actor=request.actor, at=request.at, stipend_cents=cents,
            holder_id=chosen(said.pop("holder")), alternate_id=chosen(said.pop("alternate")), **said,
        )  # fmt: skip

    if acted(request, form, act):
        messages.success(request, _("A seat more."))
        return redirect("room:body", body_id)
    return page(
        request, form, title=_("Add a seat"), back=one.name, back_url=reverse("room:body", args=[body_id])
    )


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: Request, seat_id: UUID) -> HttpResponse:
    one = queries.seat(seat_id)
    known = {"holder": str(one.holder_id or ""), "alternate": str(one.alternate_id or "")}
    form = HoldForm(request.POST or None, people=people(), initial=known)
    made = acted(
        request, form,
        lambda said: actions.hold(
            seat_id=seat_id, holder_id=chosen(said["holder"]), alternate_id=chosen(said["alternate"]), actor=request.actor,
            at=request.at,
        ),
    )  # fmt: skip
    if made:
        messages.success(request, _("Saved."))
        return redirect("room:body", one.body_id)
    title = _("Who holds the seat {seat}").format(seat=one.title)
    return page(
        request, form, title=title, back=one.body.name, back_url=reverse("room:body", args=[one.body_id])
    )


@permissions.for_(permissions.HUB)
@require_POST
def end_seat(request: Request, seat_id: UUID) -> HttpResponse:
    one = actions.end_seat(seat_id=seat_id, actor=request.actor, at=request.at)
    messages.success(request, _("The seat is gone. What it decided stays."))
    return redirect("room:body", one.body_id)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: Request, body_id: UUID | None = None) -> HttpResponse:
    one = queries.body(body_id) if body_id else None
    form = AnnouncementForm(request.POST or None)
    made = acted(
        request,
        form,
        lambda said: actions.announce(body_id=body_id, actor=request.actor, at=request.at, **said),
    )
    back = reverse("room:body", args=[body_id]) if one else reverse("room:room")
    if made:
        messages.success(request, _("Sent to {n} addresses.").format(n=made.told))
        return redirect(back)
    title = _("Announce to {name}").format(name=one.name) if one else _("Announce to everybody at the table")
    return page(
        request, form, title=title, back=one.name if one else _("Room"), back_url=back, do=_("Send by e-mail")
    )


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def take_on(request: Request, body_id: UUID) -> HttpResponse:
    one = queries.body(body_id)
    form = ActionForm(request.POST or None, people=people())
    made = acted(
        request, form,
        lambda said: actions.take_on(
            body_id=body_id, what=said["what"], owner_id=chosen(said["owner"]), due_on=said["due_on"], actor=request.actor,
            at=request.at,
        ),
    )  # fmt: skip
    if made:
        messages.success(request, _("Written down."))
        return redirect("room:body", body_id)
    return page(
        request, form, title=_("Add an action"), back=one.name, back_url=reverse("room:body", args=[body_id])
    )


@permissions.for_(permissions.ROOM)
@require_POST
def close_action(request: Request, action_id: UUID) -> HttpResponse:
    one = actions.close_action(
        action_id=action_id, dropped=request.POST.get("how") == "dropped", actor=request.actor, at=request.at
    )
    messages.success(request, _("Closed: {what}").format(what=one.what))
    return redirect("room:body", one.body_id)


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_dispute(request: Request, body_id: UUID) -> HttpResponse:
    one = seen(request, body_id)
    members = [(str(each.pk), each.name) for each in queries.members() if each.stage in AT_THE_TABLE]
    form = DisputeForm(request.POST or None, members=members)

    def act(said: dict[str, Any]) -> Any:
        between = [UUID(each) for each in said.pop("between")]
        return actions.raise_dispute(
            body_id=body_id, between=between, actor=request.actor, at=request.at, **said
        )

    made = acted(request, form, act)
    if made:
        messages.success(request, _("Written down. The parties talk first, within a week."))
        return redirect("room:body", body_id)
    return page(
        request,
        form,
        title=_("Raise a dispute"),
        back=one.name,
        back_url=reverse("room:body", args=[body_id]),
    )


@permissions.for_(permissions.HUB)
@require_POST
def step_dispute(request: Request, dispute_id: UUID) -> HttpResponse:
    one = actions.step_dispute(
        dispute_id=dispute_id, to=request.POST.get("to", ""), settlement=request.POST.get("settlement", "")[:4000],
        actor=request.actor, at=request.at,
    )  # fmt: skip
    messages.success(request, str(STEP_LABELS[Step(one.step)]))
    return redirect("room:body", one.body_id)
