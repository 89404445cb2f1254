"""Appointments: planned and changed on a request, listed for the team, read by calendar programs and by the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.session import acting_as
from fullcircle.referrals import assigning, queries
from fullcircle.referrals.appointments import feeds, lists, planning
from fullcircle.referrals.appointments.lists import Line
from fullcircle.web import ical, permissions
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.appointments import reading
from fullcircle.web.forms import plain
from fullcircle.web.inbox import views as inbox

if TYPE_CHECKING:
    from fullcircle.referrals.models import Appointment

BACK, AHEAD, UNSAID = timedelta(days=30), timedelta(days=366), timedelta(days=30)


@permissions.for_(permissions.ANSWERERS)
@require_POST
def plan(request: Request, referral_id: UUID) -> HttpResponse:
    try:
        said = reading.said(request.POST)
        one, told = planning.plan(referral_id=referral_id, said=said, actor=request.actor, at=request.at)
    except (Invalid, Conflict) as refusal:
        return inbox.page_of(request, queries.referral(referral_id), refusal)
    reads = (
        _("Planned. The person is told, and reminded.") if one.clock else _("Planned. The person is told.")
    )
    _answer(request, reads, _("Planned."), told=told)
    return redirect("inbox:request", referral_id)


@permissions.for_(permissions.ANSWERERS)
@require_POST
def change(request: Request, appointment_id: UUID) -> HttpResponse:
    """Came, did not come, another time, or cancelled."""
    one = planning.appointment(appointment_id)
    try:
        _changed(request, appointment_id)
    except (Invalid, Conflict) as refusal:
        return inbox.page_of(request, queries.referral(one.referral_id), refusal)
    if request.POST.get("back") == "list":
        return redirect("appointments:list")
    return redirect("inbox:request", one.referral_id)


def _changed(request: Request, appointment_id: UUID) -> None:
    given: dict[str, Any] = {"appointment_id": appointment_id, "actor": request.actor, "at": request.at}
    match request.POST.get("does"):
        case "came" | "did-not-come" as does:
            planning.keep(came=does == "came", **given)
            messages.success(request, _("Saved."))
        case "move":
            _one, told = planning.move(said=reading.said(request.POST), **given)
            _answer(request, _("Moved. The person is told."), _("Moved."), told=told)
        case "cancel":
            _one, told = planning.cancel(reason=plain(request.POST, "reason"), **given)
            _answer(request, _("Cancelled. The person is told."), _("Cancelled."), told=told)
        case _unknown:
            raise Invalid(_("Choose what you did."), field="does")


def _answer(request: Request, said: str, done: str, *, told: bool | None) -> None:
    """Nobody is to believe that a person knows what they do not. None: nothing changed that they must hear of."""
    if told is None:
        messages.success(request, _("Saved."))
    elif told:
        messages.success(request, said)
    else:
        messages.warning(
            request, f"{done} " + _("No way to write to the person is safe: tell them yourself.")
        )


@permissions.for_(permissions.ANSWERERS)
@require_safe
def upcoming(request: Request) -> HttpResponse:
    return _list(request)


def _list(request: Request, address: str = "") -> HttpResponse:
    here = organization_of(request)
    mine = request.GET.get("whose") == "mine"
    given: dict[str, Any] = {
        "organization_id": here, "user_id": request.actor.user_id if mine else None, "statuses": ("planned",),
    }  # fmt: skip
    team, there = assigning.team(here), reverse("appointments:list")
    context = {
        "pills": [
            {"label": _("Mine"), "url": f"{there}?whose=mine", "current": mine},
            {"label": _("Everybody's"), "url": there, "current": not mine},
        ],
        "unsaid": [_shown(one, team) for one in lists.listed(since=request.at - UNSAID, until=request.at, **given)],
        "coming": [_shown(one, team) for one in lists.listed(since=request.at, until=request.at + AHEAD, **given)],
        "feed_since": feeds.made_at(request.actor), "address": address, "names": feeds.names_allowed(here),
    }  # fmt: skip
    return render(request, "appointments/list.html", context)


def _shown(one: Line, team: dict[UUID, str]) -> dict[str, Any]:
    return {
        "it": one, "day": date_format(one.local, "l, F j"), "time": date_format(one.local, "TIME_FORMAT"),
        "with_whom": one.with_whom or (team.get(one.user_id, "") if one.user_id else ""),
    }  # fmt: skip


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request) -> HttpResponse:
    """A new address for one's own calendar, shown once; or none any more."""
    if request.method != "POST":  # the page in another language
        return redirect("appointments:list")
    if request.POST.get("does") == "end":
        feeds.end(actor=request.actor, at=request.at)
        messages.success(request, _("The address opens nothing any more."))
        return redirect("appointments:list")
    token = feeds.replace(actor=request.actor, at=request.at)
    return _list(request, address=settings.SITE_URL + reverse("appointments:feed", args=[token]))


@permissions.for_(permissions.ADMINISTRATORS)
@require_POST
def names(request: Request) -> HttpResponse:
    feeds.say_names(allowed=request.POST.get("allowed") == "yes", actor=request.actor, at=request.at)
    messages.success(request, _("Saved."))
    return redirect("team:team")


@permissions.for_(permissions.PUBLIC)
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: the address itself is the key, and names nobody."""
    actor = feeds.opened(token, at=request.at)
    with acting_as(actor, at=request.at):
        here = actor.organization_id
        assert here is not None  # noqa: S101 - a feed is of a member of staff
        entry = _named if feeds.names_allowed(here) else _entry
        lines = lists.listed(
            organization_id=here,
            since=request.at - BACK,
            until=request.at + AHEAD,
            user_id=actor.user_id,
            most=lists.IN_A_FEED,
        )
        return ical.response(_("Appointments"), [entry(one) for one in lines])


def _named(one: Line) -> ical.Entry:
    """With name and place: where the organization says so, and never of a protected record."""
    if one.label:
        return _entry(one)
    title = f"{_('Appointment')}: {one.person}" if one.person else _("Appointment")
    return replace(_entry(one), title=title, place=one.place)


def _entry(one: Line | Appointment) -> ical.Entry:
    """A day and an hour, nothing else: whoever holds the address or the file reads it."""
    cancelled = one.status == "cancelled"
    return ical.Entry(
        id=one.id, title=_("Appointment"), starts_at=one.starts_at, ends_at=one.starts_at + timedelta(minutes=one.minutes),
        zone=one.zone, place="", said_at=one.said_at, version=one.moved + cancelled, cancelled=cancelled,
    )  # fmt: skip


@permissions.for_(permissions.RESIDENT)
@require_safe
def mine(request: Request, appointment_id: UUID) -> HttpResponse:
    """For the person's own calendar, which others may open: a day and an hour, nothing else."""
    one = planning.appointment(appointment_id)
    return ical.response(_("Appointment"), [_entry(one)], file="appointment")


@permissions.for_(permissions.RESIDENT)
@require_POST
def cannot_come(request: Request, appointment_id: UUID) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):  # the place reads it
        reason = plain(request.POST, "reason") or _("The person cannot come.")
    _one, told = planning.cancel(
        appointment_id=appointment_id, reason=reason, actor=request.actor, at=request.at
    )
    if told:
        messages.success(request, _("They know that you cannot come."))
    else:
        messages.warning(
            request, _("Written down. Better call them as well: we know no mail address of theirs.")
        )
    return redirect("resident:mine")
