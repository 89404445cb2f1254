"""The door between HTTP and the actor: who asks, in which transaction, and what a refusal looks like."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fullcircle.access import actor as actors
from fullcircle.access import errors as refusals
from fullcircle.access import events, freezes
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.infra import time
from fullcircle.people.queries import NoSuchPerson
from fullcircle.web import errors, permissions
from fullcircle.web.forms import uuid_or_none

if TYPE_CHECKING:
    from fullcircle.accounts.models import User


GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOGIN_STASH_KEY = "account_login"  # allauth's: who has given a password and not yet a second factor
RESIDENT_KEY, RESIDENT_UNTIL_KEY, HAT_KEY = "resident", "resident_until", "organization"
log = logging.getLogger("fullcircle.web")


class Request(HttpRequest):
    """A request with its actor and its time. `actor` is None only on public pages."""

    actor: Actor
    at: datetime
    user: User | AnonymousUser
    frame: str


def organization_of(request: Request) -> UUID:
    """For whom staff act: pages of staff have an actor with an organization."""
    assert request.actor.organization_id is not None  # noqa: S101
    return request.actor.organization_id


def resident_of(request: Request) -> UUID:
    """Who reads their own page: pages of residents have an actor who is one."""
    assert request.actor.person_id is not None  # noqa: S101
    return request.actor.person_id


class ActorOfTheRequest:
    """Runs each view in one transaction as the request's actor; a refusal rolls it back and becomes a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as request.own_account:  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(
        self,
        request: Any,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        permission = permissions.of(view)
        if permission is None:
            _at_their_own_account(request)
            return None
        try:
            return self._answer(request, permission, view, args, kwargs)
        except (OperationalError, InterfaceError):
            connection.close()
            if request.method not in SAFE:
                return errors.unavailable(request)
        try:  # once more, on a new connection: the backend may have been restarted
            return self._answer(request, permission, view, args, kwargs)
        except (OperationalError, InterfaceError):
            connection.close()
            return errors.unavailable(request)

    def _answer(
        self, request: Any, permission: permissions.Permission, view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...], kwargs: dict[str, Any],
    ) -> HttpResponseBase:  # fmt: skip
        request.at = now()
        request.actor = actor_of(request, permission)
        request.frame = "staff" if permission.roles else "resident"
        if stop := _stopped(request, permission) or _held(request):
            return stop
        try:
            if request.actor is None:
                return view(request, *args, **kwargs)
            with acting_as(request.actor, at=request.at):
                return view(request, *args, **kwargs)
        except refusals.Refused as refusal:
            return _refused(request, refusal)


def _at_their_own_account(request: Any) -> None:
    """allauth's pages touch no protected table; what they change of an account is changed as that account, signed in or
    between its password and its second factor. It lasts until the answer: allauth answers its own exceptions."""
    between = (request.session.get(LOGIN_STASH_KEY) or {}).get("user_pk")
    user_id = request.user.pk if request.user.is_authenticated else uuid_or_none(between)
    if user_id is not None:
        request.own_account.enter_context(acting_as(actors.account(user_id), at=now()))


def now() -> datetime:
    """The one place where pages read the clock."""
    return time.now()


def actor_of(request: Any, permission: permissions.Permission) -> Actor | None:
    """The signed-in user for the organization whose hat they wear, for the screen's purpose, or the resident who opened
    their own link."""
    if permission.roles and request.user.is_authenticated:
        staff = accounts.actor_of(request.user, uuid_or_none(request.session.get(HAT_KEY)))
        return replace(staff, purpose=permission.purpose) if staff else None
    resident = uuid_or_none(request.session.get(RESIDENT_KEY))
    until = request.session.get(RESIDENT_UNTIL_KEY, 0)
    if permission == permissions.RESIDENT and resident and request.at.timestamp() < until:
        return actors.resident(resident)
    return None


def _stopped(request: Any, permission: permissions.Permission) -> HttpResponseBase | None:
    if permission.admits(request.actor):
        needs_factor = (
            permission.roles and settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(request.user)
        )
        return redirect("mfa_index") if needs_factor else None
    if permission == permissions.RESIDENT:
        return errors.page(request, 403, "resident/no_session.html")
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    return errors.permission_denied(request, refusals.Denied(errors.NOT_YOUR_PAGE))


def _held(request: Any) -> HttpResponseBase | None:
    """An account or an organization on hold: whom to call. Another organization's hat may still be chosen."""
    actor: Actor | None = request.actor
    if actor is None or actor.user_id is None:
        return None
    held = freezes.on_hold(user_id=actor.user_id, organization_id=actor.organization_id, at=request.at)
    hats = reverse("accounts:hats")
    if not held or (held == "organization" and request.path == hats):
        return None
    request.actor = None  # no menu of pages that are closed
    return errors.on_hold(request, held, switch_url=hats if held == "organization" else "")


def _refused(request: Any, refusal: refusals.Refused) -> HttpResponse:
    if isinstance(refusal, NoSuchPerson) and request.actor is not None:
        _write_down_the_refused_read(request, refusal.person_id)
    if isinstance(refusal, refusals.NotFound):
        return errors.page(request, 404, "404.html", reason=str(refusal))
    if isinstance(refusal, refusals.Conflict):
        return errors.page(request, 409, "409.html", reason=str(refusal))
    if isinstance(refusal, refusals.Invalid):
        return errors.page(request, 400, "400.html", reason=str(refusal))
    return errors.permission_denied(request, refusal)


def _write_down_the_refused_read(request: Any, person_id: UUID) -> None:
    """In a transaction of its own: the one that was refused is rolled back."""
    with acting_as(request.actor, at=request.at):
        about = Subject(DataClass.ACCESS, person_id=person_id)
        events.record(actor=request.actor, did="person.read-refused", about=about, at=request.at)
