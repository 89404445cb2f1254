"""Proposals: what is asked, what people say, who steps out, the vote, and the result with every number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Invalid, NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import actions as agreement_actions
from fullcircle.agreements import queries as agreements
from fullcircle.agreements.states import LABELS as STATE_LABELS
from fullcircle.agreements.states import State
from fullcircle.collaborative import policies, queries, votes
from fullcircle.collaborative import proposals as actions
from fullcircle.collaborative.proposals import Text
from fullcircle.collaborative.states import DECIDED, REPEATABLE, Phase
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.room import present
from fullcircle.web.room.bodies import seen
from fullcircle.web.room.forms import (
    CommentForm,
    InterestForm,
    ProposalForm,
    UntilForm,
    VoteForm,
    acted,
    chosen,
    page,
)

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Ballot, Proposal


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, body_id: UUID) -> HttpResponse:
    one = seen(request, body_id)
    policies.check_can_propose(
        request.actor, hub_id=accounts.community().hub_id, sits=queries.sits(request.actor, one)
    )
    return _write(request, one, None)


@permissions.for_(permissions.ROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, proposal_id: UUID) -> HttpResponse:
    one = queries.proposal(proposal_id)
    seen(request, one.body_id)
    policies.check_can_change(request.actor, one, hub_id=accounts.community().hub_id)
    return _write(request, one.body, one)


def _write(request: Request, body: Any, one: Proposal | None) -> HttpResponse:
    known = {
        "title": one.title, "asks": one.asks, "text": one.text, "dollars": one.cents // 100 if one.cents else None,
        "agreement": str(one.agreement_id or ""),
    } if one else {}  # fmt: skip
    form = ProposalForm(request.POST or None, initial=known, agreements=_agreements(request))

    def act(said: dict[str, Any]) -> Any:
        text = Text(
            title=said["title"], text=said["text"], asks=said["asks"], agreement_id=chosen(said["agreement"]),
            cents=said["dollars"] * 100 if said["dollars"] is not None else None,
        )  # fmt: skip
        return actions.write(
            body_id=body.pk,
            proposal_id=one.pk if one else None,
            text=text,
            actor=request.actor,
            at=request.at,
        )

    made = acted(request, form, act)
    if made:
        messages.success(request, _("Saved."))
        return redirect("room:proposal", made.pk)
    back = reverse("room:proposal", args=[one.pk]) if one else reverse("room:body", args=[body.pk])
    title = _("Change the proposal") if one else _("Make a proposal")
    return page(request, form, title=title, back=one.title if one else body.name, back_url=back)


def _agreements(request: Request) -> list[tuple[str, str]]:
    if not queries.keeps(request.actor):
        return []
    waiting = {State.DRAFT, State.LEGAL_REVIEW}
    found = agreements.lines(request.actor, at=request.at)
    return [
        (str(each.agreement.pk), each.agreement.title) for each in found if each.standing.state in waiting
    ]


@permissions.for_(permissions.ROOM)
@require_safe
def proposal(request: Request, proposal_id: UUID) -> HttpResponse:
    return _page(request, proposal_id)


def _page(request: Request, proposal_id: UUID, *, refusal: str = "", **forms: Any) -> HttpResponse:
    one = queries.proposal(proposal_id)
    seen(request, one.body_id)
    inside, keeps = queries.sits_or_keeps(request.actor, one.body), queries.keeps(request.actor)
    if not inside and one.phase not in DECIDED:
        raise NotFound(_("There is no such thing at this table."))
    hub_id = accounts.community().hub_id
    electors = queries.electors(one)
    is_recused = queries.is_recused(request.actor, one)
    context = {
        "proposal": one,
        "chip": present.proposal(one)["chip"],
        "terms": present.terms(one),
        "dollars": f"${one.cents // 100:,}" if one.cents else "",
        "result": present.result(one) if one.phase in DECIDED else None,
        "count": present.count(one),
        "comments": one.comments.order_by("said_at") if inside else [],
        "interests": one.interests.select_related("seat", "holder").order_by("declared_at"),
        "mine": [_ballot(each) for each in electors if _may_vote(request, one, each, hub_id, is_recused, own=True)],
        "hands": [_ballot(each) for each in electors if keeps and _may_vote(request, one, each, hub_id, is_recused, own=False)],
        "electors": [_ballot(each) for each in electors] if inside and one.phase in {Phase.VOTING, *DECIDED} else [],
        "choices": [{"value": value, "label": label} for value, label in votes.CHOICES.items()],
        "is_recused": is_recused,
        "over": one.phase == Phase.VOTING and queries.counted(one) is not None,
        "seats": (seats := _seats(request, one, keeps)),
        "interest_form": forms.get("interest") or InterestForm(seats=seats),
        "comment_form": forms.get("comment") or CommentForm(),
        "until_form": forms.get("until") or UntilForm(),
        "vote_form": forms.get("vote") or VoteForm(),
        "may_change": policies.can_change(request.actor, one, hub_id=hub_id),
        "may_repeat": one.phase in REPEATABLE
        and policies.can_propose(request.actor, hub_id=hub_id, sits=queries.sits(request.actor, one.body)),
        "may_comment": policies.can_comment(request.actor, one, hub_id=hub_id, sits=inside),
        "agreement": _agreement(request, one, keeps),
        "errors": [{"text": refusal, "url": ""}] if refusal else [],
        "keeps": keeps,
        "inside": inside,
    }  # fmt: skip
    wrong = bool(refusal) or any(form.errors for form in forms.values())
    return render(request, "room/proposal.html", context, status=400 if wrong else 200)


def _may_vote(
    request: Request, one: Proposal, ballot: Ballot, hub_id: UUID, is_recused: bool, *, own: bool
) -> bool:
    mine = queries.may_cast(request.actor, ballot)
    if mine != own:
        return False
    return policies.can_vote(
        request.actor, one, ballot, hub_id=hub_id, mine=mine, recused=is_recused and mine, at=request.at
    )


def _ballot(one: Ballot) -> dict[str, Any]:
    if one.recused:
        said = _("Recused")
    elif not one.voted:
        said = _("Not yet")
    else:
        said = str(votes.CHOICES[votes.Choice(one.choice)]) if one.choice else _("Voted")
    return {"it": one, "said": said}


def _seats(request: Request, one: Proposal, keeps: bool) -> list[tuple[str, str]]:
    """For which the actor may declare an interest."""
    if one.phase not in {Phase.DRAFT, Phase.COMMENT, Phase.VOTING}:
        return []
    declared = {each.seat_id for each in one.interests.all()}
    found = [each for each in queries.seats(one.body) if each.pk not in declared and each.holder]
    return [
        (str(each.pk), f"{each.title} ({each.holder.name if each.holder else ''})")
        for each in found
        if keeps or queries.holds(request.actor, each)
    ]


def _agreement(request: Request, one: Proposal, keeps: bool) -> dict[str, Any] | None:
    if not (keeps and one.agreement_id):
        return None
    it = agreements.agreement(one.agreement_id, request.actor)
    state = agreements.standing(it, request.at).state
    goes_out = one.phase in {Phase.PASSED, Phase.DONE} and state == State.LEGAL_REVIEW
    return {"it": it, "state": STATE_LABELS[state], "goes_out": goes_out}


@permissions.for_(permissions.ROOM)
@require_POST
def comment(request: Request, proposal_id: UUID) -> HttpResponse:
    form = CommentForm(request.POST)
    made = acted(
        request, form,
        lambda said: actions.comment(proposal_id=proposal_id, text=said["comment"], actor=request.actor, at=request.at),
    )  # fmt: skip
    return redirect("room:proposal", proposal_id) if made else _page(request, proposal_id, comment=form)


@permissions.for_(permissions.ROOM)
@require_POST
def open_comment(request: Request, proposal_id: UUID) -> HttpResponse:
    form = UntilForm(request.POST)
    made = acted(
        request, form,
        lambda said: actions.open_for_comment(
            proposal_id=proposal_id, until=said["until"], actor=request.actor, at=request.at
        ),
    )  # fmt: skip
    if not made:
        return _page(request, proposal_id, until=form)
    messages.success(request, _("Open for comment."))
    return redirect("room:proposal", proposal_id)


@permissions.for_(permissions.HUB)
@require_POST
def open_vote(request: Request, proposal_id: UUID) -> HttpResponse:
    form = VoteForm(request.POST)
    made = acted(
        request, form,
        lambda said: actions.open_vote(proposal_id=proposal_id, actor=request.actor, at=request.at, **said),
    )  # fmt: skip
    if not made:
        return _page(request, proposal_id, vote=form)
    messages.success(
        request,
        _("The vote is open. Everybody who sits in {body} got an e-mail.").format(body=made.body.name),
    )
    return redirect("room:proposal", proposal_id)


@permissions.for_(permissions.ROOM)
@require_POST
def declare(request: Request, proposal_id: UUID) -> HttpResponse:
    one = queries.proposal(proposal_id)
    seen(request, one.body_id)
    form = InterestForm(request.POST, seats=_seats(request, one, queries.keeps(request.actor)))
    made = acted(
        request, form,
        lambda said: actions.declare(
            proposal_id=proposal_id, seat_id=UUID(said["seat"]), nature=said["nature"], actor=request.actor, at=request.at
        ),
    )  # fmt: skip
    if not made:
        return _page(request, proposal_id, interest=form)
    messages.success(request, _("Declared. This seat does not vote on it."))
    return redirect("room:proposal", proposal_id)


@permissions.for_(permissions.ROOM)
@require_POST
def vote(request: Request, proposal_id: UUID) -> HttpResponse:
    one = queries.proposal(proposal_id)
    seen(request, one.body_id)
    try:
        actions.vote(
            proposal_id=proposal_id, seat_id=_id(request.POST.get("seat", "")), choice=request.POST.get("choice", ""),
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        return _page(request, proposal_id, refusal=str(refusal))
    messages.success(
        request,
        _("Your ballot is in.") if one.secret else _("Your vote is in. You can change it until it closes."),
    )
    return redirect("room:proposal", proposal_id)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Invalid(_("Choose a seat.")) from None


STEPS = {
    "count": (actions.count, _("Counted.")),
    "withdraw": (actions.withdraw, _("Withdrawn.")),
    "done": (actions.carry_out, _("Carried out.")),
}


@permissions.for_(permissions.ROOM)
@require_POST
def step(request: Request, proposal_id: UUID) -> HttpResponse:
    """A button without a form of its own."""
    one = queries.proposal(proposal_id)
    seen(request, one.body_id)
    said = request.POST.get("step", "")
    if said == "sign":
        return _sign(request, one)
    if said == "again":
        new = actions.propose_again(proposal_id=proposal_id, actor=request.actor, at=request.at)
        messages.success(request, _("A new draft in the same words. Change what you have learned."))
        return redirect("room:change_proposal", new.pk)
    if said not in STEPS:
        return _page(request, proposal_id, refusal=_("Choose one of the steps."))
    action, done = STEPS[said]
    action(proposal_id=proposal_id, actor=request.actor, at=request.at)
    messages.success(request, done)
    return redirect("room:proposal", proposal_id)


def _sign(request: Request, one: Proposal) -> HttpResponse:
    """What passed goes out for signature, as the agreement stands in legal review."""
    if one.phase not in {Phase.PASSED, Phase.DONE} or one.agreement_id is None:
        return _page(request, one.pk, refusal=_("An agreement goes out once the proposal has passed."))
    try:
        agreement_actions.send_out(agreement_id=one.agreement_id, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return _page(request, one.pk, refusal=str(refusal))
    messages.success(request, _("Out for signature. Every party's administrators got a link."))
    return redirect("agreements:agreement", one.agreement_id)
