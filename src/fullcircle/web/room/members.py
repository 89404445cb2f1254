"""Members: the map by quadrant with its gaps, one member with their people and each touch, and the inventory of coalitions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import NotFound
from fullcircle.collaborative import members as actions
from fullcircle.collaborative import queries, sectors, words
from fullcircle.collaborative.members import Person
from fullcircle.collaborative.states import STAGE_LABELS, STAGES, Stage
from fullcircle.directory import queries as directory
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.room.forms import CoalitionForm, MemberForm, PersonForm, TouchForm, acted, chosen, page

CHIPS = {
    Stage.JOINED: ("good", "check"), Stage.ACTIVE: ("good", "checkc"), Stage.DORMANT: ("soon", "pause"),
    Stage.LEFT: ("plain", "cross"), Stage.INVITED: ("wait", "clock"),
}  # fmt: skip


def chip(stage: str) -> dict[str, Any]:
    kind, icon = CHIPS.get(Stage(stage), ("plain", "person"))
    return {"kind": kind, "icon": icon, "text": STAGE_LABELS[Stage(stage)]}


@permissions.for_(permissions.HUB)
@require_safe
def members(request: Request) -> HttpResponse:
    stage = request.GET.get("stage", "")
    stage = stage if stage in list(Stage) else ""
    found = queries.members(stage=stage)
    if request.GET.get("format") == "csv":
        head = (
            "name",
            "sector",
            "quadrant",
            "region",
            "stage",
            "joined",
            "representatives",
            "highest_level",
            "last_touch",
            "next_step",
        )
        rows = ((one.name, one.sector, sectors.quadrant(one.sector), one.region, one.stage,
                 one.joined_on.isoformat() if one.joined_on else "",
                 "; ".join(each.name for each in one.representatives.all()),
                 max((each.level for each in one.representatives.all()), default=""),
                 *_last(one)) for one in found)  # fmt: skip
        return spreadsheet.table("members", head, rows)
    pills = [{"label": _("All"), "url": "?", "current": not stage}]
    pills += [
        {"label": label, "url": f"?stage={each}", "current": each == stage}
        for each, label in STAGE_LABELS.items()
    ]
    everyone = queries.members() if stage else found
    context = {
        "quadrants": [
            {"name": sectors.QUADRANTS[each.code], "it": each} for each in queries.member_map(everyone)
        ],
        "lines": [_line(one) for one in found],
        "pills": pills,
        "stage": stage,
    }
    return render(request, "room/members.html", context)


def _last(one: Any) -> tuple[str, str]:
    touched = list(one.contacts.all())
    return (touched[0].on.isoformat(), touched[0].next_step) if touched else ("", "")


def _line(one: Any) -> dict[str, Any]:
    touched = list(one.contacts.all())
    last, coming = (date_format(touched[0].on, "DATE_FORMAT"), touched[0].next_step) if touched else ("", "")
    people = list(one.representatives.all())
    return {
        "it": one, "sector": sectors.sectors()[one.sector].label, "chip": chip(one.stage), "last": last, "next": coming,
        "people": ", ".join(each.name for each in people), "level": max((each.level for each in people), default=None),
    }  # fmt: skip


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    known = [(str(one.pk), one.name) for one in directory.organizations_named("", most=2000)]
    form = MemberForm(
        request.POST or None, organizations=known, initial={"sector": request.GET.get("sector", "")}
    )

    def act(said: dict[str, Any]) -> Any:
        organization_id = chosen(said.pop("organization"))
        return actions.add(organization_id=organization_id, actor=request.actor, at=request.at, **said)

    made = acted(request, form, act)
    if made:
        messages.success(request, _("Added. Write down who speaks for them, and your first touch."))
        return redirect("room:member", made.pk)
    return page(request, form, title=_("Add a member"), back=_("Members"), back_url=reverse("room:members"))


@permissions.for_(permissions.HUB)
@require_safe
def member(request: Request, member_id: UUID) -> HttpResponse:
    return _page(request, member_id)


def _page(
    request: Request, member_id: UUID, *, person: PersonForm | None = None, touch: TouchForm | None = None
) -> HttpResponse:
    one = queries.member(member_id)
    people = list(one.representatives.filter(ended_on__isnull=True).order_by("-level", "name"))
    reach = queries.reach(people)
    wrong = bool((person and person.errors) or (touch and touch.errors))
    context = {
        "member": one,
        "sector": sectors.sectors()[one.sector].label,
        "quadrant": sectors.QUADRANTS[sectors.quadrant(one.sector)],
        "chip": chip(one.stage),
        "next_stages": [{"value": each, "label": STAGE_LABELS[each]} for each in STAGES[Stage(one.stage)]],
        "people": [
            {
                "it": each,
                "reach": reach[each.pk],
                "level": sectors.levels()[each.level].label,
                "needs": [words.ACCESS_NEEDS[n] for n in reach[each.pk].needs],
            }
            for each in people
        ],
        "contacts": queries.contacts(one),
        "person_form": person or PersonForm(),
        "touch_form": touch or TouchForm(initial={"on": localtime(request.at).date()}),
    }
    return render(request, "room/member.html", context, status=400 if wrong else 200)


@permissions.for_(permissions.HUB)
@require_POST
def move(request: Request, member_id: UUID) -> HttpResponse:
    one = actions.move(member_id=member_id, to=request.POST.get("to", ""), actor=request.actor, at=request.at)
    messages.success(
        request, _("{name}: {stage}.").format(name=one.name, stage=STAGE_LABELS[Stage(one.stage)])
    )
    return redirect("room:member", member_id)


@permissions.for_(permissions.HUB)
@require_POST
def represent(request: Request, member_id: UUID) -> HttpResponse:
    form = PersonForm(request.POST)

    def act(said: dict[str, Any]) -> Any:
        return actions.represent(
            member_id=member_id, person=Person(**said), actor=request.actor, at=request.at
        )

    made = acted(request, form, act)
    if not made:
        return _page(request, member_id, person=form)
    messages.success(request, _("{name} speaks for them.").format(name=made.name))
    return redirect("room:member", member_id)


@permissions.for_(permissions.HUB)
@require_POST
def end_representing(request: Request, representative_id: UUID) -> HttpResponse:
    one = actions.end_representing(representative_id=representative_id, actor=request.actor, at=request.at)
    messages.success(
        request, _("{name} speaks for them no more; their seats are empty.").format(name=one.name)
    )
    return redirect("room:member", one.member_id)


@permissions.for_(permissions.HUB)
@require_POST
def touch(request: Request, member_id: UUID) -> HttpResponse:
    form = TouchForm(request.POST)
    made = acted(
        request,
        form,
        lambda said: actions.touch(member_id=member_id, actor=request.actor, at=request.at, **said),
    )
    if not made:
        return _page(request, member_id, touch=form)
    messages.success(request, _("Written down."))
    return redirect("room:member", member_id)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def coalitions(request: Request) -> HttpResponse:
    found = queries.coalitions()
    if request.GET.get("format") == "csv":
        head = ("name", "purpose", "area", "lead", "members", "since", "overlap", "website")
        return spreadsheet.table(
            "coalitions", head, ([getattr(one, name) or "" for name in head] for one in found)
        )
    wanted = request.GET.get("change", "")
    one = next((each for each in found if str(each.pk) == wanted), None)
    if wanted and one is None:
        raise NotFound(_("There is no such thing at this table."))
    names = list(CoalitionForm.base_fields)
    form = CoalitionForm(
        request.POST or None, initial={name: getattr(one, name) for name in names} if one else {}
    )
    made = acted(
        request, form,
        lambda said: actions.list_coalition(coalition_id=one.pk if one else None, actor=request.actor, at=request.at, **said),
    )  # fmt: skip
    if made:
        messages.success(request, _("Saved."))
        return redirect("room:coalitions")
    context = {"coalitions": found, "form": form, "one": one}
    return render(request, "room/coalitions.html", context, status=400 if form.errors else 200)
