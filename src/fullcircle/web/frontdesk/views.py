"""Finding, giving, taking back, cards. One page for a walk-in, with a name or without."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.aid import actions, cards, finding, policies, queries, sheets, welcoming
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import queries as referrals
from fullcircle.web import permissions, qr
from fullcircle.web.acting import Request
from fullcircle.web.forms import plain, uuid_or_none, whole_number
from fullcircle.web.frontdesk import present, typed

SIZES = range(1, 7)
HISTORY = 10


@permissions.for_(permissions.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: Request) -> HttpResponse:
    """The desk; posted are what somebody typed (a name has no place in an address) and what the desk gives."""
    if chosen := request.POST.get("service"):
        request.session[present.CHOSEN] = chosen[:36]
    query = request.POST.get("q", "")
    at_desk = present.desk(request)
    if not query.strip():
        return _page(request, at_desk)
    typing = bool(request.headers.get("HX-Request"))
    sheet_id = None if typing else sheets.by_code(query, at_desk.here)
    if sheet_id:
        return redirect("frontdesk:type_sheet", sheet_id)
    also = referrals.people_sent_to(at_desk.here)
    found = finding.find(query, organization_id=at_desk.here, also=also)
    if found.exact and len(found.people) == 1 and not typing:
        return redirect("frontdesk:person", found.people[0].pk)
    return _page(
        request, at_desk, {"q": query[:100], "found": found, "lines": present.lines(found.people, at_desk, request.at)}
    )  # fmt: skip


def _page(request: Request, at_desk: present.Desk, more: dict[str, Any] | None = None) -> HttpResponse:
    context = {
        "desk": at_desk, "today": present.today(at_desk, request.at), "sizes": SIZES, "key": uuid4(), "said": {},
        **(more or {}),
    }  # fmt: skip
    refused = "refusal" in context
    return render(request, "frontdesk/desk.html", context, status=400 if refused else 200)


@permissions.for_(permissions.DESK)
@require_POST
def give(request: Request) -> HttpResponse:
    """To somebody known, or to nobody by name."""
    at_desk = present.desk(request)
    try:
        given = actions.give(
            service_id=_service(request, at_desk), person_id=typed.uuid(request.POST, "person"),
            quantity=whole_number(request.POST, "quantity"), home=typed.home(request.POST),
            entry_id=typed.uuid(request.POST, "once"), actor=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        who = uuid_or_none(request.POST.get("person"))
        if who is None:
            return _page(request, at_desk, {"refusal": refusal, "said": request.POST})
        lines = present.lines([people.glance(who)], at_desk, request.at)
        return _page(request, at_desk, {"refusal": refusal, "lines": lines, **_as_typed(request)})
    return _given(request, given)


@permissions.for_(permissions.DESK)
@require_POST
def new(request: Request) -> HttpResponse:
    """Somebody new. With a name that is here already, both are shown first."""
    at_desk, said = present.desk(request), request.POST
    name = plain(said, "name").strip()[:120]
    try:
        once = typed.uuid(said, "once")
        again = once is not None and queries.given_by(at_desk.here).filter(pk=once).exists()
        if name and not said.get("new") and not again:
            alike = people.likely_duplicates(name=name, phone="", zip_code=said.get("zip", ""), born_on=None)
            if alike:
                lines = present.lines(alike, at_desk, request.at)
                return _page(request, at_desk, {"alike": lines, "said": said, **_as_typed(request)})
        welcomed = welcoming.welcome(
            service_id=_service(request, at_desk), name=name, home=typed.home(said), with_card=bool(said.get("card")),
            quantity=whole_number(said, "quantity"), entry_id=typed.uuid(said, "once"), actor=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        return _page(request, at_desk, {"refusal": refusal, "said": said})
    if welcomed.card:
        return redirect("frontdesk:card", welcomed.card.pk)
    return _given(request, welcomed.given)


def _as_typed(request: Request) -> dict[str, Any]:
    """How many, and of whom it was said how they live: for the button of whoever it is."""
    said = {name: plain(request.POST, name).strip() for name in ("quantity", "household", "more", "zip")}
    return {"quantity": said.pop("quantity"), "home": {name: typed for name, typed in said.items() if typed}}


def _given(request: Request, given: Any) -> HttpResponse:
    said = _("Written down: {amount}.").format(amount=present.amount(given.quantity, given.what))
    messages.success(request, said)
    return redirect("frontdesk:desk")


@permissions.for_(permissions.DESK)
@require_POST
def undo(request: Request, entry_id: UUID) -> HttpResponse:
    try:
        given = actions.undo(entry_id=entry_id, actor=request.actor, at=request.at)
    except Conflict as refusal:
        messages.warning(request, str(refusal))
        return redirect("frontdesk:desk")
    said = _("Taken back: {amount}.").format(amount=present.amount(given.quantity, given.what))
    messages.success(request, said)
    return redirect("frontdesk:desk")


@permissions.for_(permissions.DESK)
@require_safe
def person(request: Request, person_id: UUID) -> HttpResponse:
    """One person at the desk: what they got here, and one button."""
    at_desk = present.desk(request)
    seen = people.glance(person_id)
    today = localtime(request.at).date()
    rows = list(queries.given_to(person_id, at_desk.here)[:HISTORY])
    context = {
        "desk": at_desk, "person": seen, "line": present.lines([seen], at_desk, request.at)[0],
        "given": present.history(rows, today),
        "card": cards.of_person(person_id, at_desk.here),
        "elsewhere": present.elsewhere(request, at_desk, person_id),
    }  # fmt: skip
    return render(request, "frontdesk/person.html", context)


@permissions.for_(permissions.DESK)
@require_POST
def make_card(request: Request, person_id: UUID) -> HttpResponse:
    made = cards.make(person_id=person_id, actor=request.actor, at=request.at)
    return redirect("frontdesk:card", made.pk)


@permissions.for_(permissions.DESK)
@require_safe
def card(request: Request, card_id: UUID) -> HttpResponse:
    """The card to print: a code and its square, and whose desk reads it; no name."""
    made = cards.card(card_id)
    context = {
        "card": made, "code": cards.shown(made.code), "drawn": qr.drawing(made.code),
        "organization": directory.organization(policies.organization_of_the_desk(request.actor)),
    }  # fmt: skip
    return render(request, "frontdesk/card.html", context)


def _service(request: Request, at_desk: present.Desk) -> UUID:
    """The service that the form names, which the desk then goes on giving; else the one it gives."""
    if named := typed.uuid(request.POST, "service"):
        return named
    if at_desk.service is None:
        raise Invalid(_("No service is listed for you yet."), field="service")
    return at_desk.service.pk
