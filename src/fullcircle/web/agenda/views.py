"""The policy agenda: the list, one item with its evidence and scores, and its states."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.agenda import actions, policies, queries
from fullcircle.agenda.states import LABELS, MAY_BECOME, SCALES, SCORED_IN, State
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.agenda import present
from fullcircle.web.agenda.forms import EvidenceForm, ItemForm, MoveForm, ScoreForm
from fullcircle.web.room.forms import acted, page


@permissions.for_(permissions.ROOM)
@require_safe
def agenda(request: Request) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in list(State) else ""
    found = queries.items(request.actor, state=state)
    if request.GET.get("format") == "csv":
        return _table(found)
    pills = [{"label": _("All"), "url": "?", "current": not state}]
    pills += [
        {"label": label, "url": f"?state={each}", "current": each == state} for each, label in LABELS.items()
    ]
    context = {"lines": [present.line(one) for one in found], "pills": pills, "state": state}
    return render(request, "agenda/list.html", context)


def _table(found: list[Any]) -> HttpResponse:
    head = [
        "title",
        "state",
        "level",
        "decider",
        "lobbying",
        "champions",
        "next_step",
        "next_on",
        "outcome",
        "voices",
    ]
    head += [f"{scale}_{part}" for scale in SCALES for part in ("median", "low", "high")]
    return spreadsheet.table("agenda", head, [_row(one) for one in found])


def _row(one: Any) -> list[Any]:
    scored: list[Any] = []
    for spread in queries.spreads(one).values():
        scored += [float(spread.median), spread.low, spread.high] if spread else ["", "", ""]
    return [
        one.title, one.state, one.level, one.decider, one.lobbying, one.champions, one.next_step, one.next_on or "",
        one.outcome, len(one.voices.all()), *scored,
    ]  # fmt: skip


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request) -> HttpResponse:
    form = ItemForm(request.POST or None)

    def act(_said: dict[str, Any]) -> Any:
        return actions.bring(words=form.words(), actor=request.actor, at=request.at)

    if made := acted(request, form, act):
        messages.success(request, _("It is on the agenda as an idea."))
        return redirect("agenda:item", made.pk)
    return page(
        request, form, title=_("Bring an idea"), back=_("Policy agenda"), back_url=reverse("agenda:list"),
        about=_("One line is enough to begin with."),
    )  # fmt: skip


@permissions.for_(permissions.ROOM)
@require_safe
def item(request: Request, item_id: UUID) -> HttpResponse:
    one = queries.item(item_id, request.actor)
    hub_id, state = accounts.community().hub_id, State(one.state)
    voices = len(one.voices.all())
    nexts = [
        {"state": to, "label": LABELS[to], "missing": policies.missing(one, to=to, voices=voices)}
        for to in MAY_BECOME[state]
        if policies.can_move(request.actor, one, hub_id=hub_id, to=to)
    ]
    mine = [
        {"member": member, "voice": queries.voice_of(one, key)}
        for key, member in queries.speaks_for(request.actor).items()
    ]
    context = {
        "one": one, "chip": present.chip(one.state), "facts": present.facts(one), "evidence": present.evidence(one),
        "scores": present.scores(one), "voices": voices, "timeline": present.timeline(one), "nexts": nexts,
        "mine": mine if state in SCORED_IN else [], "may_write": policies.can_write(request.actor, one, hub_id=hub_id),
        "may_take_back": queries.keeps(request.actor) and queries.last_move(one) is not None,
    }  # fmt: skip
    return render(request, "agenda/item.html", context)


def _back(one: Any) -> dict[str, str]:
    return {"back": one.title, "back_url": reverse("agenda:item", args=[one.pk])}


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, item_id: UUID) -> HttpResponse:
    one = queries.item(item_id, request.actor)
    policies.check_can_write(request.actor, one, hub_id=accounts.community().hub_id)
    form = ItemForm(request.POST or None, initial={name: getattr(one, name) for name in ItemForm.base_fields})

    def act(_said: dict[str, Any]) -> Any:
        return actions.write(item_id=one.pk, words=form.words(), actor=request.actor, at=request.at)

    if acted(request, form, act):
        return redirect("agenda:item", one.pk)
    return page(request, form, title=_("Change what is written"), **_back(one))


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, item_id: UUID) -> HttpResponse:
    one = queries.item(item_id, request.actor)
    policies.check_can_write(request.actor, one, hub_id=accounts.community().hub_id)
    form = EvidenceForm(request.POST or None, initial={"kind": "measure"})

    def act(said: dict[str, Any]) -> Any:
        return actions.show(item_id=one.pk, actor=request.actor, at=request.at, **said)

    if acted(request, form, act):
        return redirect("agenda:item", one.pk)
    return page(request, form, title=_("Add evidence"), **_back(one), do=_("Add it"))


@permissions.for_(permissions.ROOM)
@require_POST
def remove(request: Request, item_id: UUID, evidence_id: UUID) -> HttpResponse:
    actions.remove_evidence(item_id=item_id, evidence_id=evidence_id, actor=request.actor, at=request.at)
    messages.success(request, _("It is removed."))
    return redirect("agenda:item", item_id)


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: Request, item_id: UUID, member_id: UUID) -> HttpResponse:
    one = queries.item(item_id, request.actor)
    member = queries.speaks_for(request.actor).get(member_id)
    policies.check_can_score(one, speaks_for=member is not None)
    voice = queries.voice_of(one, member_id)
    known = {name: getattr(voice, name) for name in (*SCALES, "why")} if voice else {}
    form = ScoreForm(request.POST or None, initial=known)

    def act(said: dict[str, Any]) -> Any:
        return actions.score(
            item_id=one.pk, member_id=member_id, points={scale: said[scale] for scale in SCALES}, why=said["why"],
            actor=request.actor, at=request.at,
        )  # fmt: skip

    if acted(request, form, act):
        messages.success(request, _("Your member's voice is counted. You can change it while it is scored."))
        return redirect("agenda:item", one.pk)
    title = _("Score for {name}").format(name=member.name if member else "")
    return page(request, form, title=title, **_back(one), about=_("One voice a member, whoever gives it."))


@permissions.for_(permissions.ROOM)
@require_POST
def unscore(request: Request, item_id: UUID, member_id: UUID) -> HttpResponse:
    actions.take_back_score(item_id=item_id, member_id=member_id, actor=request.actor, at=request.at)
    messages.success(request, _("Your member's scores are taken back."))
    return redirect("agenda:item", item_id)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, item_id: UUID, state: str) -> HttpResponse:
    """A state that says what came of it asks for words; the others are one button."""
    one = queries.item(item_id, request.actor)
    if state not in list(State):
        raise NotFound(_("There is no such state."))
    to = State(state)
    policies.check_can_move(request.actor, one, hub_id=accounts.community().hub_id, to=to)
    form = MoveForm(request.POST if request.method == "POST" and "note" in request.POST else None)
    if to in actions.ENDS and not form.is_valid():
        return page(request, form, title=LABELS[to], **_back(one), do=_("Write it down"))
    if request.method == "POST":
        note = form.cleaned_data["note"] if form.is_bound and form.is_valid() else ""
        actions.move(item_id=one.pk, to=to, note=note, actor=request.actor, at=request.at)
        messages.success(request, _("Now: {state}.").format(state=LABELS[to]))
    return redirect("agenda:item", one.pk)


@permissions.for_(permissions.HUB)
@require_POST
def take_back(request: Request, item_id: UUID) -> HttpResponse:
    actions.take_back(item_id=item_id, actor=request.actor, at=request.at)
    messages.success(request, _("The last step is taken back."))
    return redirect("agenda:item", item_id)
