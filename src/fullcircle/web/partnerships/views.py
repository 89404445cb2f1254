"""Partnerships: the list, one with its sides beside each other, its terms, reviews, stages and end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.actor import Role
from fullcircle.access.errors import Conflict, NotFound
from fullcircle.agreements import queries as agreements
from fullcircle.collaborative import queries as table
from fullcircle.collaborative.states import AT_THE_TABLE
from fullcircle.directory import queries as directory
from fullcircle.partnerships import actions, queries
from fullcircle.partnerships.states import CLOSING, LABELS, Stage
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.partnerships import present
from fullcircle.web.partnerships.forms import ReviewForm, SettleForm, Start, TermsForm
from fullcircle.web.room.forms import acted, page


@permissions.for_(permissions.TABLE)
@require_safe
def partnerships(request: Request) -> HttpResponse:
    stage = request.GET.get("stage", "")
    stage = stage if stage in list(Stage) else ""
    found, today = queries.partnerships(request.actor, stage=stage), queries.today(request.at)
    if request.GET.get("format") == "csv":
        return _table(found)
    pills = [{"label": _("All"), "url": "?", "current": not stage}]
    pills += [
        {"label": label, "url": f"?stage={each}", "current": each == stage} for each, label in LABELS.items()
    ]
    lines = [present.line(one, today) for one in found]
    context = {
        "lines": lines, "pills": pills, "stage": stage, "may_start": actions.may_propose(request.actor),
        "late": sum(1 for one in lines if one["due"] and one["due"]["kind"] == "late"),
    }  # fmt: skip
    return render(request, "partnerships/list.html", context)


def _table(found: list[Any]) -> HttpResponse:
    head = ("title", "stage", "since", "sides", "goal", "structure", "funding", "review_due")
    rows = (
        (one.title, one.stage, one.stage_since, "; ".join(side.name for side in one.sides.all()), one.goal, one.structure,
         one.funding, queries.review_due(one) or "")
        for one in found
    )  # fmt: skip
    return spreadsheet.table("partnerships", head, rows)


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    found = [one for one in table.members() if one.stage in AT_THE_TABLE]
    known = {one.organization_id for one in found}
    members = [(str(one.pk), one.name) for one in found]
    others = [(str(one), name) for one, name in directory.every_organization().items() if one not in known]
    form = Start(request.POST or None, members=members, organizations=others)

    def act(said: dict[str, Any]) -> Any:
        return actions.propose(
            title=said["title"], members=form.ids("members"), organizations=form.ids("organizations"),
            actor=request.actor, at=request.at,
        )  # fmt: skip

    if made := acted(request, form, act):
        messages.success(request, _("Each side can write now why it wants this."))
        return redirect("partnerships:partnership", made.pk)
    return page(
        request, form, title=_("Propose a partnership"), back=_("Partnerships"), back_url=reverse("partnerships:list"),
        do=_("Propose it"), about=_("You speak for one of its sides, or for the organization that runs the collaborative."),
    )  # fmt: skip


@permissions.for_(permissions.TABLE)
@require_safe
def partnership(request: Request, partnership_id: UUID) -> HttpResponse:
    return _shown(request, partnership_id)


def _shown(request: Request, partnership_id: UUID, refusal: object = None) -> HttpResponse:
    one = queries.partnership(partnership_id, request.actor)
    today = queries.today(request.at)
    context = {
        "one": one, "chip": present.chip(one.stage), "due": present.due(one, today), "steps": present.steps(one),
        "sides": present.sides(one, request.actor, queries.members_of(request.actor), request.at),
        "terms": present.terms(one), "agreement": present.agreement(one, request.actor, request.at),
        "nexts": present.nexts(one, request.at), "reviews": present.reviews(one), "timeline": present.timeline(one),
        "closing": present.closing(one) if one.stage in {Stage.WIND_DOWN, Stage.ENDED} else [],
        "settling": one.stage == Stage.WIND_DOWN, "ended": one.stage == Stage.ENDED,
        "reviewable": queries.review_due(one) is not None,
        "errors": [{"text": str(refusal), "url": ""}] if refusal else [],
    }  # fmt: skip
    return render(request, "partnerships/partnership.html", context, status=409 if refusal else 200)


def _back(one: Any) -> dict[str, str]:
    return {"back": one.title, "back_url": reverse("partnerships:partnership", args=[one.pk])}


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: Request, partnership_id: UUID) -> HttpResponse:
    one = queries.partnership(partnership_id, request.actor)
    names = [name for name in TermsForm.base_fields if name != "agreement"]
    known = {name: getattr(one, name) for name in names} | {"agreement": str(one.agreement_id or "")}
    form = TermsForm(request.POST or None, initial=known, agreements=_agreements(request, one))

    def act(_said: dict[str, Any]) -> Any:
        return actions.write_terms(
            partnership_id=one.pk, terms=form.terms(), actor=request.actor, at=request.at
        )

    if acted(request, form, act):
        messages.success(request, _("Saved. Where something changed, each side says yes to it anew."))
        return redirect("partnerships:partnership", one.pk)
    return page(request, form, title=_("Goal and terms"), **_back(one))


def _agreements(request: Request, one: Any) -> list[tuple[str, str]]:
    """Those that the actor may read, and the one that is linked."""
    found = {}
    if request.actor.has(Role.ADMINISTRATOR, Role.HUB):
        found = {
            str(each.agreement.pk): each.agreement.title
            for each in agreements.lines(request.actor, at=request.at)
        }
    if one.agreement_id and (linked := agreements.outline(one.agreement_id, at=request.at)):
        found.setdefault(str(one.agreement_id), linked.title)
    return list(found.items())


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, partnership_id: UUID) -> HttpResponse:
    one = queries.partnership(partnership_id, request.actor)
    sides = [(str(side.pk), side.name) for side in one.sides.all()]
    first = {"held_on": queries.today(request.at), "came": [key for key, _name in sides]}
    form = ReviewForm(request.POST or None, initial=first, sides=sides)

    def act(said: dict[str, Any]) -> Any:
        came = [UUID(each) for each in said.pop("came")]
        return actions.review(partnership_id=one.pk, came=came, actor=request.actor, at=request.at, **said)

    if acted(request, form, act):
        messages.success(request, _("The review is written down."))
        return redirect("partnerships:partnership", one.pk)
    return page(
        request, form, title=_("Write down a review"), **_back(one), do=_("Write it down"),
        about=_("Ask each side first how it goes."),
    )  # fmt: skip


@permissions.for_(permissions.TABLE)
@require_POST
def move(request: Request, partnership_id: UUID) -> HttpResponse:
    try:
        one = actions.move(
            partnership_id=partnership_id, to=request.POST.get("to", ""), actor=request.actor, at=request.at
        )
    except Conflict as refusal:
        return _shown(request, partnership_id, refusal)
    messages.success(request, _("Now: {stage}.").format(stage=LABELS[Stage(one.stage)]))
    return redirect("partnerships:partnership", partnership_id)


@permissions.for_(permissions.TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, partnership_id: UUID, item: str) -> HttpResponse:
    one = queries.partnership(partnership_id, request.actor)
    if item not in CLOSING:
        raise NotFound(_("This is not on the list."))
    form = SettleForm(request.POST or None)

    def act(said: dict[str, Any]) -> Any:
        return actions.settle(
            partnership_id=one.pk, item=item, how=said["how"], actor=request.actor, at=request.at
        )

    if acted(request, form, act):
        return redirect("partnerships:partnership", one.pk)
    return page(request, form, title=CLOSING[item], **_back(one), do=_("It is settled"))


@permissions.for_(permissions.TABLE)
@require_POST
def unsettle(request: Request, partnership_id: UUID, item: str) -> HttpResponse:
    actions.unsettle(partnership_id=partnership_id, item=item, actor=request.actor, at=request.at)
    messages.success(request, _("It is open again."))
    return redirect("partnerships:partnership", partnership_id)
