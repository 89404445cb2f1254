"""Asking for help without an account: how to reach you, what is going on, who may know. Nothing is kept until the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.access import actor as actors
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import actions as people
from fullcircle.people import queries as known
from fullcircle.people.actions import Details
from fullcircle.people.queries import NoSuchPerson
from fullcircle.referrals import capacity, cards, needs, queries, sending
from fullcircle.referrals.time import winding
from fullcircle.web import limits, permissions, words
from fullcircle.web.acting import Request
from fullcircle.web.directory.present import phone
from fullcircle.web.forms import uuid_or_none
from fullcircle.web.resident import mine
from fullcircle.web.resident.forms import STEPS, CallMe, details_from

if TYPE_CHECKING:
    from fullcircle.directory.models import Service


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, service_id: UUID) -> HttpResponse:
    """Three short screens; what was said travels in the form itself, so that no half request is kept anywhere."""
    service = directory.service(service_id)
    if not _may_be_asked(service, request):
        return render(request, "resident/ask_by_phone.html", {"service": service, "phone": phone(service)})
    number = _step(request)
    said = request.POST if request.method == "POST" else None
    if said is None or "back" in said:
        return _screen(request, service, max(number - 1, 1) if said else 1, check=False)
    forms = [form(said) for form in STEPS[:number]]
    if not all(form.is_valid() for form in forms):
        return _screen(request, service, _first_wrong(forms), check=True)
    if number < len(STEPS) or "confirmed" not in said:
        return _screen(request, service, min(number + 1, 3), check=False)
    _once(request, lambda actor: _send(request, service, forms, actor))
    return redirect("resident:asked")


def _once(request: Request, send: Callable[[actors.Actor], None]) -> None:
    """Send as a new person, all of it or nothing, and open their page. The same form a moment later is the same person;
    later it opens nothing, as the page may have been closed. The id is a keyed hash: nobody can name another's."""
    once = uuid_or_none(request.POST.get("once")) or uuid.uuid4()
    person_id = UUID(
        bytes=salted_hmac("resident.once", str(once), algorithm="sha256").digest()[:16], version=4
    )
    actor = actors.resident(person_id)
    added_at = _added_at(actor, request)
    if added_at is None:
        limits.check(request, "ask")
        try:
            with acting_as(actor, at=request.at):
                send(actor)
        except IntegrityError:  # the same form at the same time
            if _added_at(actor, request) is None:
                raise
    if added_at is None or request.at - added_at < SENT_TWICE:
        mine.enter(request, person_id)


def _added_at(actor: actors.Actor, request: Request) -> datetime | None:
    assert actor.person_id is not None  # noqa: S101 - a resident is somebody
    try:
        with acting_as(actor, at=request.at):
            return known.person(actor.person_id).added_at
    except NoSuchPerson:
        return None


def _may_be_asked(service: Service, request: Request) -> bool:
    """An agreement lets the place see a card that the hub keeps, and it takes names at all."""
    with acting_as(actors.resident(uuid.uuid4()), at=request.at):
        closed = cards.closed_lines(
            keeper_id=accounts.community().hub_id, organization_id=service.organization_id, fields=list(cards.ALWAYS),
            label=service.label,
        )  # fmt: skip
    return not closed and not service.takes_no_names


def _step(request: Request) -> int:
    said = request.POST.get("step", "1")[:3]
    return min(max(int(said), 1), 3) if said.isdecimal() else 1


def _first_wrong(forms: list[Any]) -> int:
    return next(number for number, form in enumerate(forms, start=1) if form.errors)


def _screen(request: Request, service: Service, number: int, *, check: bool) -> HttpResponse:
    said = request.POST if request.method == "POST" else None
    context: dict[str, Any] = {
        "service": service,
        "step": number,
        "words": _("Step {n} of 3").format(n=number),
    }
    kept = [form(said) for index, form in enumerate(STEPS, start=1) if index != number] if said else []
    context["kept"] = [(name, value) for form in kept for name, value in form.as_said()]
    if number < 3:
        form = (
            STEPS[number - 1](said) if check else STEPS[number - 1](initial=STEPS[number - 1].said_in(said))
        )
        return render(request, "resident/ask.html", context | {"form": form}, status=400 if check else 200)
    forms = [form(said) for form in STEPS[:2]]
    if not all(form.is_valid() for form in forms):
        return _screen(request, service, _first_wrong(forms), check=True)
    with acting_as(actors.resident(uuid.uuid4()), at=request.at):
        slip = _slip(service, forms)
        promise = _promise(service, request, urgent=forms[1].cleaned_data["urgent"])
    shown = {"slip": slip, "icon": icon(service), "once": uuid.uuid4(), "promise": promise}
    return render(request, "resident/ask_card.html", context | shown)


