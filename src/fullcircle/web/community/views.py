"""The community's own page, for everybody: who sits at the table, what was decided, what the shared measures say.

Only bodies that are public show here; of lived-experience seats the page names the seat and not the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullcircle.access import actor as actors
from fullcircle.access.actor import Purpose
from fullcircle.access.errors import NotFound
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import queries as asking
from fullcircle.collaborative import queries, votes, words
from fullcircle.collaborative.states import PHASE_LABELS, Phase
from fullcircle.collaborative.words import BodyKind, SeatKind
from fullcircle.referrals import rates
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.community import regions
from fullcircle.web.room import present

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Body

QUARTER = timedelta(days=90)
LEAST = 11  # fewer people are not shown, nor a rest that would tell them
FRESH = 3600  # seconds that a count is shown before it is made again


@permissions.for_(permissions.PUBLIC)
@require_safe
def community(request: Request) -> HttpResponse:
    bodies = queries.public_bodies()
    context = {
        "bodies": [_body(one) for one in bodies if one.kind != BodyKind.REGION],
        "regions": [one for one in bodies if one.kind == BodyKind.REGION],
        "decisions": [present.proposal(one) for one in queries.decisions(bodies)[:4]],
        "announcements": queries.announcements(public=True),
        "measures": measures(request.at),
        "heard": asking.you_said_we_did(3),
    }
    return render(request, "community/community.html", context)


@permissions.for_(permissions.PUBLIC)
@require_safe
def body(request: Request, slug: str) -> HttpResponse:
    one = queries.body_by_slug(slug)
    if not one.public or one.ended_on:
        raise NotFound(_("There is no such thing at this table."))
    held = [each for each in queries.meetings(of=one) if not each.cancelled_at]
    region = regions.page(one) if one.kind == BodyKind.REGION else {}
    context = {
        **region,
        "body": one,
        "kind": words.BODY_KINDS[one.kind],
        "seats": _body(one),
        "rule": votes.RULES[votes.Rule(one.rule)],
        "decisions": [_decided(each) for each in queries.decisions(region.get("decided_in", [one]))],
        "meetings": [present.meeting(each, request.at) for each in held if each.ends_at > request.at][:3],
        "minutes": [
            present.meeting(each, request.at) for each in held if each.minutes and each.minutes_public
        ][:5],
    }
    return render(request, "community/body.html", context)


def _decided(one: Any) -> dict[str, Any]:
    return {**present.proposal(one), "result": present.result(one)}


def _body(one: Body) -> dict[str, Any]:
    """The seats of a body as the public reads them: the member's name, and how many seats residents hold."""
    seats = queries.seats(one)
    lived = [seat for seat in seats if seat.kind == SeatKind.LIVED]
    return {
        "it": one,
        "kind": words.BODY_KINDS[one.kind],
        "members": sorted(
            {seat.holder.member.name for seat in seats if seat.holder and seat.kind != SeatKind.LIVED}
        ),
        "lived": len(lived),
        "paid": any(seat.stipend_cents for seat in lived),
        "empty": sum(seat.holder is None for seat in seats),
    }


def measures(at: datetime) -> list[dict[str, Any]]:
    """The honest rates of the last 90 days, as the network's hub may count them; a small count, or a small rest, is hidden."""
    found: rates.Rates | None = cache.get("community-rates")
    if found is None:
        counting = replace(actors.clock(accounts.community().hub_id), purpose=Purpose.OPERATIONS)
        with acting_as(counting, at=at):
            found = rates.rates(since=at - QUARTER, until=at)
        cache.set("community-rates", found, FRESH)
    return [
        _measure(
            _("Answered"),
            _("of the requests that were sent, the organization decided"),
            found.answered,
            found.sent,
        ),
        _measure(_("Helped"), _("of the requests that were sent, help was given"), found.helped, found.sent),
        _measure(
            _("Met"),
            _("of the needs for which help was wanted, the need was met"),
            found.met,
            found.wanted,
        ),
        _measure(
            _("Confirmed"),
            _("of the needs for which help was wanted, the person said so"),
            found.confirmed,
            found.wanted,
        ),
    ]


def _measure(label: str, definition: str, part: int, whole: int) -> dict[str, Any]:
    hidden = whole < LEAST or 0 < part < LEAST or 0 < whole - part < LEAST
    return {
        "label": label, "definition": definition, "hidden": hidden, "part": part, "whole": whole,
        "percent": None if hidden else round(100 * part / whole),
    }  # fmt: skip


@permissions.for_(permissions.PUBLIC)
@require_safe
def decisions(request: Request) -> HttpResponse:
    """The log of every public body."""
    found = queries.decisions(queries.public_bodies())
    if request.GET.get("format") == "csv":
        head = ("body", "number", "title", "asks", "result", "decided", "yes", "no", "abstain")
        rows = (
            (one.body.name, one.number, one.title, one.asks, PHASE_LABELS[Phase(one.phase)],
             one.decided_at.isoformat() if one.decided_at else "", one.yes, one.no, one.abstain)
            for one in found
        )  # fmt: skip
        return spreadsheet.table("decisions", head, rows)
    return render(request, "community/decisions.html", {"decisions": [_decided(one) for one in found]})
