"""Wait lists as pages: each service's list in order, another place by hand, and taking the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.directory import queries as directory
from fullcircle.referrals import queries, worklists
from fullcircle.referrals.wait_lists import waiting
from fullcircle.referrals.wait_lists.waiting import Place
from fullcircle.web import errors, permissions, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import plain, uuid_or_none, whole_number
from fullcircle.web.inbox.views import page_of, shown


@permissions.for_(permissions.ANSWERERS)
@require_safe
def wait_list(request: Request, service_id: UUID) -> HttpResponse:
    return _list(request, service_id)


def _list(
    request: Request, service_id: UUID, refusal: Invalid | Conflict | None = None, moved: UUID | None = None
) -> HttpResponse:
    here = organization_of(request)
    places = waiting.places(service_id)
    lines = {
        one.referral_id: shown(one, request) for one in worklists.chosen(here, {one.referral_id for one in places})
    }  # fmt: skip
    context = {
        "service": directory.service(service_id),
        "places": [{"it": one, "why": why(one), **lines[one.referral_id]} for one in places if one.referral_id in lines],
        "refusal": refusal, "said": request.POST, "moved": moved,
    }  # fmt: skip
    return render(request, "inbox/wait_list.html", context, status=errors.status_of(refusal))


def why(place: Place) -> str:
    """What puts it where it stands."""
    if place.reason:
        return _("Moved by hand: {reason}").format(reason=place.reason)
    parts = [_("Urgent")] if place.urgent else []
    if place.due_on:
        parts.append(_("Needed by {day}").format(day=words.date_of(place.due_on)))
    return ". ".join([*parts, _("Asked on {day}").format(day=words.day(place.asks_at))])


@permissions.for_(permissions.ANSWERERS)
@require_POST
def move(request: Request, service_id: UUID, referral_id: UUID) -> HttpResponse:
    given: dict[str, Any] = {"referral_id": referral_id, "actor": request.actor, "at": request.at}
    try:
        if request.POST.get("does") == "by-rule":
            waiting.back_to_rule(**given)
        else:
            reason = plain(request.POST, "reason")
            waiting.move(number=whole_number(request.POST, "number") or 0, reason=reason, **given)
    except (Invalid, Conflict) as refusal:
        return _list(request, service_id, refusal, referral_id)
    messages.success(request, _("Saved."))
    return redirect("inbox:wait_list", service_id)


@permissions.for_(permissions.ANSWERERS)
@require_POST
def take_next(request: Request, service_id: UUID) -> HttpResponse:
    shown_first = uuid_or_none(request.POST.get("first"))
    try:
        taken = waiting.take_next(
            service_id=service_id, shown=shown_first, actor=request.actor, at=request.at
        )  # fmt: skip
    except Conflict as refusal:
        if shown_first is None:
            raise
        return page_of(request, queries.referral(shown_first), refusal)
    messages.success(request, _("Taken on: how to reach them is open to you now."))
    return redirect("inbox:request", taken.pk)


def lists(places: list[Place]) -> list[dict[str, Any]]:
    """Each service that has a list, with how many stand on it, and who is the first."""
    found: dict[UUID, list[Place]] = {}
    for one in places:
        found.setdefault(one.service_id, []).append(one)
    named = [
        {"id": pk, "name": directory.service(pk).name, "count": len(listed), "first": listed[0].referral_id}
        for pk, listed in found.items()
    ]
    return sorted(named, key=lambda one: str(one["name"]))
