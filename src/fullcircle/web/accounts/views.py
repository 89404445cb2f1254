"""Hats, invitations and the team. Sign-in itself is allauth's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fullcircle.access.actor import Role
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions, queries
from fullcircle.collaborative import members
from fullcircle.directory import queries as directory
from fullcircle.directory import upkeep
from fullcircle.referrals.appointments import feeds
from fullcircle.web import permissions
from fullcircle.web.acting import HAT_KEY, Request, organization_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = [
    (Role.NAVIGATOR.value, gettext_lazy("Navigator: adds people and sends requests")),
    (Role.INTAKE.value, gettext_lazy("Intake: answers requests")),
    (Role.MEMBER.value, gettext_lazy("Collaborative member: sits in its councils and votes")),
    (Role.ADMINISTRATOR.value, gettext_lazy("Administrator: manages the team")),
]


class JoinForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Choose a password"), widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 letters or signs."),
    )  # fmt: skip


class InviteForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)


@permissions.for_(permissions.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def hats(request: Request) -> HttpResponse:
    """For which organization one acts now."""
    assert request.actor.user_id is not None  # noqa: S101 - staff are users
    held = queries.memberships(request.actor.user_id)
    names = directory.organization_names(set(held))
    if request.method == "POST":
        wanted = request.POST.get("organization", "")
        if wanted in {str(organization_id) for organization_id in held}:
            request.session[HAT_KEY] = wanted
            return redirect("today:today")
    shown = [
        {
            "id": key,
            "name": names.get(key, ""),
            "roles": ", ".join(sorted(roles)),
            "current": key == request.actor.grantee_id,
        }
        for key, roles in held.items()
    ]
    return render(request, "accounts/hats.html", {"hats": shown})


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    offered = actions.invitation(token, at=request.at)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(
                token=token, password=form.cleaned_data["password"], at=request.at
            )
        except Invalid as refusal:
            form.add_error("password", str(refusal))
        else:
            _recognize(user, offered, request.at)
            return _joined(request, user)
    place = directory.organization_names({offered.organization_id}).get(offered.organization_id, "")
    context = {"form": form, "offered": offered, "place": place}
    return render(request, "accounts/join.html", context, status=400 if form.errors else 200)


def _recognize(user: Any, offered: Any, at: datetime) -> None:
    """Whoever was named at the table before they had an account votes with it from now on."""
    actor = queries.actor_of(user, offered.organization_id)
    if actor is not None:
        with acting_as(actor, at=at):
            members.recognize(actor=actor, at=at)


def _joined(request: Request, user: Any) -> HttpResponse:
    """Somebody new is signed in; who has an account already signs in with it."""
    if user.last_login is None:
        login(request, user, backend=BACKEND)
        return redirect("today:today")
    messages.success(request, _("You are on the team. Sign in with your password."))
    return redirect("account_login")


@permissions.for_(permissions.ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: Request) -> HttpResponse:
    here = organization_of(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invited = actions.invite(
            organization_id=here, actor=request.actor, at=request.at, **form.cleaned_data
        )
        messages.success(request, _("{email} gets an invitation.").format(email=invited.email))
        return redirect("team:team")
    organization = directory.organization(here)
    context = {
        "form": form, "members": queries.staff_of(here), "own": request.actor.user_id, "organization": organization,
        "calendar_names": feeds.names_allowed(here),
    }  # fmt: skip
    return render(request, "accounts/team.html", context, status=400 if form.errors else 200)


@permissions.for_(permissions.ADMINISTRATORS)
@require_POST
def victim_services(request: Request) -> HttpResponse:
    """Whether this organization serves survivors of violence: then no agreement opens its records."""
    here = organization_of(request)
    serves = request.POST.get("serves") == "yes"
    upkeep.set_victim_services(organization_id=here, serves=serves, actor=request.actor, at=request.at)
    messages.success(request, _("Saved. What agreements open was worked out anew."))
    return redirect("team:team")


@permissions.for_(permissions.ADMINISTRATORS)
@require_POST
def end(request: Request, membership_id: UUID) -> HttpResponse:
    actions.end_membership(membership_id=membership_id, actor=request.actor, at=request.at)
    messages.success(request, _("Taken off the team."))
    return redirect("team:team")
