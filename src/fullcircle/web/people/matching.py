"""From a need to sent in three clicks: choose a place, see what it will see, send."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.people.queries import Record
from fullcircle.referrals import capacity, cards, choices, matching, policies, queries, sending
from fullcircle.referrals.states import FINAL
from fullcircle.referrals.time import winding
from fullcircle.referrals.time.clocks import Clock
from fullcircle.web import errors, permissions, words
from fullcircle.web.acting import Request
from fullcircle.web.forms import uuid_or_none

if TYPE_CHECKING:
    from fullcircle.directory.models import Service
    from fullcircle.referrals.models import Need


SHOWN = 8
OPTIONAL = ("zip", "household", "reach", "address")


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def match(request: Request, need_id: UUID) -> HttpResponse:
    need = queries.need(need_id)
    record = people.unlogged_record(need.person_id)
    policies.check_can_send(request.actor, need, steward_id=record.person.steward_id)
    return render(request, "people/match.html", _context(request, need, record))


def _context(
    request: Request, need: Need, record: Record, refusal: Invalid | Conflict | None = None
) -> dict[str, Any]:
    said = request.POST or request.GET
    found = matching.matches(need, record.person, at=request.at)
    fitting = [one for one in found if one.fits][:SHOWN]
    known = _known_by_name(said.get("know", ""))
    wanted = said.get("to", "")
    chosen = _chosen("" if refusal and uuid_or_none(wanted) is None else wanted, known, fitting)
    places = range(2, 2 + choices.MOST - len(choices.pending(need.pk)))
    fields = said.getlist("field") if "chosen" in said else cards.default_fields(need.domain)
    return {
        "need": need,
        "title": domains.label(need.domain),
        "person": record.person,
        "matches": [_line(one, chosen, request) for one in fitting],
        "others": [one for one in found if not one.fits],
        "known": [service for service in known if service.pk not in {one.service.pk for one in fitting}],
        "know": said.get("know", ""),
        "chosen": chosen,
        "turn": _turn(chosen, need, request),
        **_answered_by(chosen, need, request),
        "next": _next(chosen, need, fitting, known),
        "next_places": list(zip_longest(places, said.getlist("next")[: len(places)], fillvalue="")),
        "slip": _slip(chosen, record, need, fields) if chosen else None,
        "fields": [(name, cards.FIELDS[name].label, name in fields) for name in OPTIONAL],
        "last": _last_answer(need),
        "refusal": refusal,
        "said": said,
        "crumbs": [
            {"label": _("People"), "url": reverse("people:list")},
            {"label": record.person.name, "url": reverse("people:person", args=[record.person.pk])},
        ],
    }


def _chosen(wanted: str, known: list[Service], fitting: list[matching.Match]) -> Service | None:
    """The place that was ticked, else the one found by name, else the best."""
    if wanted:
        try:
            return directory.service(UUID(wanted))
        except (ValueError, NotFound):
            raise NotFound(_("This service is not in the directory.")) from None
    if known:
        return known[0]
    return fitting[0].service if fitting else None


def _known_by_name(typed: str) -> list[Service]:
    """'I know where': services and organizations by the beginning of their name."""
    return directory.named(typed.strip().replace("\x00", ""))[:5] if typed.strip() else []


def _turn(chosen: Service | None, need: Need, request: Request) -> str:
    """When a request sent now reaches them, where that is not at once."""
    if chosen is None:
        return ""
    turn = capacity.turn(chosen, at=request.at, urgent=need.urgent)
    return words.day(turn) if turn > request.at else ""


def _answered_by(chosen: Service | None, need: Need, request: Request) -> dict[str, Any]:
    """Until when they are asked to answer a request sent now, in their own days; and within how many hours an urgent one."""
    if chosen is None:
        return {}
    rules = winding.rules(organization_id=chosen.organization_id, service_id=chosen.pk)
    return {
        "answer_by": words.day(rules.answer_by(request.at, urgent=need.urgent)),
        "urgent_hours": rules.amounts[Clock.URGENT_HUB].number,
    }


def _next(
    chosen: Service | None, need: Need, fitting: list[matching.Match], known: list[Service]
) -> list[Service]:
    """Who may be asked after it: of each organization the best that fits, none that keeps itself apart."""
    if chosen is None or chosen.label:
        return []
    offered: dict[UUID, Service] = {}
    for service in (*known, *(one.service for one in fitting)):
        if not service.label and service.organization_id != chosen.organization_id:
            offered.setdefault(service.organization_id, service)
    return list(offered.values())


def _line(one: matching.Match, chosen: Service | None, request: Request) -> dict[str, Any]:
    distance = _("{n} miles").format(n=f"{one.miles:.1f}") if one.miles is not None else ""
    parts = [part for part in (distance, _("by phone") if one.service.by_phone else "") if part]
    return {
        "service": one.service,
        "where": " · ".join(parts),
        "room": words.room(one.room, request.at),
        "turn": words.day(one.turn) if one.turn else "",
        "reasons": one.reasons,
        "checked": chosen is not None and chosen.pk == one.service.pk,
    }


def _slip(service: Service, record: Record, need: Need, fields: list[str]) -> dict[str, Any]:
    card = queries.preview(
        record=record, need=need, service=service, fields=fields, keeper_id=record.person.steward_id,
        person_id=record.person.pk,
    )  # fmt: skip
    title = _("What {organization} will see").format(organization=service.organization.name)
    return {
        "icon": "people",
        "title": title,
        "facts": card.facts,
        "left_out": card.left_out,
        "because": card.because,
    }


def _last_answer(need: Need) -> str:
    last = need.referrals.order_by("-made_at").first()
    if last is None or last.status not in FINAL:
        return ""
    name = directory.organization_names({last.target_id}).get(last.target_id, "")
    why = words.reason(last.reason, last.reason_text)
    said = f"{name}: {words.status(last)}"
    return f"{said} ({why})" if why else said


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def send(request: Request, need_id: UUID) -> HttpResponse:
    need = queries.need(need_id)
    record = people.unlogged_record(need.person_id)
    policies.check_can_send(request.actor, need, steward_id=record.person.steward_id)
    try:
        with transaction.atomic():
            said = _sent(request, need, record)
    except (Invalid, Conflict) as refusal:
        context = _context(request, need, record, refusal)
        return render(request, "people/match.html", context, status=errors.status_of(refusal))
    messages.success(request, said)
    return redirect("people:person", need.person_id)


def _sent(request: Request, need: Need, record: Record) -> str:
    """What became of it, in words. Raises Invalid, Conflict, after which nothing was sent."""
    service = _service_said(request.POST.get("to", ""))
    manner = request.POST.get("manner", "")
    kept = _("Kept as a draft until {name} agrees.").format(name=record.person.name)
    if manner == "not-yet" and sending.just_drafted(
        need_id=need.pk, service_id=service.pk, actor=request.actor, at=request.at
    ):
        return kept
    drafted = sending.draft(
        need_id=need.pk, service_id=service.pk, actor=request.actor, at=request.at, note=request.POST.get("note", "")[:500],
        fields=[name for name in request.POST.getlist("field") if name in OPTIONAL], urgent=bool(request.POST.get("urgent")),
    )  # fmt: skip
    if manner == "not-yet":
        return kept
    agreed = sending.Agreed(
        manner=manner, language=record.person.language, witness=request.POST.get("witness", "")[:120]
    )
    sent = sending.send(referral_id=drafted.pk, agreed=agreed, actor=request.actor, at=request.at)
    if named := [_service_said(typed).pk for typed in request.POST.getlist("next") if typed]:
        choices.say(
            referral_id=sent.pk, service_ids=named, fields=sent.card, agreed=agreed, actor=request.actor, at=request.at
        )  # fmt: skip
    place = service.organization.name
    if sent.asks_at and sent.asks_at > request.at:
        return _("Kept for {place}: their week is full, and they are asked on {day}.").format(
            place=place, day=words.day(sent.asks_at)
        )
    return _("Sent to {place}.").format(place=place)


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def stop_next(request: Request, need_id: UUID) -> HttpResponse:
    need = queries.need(need_id)
    choices.stop(need_id=need_id, actor=request.actor, at=request.at)
    messages.success(request, _("Nobody else is asked by itself."))
    return redirect("people:person", need.person_id)


def _service_said(typed: str) -> Service:
    try:
        return directory.service(UUID(typed))
    except ValueError:
        raise Invalid(_("Choose one place first."), field="to") from None
