"""What a side's own people write: why, what they expect and give, their yes, how it goes, and their notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fullcircle.partnerships import actions, policies, queries
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.partnerships.forms import CheckForm, NoticeForm, SideForm
from fullcircle.web.room.forms import acted, page

if TYPE_CHECKING:
    from fullcircle.partnerships.models import Partnership, Side


def _own(request: Request, partnership_id: UUID, side_id: UUID) -> tuple[Partnership, Side]:
    """Nobody but a side's people is even shown its form. Raises Denied, NoSuchPartnership."""
    one = queries.partnership(partnership_id, request.actor)
    side = queries.side(one, side_id)
    policies.check_can_write_side(request.actor, side, members=queries.members_of(request.actor))
    return one, side


def _form_page(request: Request, form: Any, one: Partnership, **words: Any) -> HttpResponse:
    back_url = reverse("partnerships:partnership", args=[one.pk])
    return page(request, form, back=one.title, back_url=back_url, **words)


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, partnership_id: UUID, side_id: UUID) -> HttpResponse:
    one, side = _own(request, partnership_id, side_id)
    known = {name: getattr(side, name) for name in SideForm.base_fields}
    form = SideForm(request.POST or None, initial=known)

    def act(said: dict[str, Any]) -> Any:
        return actions.write_side(
            partnership_id=one.pk, side_id=side.pk, actor=request.actor, at=request.at, **said
        )

    if acted(request, form, act):
        messages.success(request, _("All sides read it now."))
        return redirect("partnerships:partnership", one.pk)
    title = _("The side of {name}").format(name=side.name)
    return _form_page(
        request, form, one, title=title, about=_("All sides read it; only your own people write it.")
    )


@permissions.for_(permissions.TABLE)
@require_POST
def agree(request: Request, partnership_id: UUID, side_id: UUID) -> HttpResponse:
    yes = request.POST.get("yes") == "yes"
    actions.agree(
        partnership_id=partnership_id, side_id=side_id, to=request.POST.get("to", ""), yes=yes, actor=request.actor,
        at=request.at,
    )  # fmt: skip
    messages.success(request, _("Your side said yes.") if yes else _("The yes is taken back."))
    return redirect("partnerships:partnership", partnership_id)


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, partnership_id: UUID, side_id: UUID) -> HttpResponse:
    one, side = _own(request, partnership_id, side_id)
    form = CheckForm(request.POST or None, initial={"says": side.says})

    def act(said: dict[str, Any]) -> Any:
        return actions.say_how_it_goes(
            partnership_id=one.pk, side_id=side.pk, says=said["says"], actor=request.actor, at=request.at
        )

    if acted(request, form, act):
        messages.success(request, _("All sides read it now."))
        return redirect("partnerships:partnership", one.pk)
    return _form_page(request, form, one, title=_("How it goes for {name}").format(name=side.name))


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: Request, partnership_id: UUID, side_id: UUID) -> HttpResponse:
    one, side = _own(request, partnership_id, side_id)
    form = NoticeForm(request.POST or None)

    def act(said: dict[str, Any]) -> Any:
        return actions.give_notice(
            partnership_id=one.pk, side_id=side.pk, why=said["why"], actor=request.actor, at=request.at
        )

    if acted(request, form, act):
        messages.success(request, _("Winding down began. Your side can still take the notice back."))
        return redirect("partnerships:partnership", one.pk)
    title = _("Give notice for {name}").format(name=side.name)
    return _form_page(request, form, one, title=title, do=_("Give notice"))


@permissions.for_(permissions.TABLE)
@require_POST
def take_back(request: Request, partnership_id: UUID, side_id: UUID) -> HttpResponse:
    actions.take_back_notice(
        partnership_id=partnership_id, side_id=side_id, actor=request.actor, at=request.at
    )
    messages.success(request, _("The notice is taken back."))
    return redirect("partnerships:partnership", partnership_id)