def _promise(service: Service, request: Request, *, urgent: bool) -> str:
    """Until when the place is asked to answer, by its own calendar, its weeks and what the hub set."""
    turn = capacity.turn(service, at=request.at, urgent=urgent)
    rules = winding.rules(organization_id=service.organization_id, service_id=service.pk)
    day = words.moment(rules.answer_by(turn, urgent=urgent)).rstrip(".")
    if turn > request.at:
        return _("Their week is full: they get it on {turn} and answer by {day}.").format(
            turn=words.day(turn), day=day
        )
    return _("They answer by {day}.").format(day=day)


def icon(service: Service) -> str:
    return domains.icon(service.domains[0]) if service.domains else "ask"


def _domain(service: Service) -> str:
    return service.domains[0] if service.domains else "sdoh-category-unspecified"


def _slip(service: Service, forms: list[Any]) -> dict[str, Any]:
    """The very card that the place will have, drawn before anything is kept."""
    details = details_from(forms, get_language() or "en")
    record = people.as_it_would_be(details)
    need = needs.as_it_would_be(domain=_domain(service), detail=forms[1].cleaned_data["detail"])
    card = queries.preview(
        record=record, need=need, service=service, fields=cards.default_fields(_domain(service)),
        keeper_id=accounts.community().hub_id, person_id=None,
    )  # fmt: skip
    return {
        "icon": icon(service), "title": card.title, "to": service.organization.name, "facts": card.facts,
        "left_out": card.left_out,
    }  # fmt: skip


def _send(request: Request, service: Service, forms: list[Any], actor: actors.Actor) -> None:
    """Add the person under the hub's stewardship and send their request, all as the person."""
    details = details_from(forms, get_language() or "en")
    domain, detail = _domain(service), forms[1].cleaned_data["detail"]
    person_id = _add(actor, details, request)
    need = needs.add(
        person_id=person_id, domain=domain, detail=detail, found_by="resident", actor=actor, at=request.at,
        urgent=forms[1].cleaned_data["urgent"], label=service.label,
    )  # fmt: skip
    drafted = sending.draft(
        need_id=need.pk,
        service_id=service.pk,
        fields=cards.default_fields(domain),
        actor=actor,
        at=request.at,
    )
    agreed = sending.Agreed(manner="self", language=details.language)
    sending.send(referral_id=drafted.pk, agreed=agreed, actor=actor, at=request.at)


def _add(actor: actors.Actor, details: Details, request: Request) -> UUID:
    hub_id = accounts.community().hub_id
    return people.add(details=details, steward_id=hub_id, actor=actor, at=request.at).pk


@permissions.for_(permissions.RESIDENT)
@require_safe
def asked(request: Request) -> HttpResponse:
    return render(request, "resident/asked.html", {})


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def call_me(request: Request) -> HttpResponse:
    """'Ask us to call you': a request to a person at the hub's desk, without choosing a place."""
    form = CallMe(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _once(request, lambda actor: _ask_for_a_call(request, form, actor))
        return redirect("resident:asked")
    context = {"form": form, "once": uuid_or_none(request.POST.get("once")) or uuid.uuid4()}
    return render(request, "resident/call_me.html", context, status=400 if form.errors else 200)


def _ask_for_a_call(request: Request, form: CallMe, actor: actors.Actor) -> None:
    person_id = _add(actor, form.details(get_language() or "en"), request)
    needs.add(
        person_id=person_id, domain=form.cleaned_data["domain"], detail=form.cleaned_data["detail"], found_by="resident",
        actor=actor, at=request.at,
    )  # fmt: skip
