"""Incidents: accounts, organizations and shares on hold; and an organization that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.privacy import duties, freezes
from fullcircle.referrals import leaving
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.duties import forms

if TYPE_CHECKING:
    from fullcircle.access.models import Freeze


def is_hub(request: Request) -> bool:
    return organization_of(request) == accounts.community().hub_id


def places(request: Request) -> dict[UUID, str]:
    """Organizations to choose from, by name."""
    return directory.every_organization()


def _form(request: Request) -> forms.Hold:
    """Accounts of the own organization; for the hub, any account and any other organization."""
    here, choices = organization_of(request), []
    members = accounts.every_member() if is_hub(request) else accounts.staff_of(here)
    users = {member.user_id: member.user for member in members if member.user_id != request.actor.user_id}
    accounts_ = [(f"account:{one}", f"{user.name} ({user.email})") for one, user in users.items()]
    choices.append((_("An account"), accounts_))
    if is_hub(request):
        others = [(f"organization:{one}", name) for one, name in places(request).items() if one != here]
        choices.append((_("A whole organization"), others))
    initial = {"what": f"account:{request.GET.get('account', '')}"}
    return forms.Hold(request.POST if "what" in request.POST else None, choices=choices, initial=initial)


def _share_form(request: Request) -> forms.Share:
    known, here = places(request), organization_of(request)
    givers = known if is_hub(request) else {here: known.get(here, "")}
    return forms.Share(
        request.POST if "taker" in request.POST else None, givers=givers, takers=known, auto_id="share_%s"
    )


@permissions.for_(permissions.ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: Request) -> HttpResponse:
    form, share = _form(request), _share_form(request)
    for one, act in ((form, _hold), (share, _hold_share)):
        if one.is_bound and one.is_valid():
            try:
                act(one.cleaned_data, request)
            except (Invalid, Conflict, Denied) as refusal:
                one.add_error(None, str(refusal))
            else:
                messages.success(request, _("On hold from now on."))
                return redirect("duties:holds")
    context = {
        "form": form, "share": share,
        "rows": shown(request), "over": shown(request, over=True), "hub": is_hub(request),
    }  # fmt: skip
    return render(request, "duties/holds.html", context, status=400 if form.errors or share.errors else 200)


def _hold(said: dict[str, Any], request: Request) -> None:
    kind, _colon, one = said["what"].partition(":")
    who: dict[str, Any] = {"reason": said["reason"], "actor": request.actor, "at": request.at}
    if kind == "account":
        freezes.freeze_account(user_id=UUID(one), **who)
    else:
        freezes.freeze_organization(organization_id=UUID(one), **who)


def _hold_share(said: dict[str, Any], request: Request) -> None:
    freezes.freeze_share(
        from_id=UUID(said["giver"]), to_id=UUID(said["taker"]), reason=said["reason"], actor=request.actor,
        at=request.at,
    )  # fmt: skip


def shown(request: Request, *, over: bool = False) -> list[dict[str, Any]]:
    rows = list(freezes.freezes(request.actor, at=request.at, over=over)[:100])
    users = accounts.names({one.user_id for one in rows if one.user_id})
    names = places(request)
    return [
        {
            "id": one.pk, "what": _what(one, users, names), "reason": one.reason, "since": words.moment(one.starts_at),
            "until": words.moment(one.ends_at) if one.ends_at else "", "may_lift": duties.can_lift(request.actor, one),
        }
        for one in rows
    ]  # fmt: skip


def _what(one: Freeze, users: dict[UUID, str], names: dict[UUID, str]) -> str:
    if one.user_id:
        return _("The account of {name}").format(name=users.get(one.user_id, ""))
    if one.organization_id:
        return names.get(one.organization_id, "")
    said = _("What {giver} shares with {taker}")
    giver, taker = (names.get(part, "") if part else "" for part in (one.from_id, one.to_id))
    return said.format(giver=giver, taker=taker)


@permissions.for_(permissions.ADMINISTRATORS)
@require_POST
def lift(request: Request, freeze_id: UUID) -> HttpResponse:
    freezes.lift(freeze_id=freeze_id, actor=request.actor, at=request.at)
    messages.success(request, _("Lifted. Messages that waited are on their way."))
    return redirect("duties:holds")


@permissions.for_(permissions.ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request) -> HttpResponse:
    """Choose who leaves and who follows; the counts stand there before anything moves."""
    here, known = organization_of(request), places(request)
    givers = known if is_hub(request) else {here: known.get(here, "")}
    form = forms.Leave(request.POST or None, givers=givers, takers=known)
    counts, giver = None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        giver = said["giver"]
        try:
            counts = leaving.counts(UUID(giver), actor=request.actor)
            if request.POST.get("go") == "yes":
                begun = leaving.begin(
                    from_id=UUID(giver), to_id=UUID(said["taker"]), sure=said["sure"], actor=request.actor,
                    at=request.at,
                )  # fmt: skip
                return redirect("duties:leaving", begun.pk)
        except (Invalid, Conflict, Denied) as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form, "counts": counts, "few": bool(counts) and giver != str(here),
        "from": known.get(UUID(giver), "") if giver else "",
    }  # fmt: skip
    return render(request, "duties/leave.html", context, status=400 if form.errors else 200)


@permissions.for_(permissions.ADMINISTRATORS)
@require_safe
def progress(request: Request, leaving_id: UUID) -> HttpResponse:
    one = leaving.leaving(leaving_id)
    names = directory.organization_names({one.from_id, one.to_id})
    context = {"one": one, "from": names.get(one.from_id, ""), "to": names.get(one.to_id, "")}
    return render(request, "duties/leaving.html", context)
