"""The room of the collaborative: what waits for me, what is planned, what was decided."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullcircle.collaborative import queries, words
from fullcircle.collaborative.states import PHASE_LABELS, Phase
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.room import present, tables


@permissions.for_(permissions.ROOM)
@require_safe
def room(request: Request) -> HttpResponse:
    bodies, keeps = queries.bodies(request.actor), queries.keeps(request.actor)
    mine = {one.pk for one in queries.mine(request.actor)}
    actions = [present.action(one, request.at) for one in queries.actions(bodies)]
    context = {
        "bodies": [{"it": one, "kind": words.BODY_KINDS[one.kind]} for one in bodies],
        "ballots": queries.to_vote(request.actor, at=request.at),
        "meetings": [
            present.meeting(one, request.at)
            for one in queries.meetings(since=request.at)
            if one.body in bodies
        ][:5],
        "actions": [one for one in actions if keeps or one["it"].owner_id in mine],
        "decisions": [present.proposal(one) for one in queries.decisions(bodies)[:5]],
        "announcements": queries.announcements(),
        "first_steps": _first_steps(bodies) if keeps else [],
        "keeps": keeps,
        "tables": tables.offered(keeps=keeps),
    }
    return render(request, "room/room.html", context)


def _first_steps(bodies: list[Any]) -> list[dict[str, Any]]:
    """How a collaborative begins, until all of it is done."""
    members = queries.members()
    steps = [
        ("room:coalitions", _("List the coalitions that exist already"), bool(queries.coalitions())),
        ("room:members", _("Write down who should be at the table, in every quadrant"), len(members) > 3),
        ("room:start_body", _("Start a council, with lived-experience seats that vote"), bool(bodies)),
        ("room:room", _("Fill its seats and plan the first meeting"), any(one.filled for one in bodies)),
        (
            "agreements:start",
            _("Draft the charter, adopt it by vote, send it for signature"),
            bool(queries.decisions(bodies)),
        ),
    ]
    return (
        []
        if all(done for *_rest, done in steps)
        else [{"name": name, "text": text, "done": done} for name, text, done in steps]
    )


@permissions.for_(permissions.ROOM)
@require_safe
def decisions(request: Request) -> HttpResponse:
    """The decision log, and the conflict register beside it."""
    bodies = queries.bodies(request.actor)
    found = queries.decisions(bodies)
    if request.GET.get("format") == "csv":
        head = (
            "body",
            "number",
            "title",
            "asks",
            "result",
            "decided",
            "eligible",
            "quorum",
            "yes",
            "no",
            "abstain",
            "lived",
            "dollars",
        )
        rows = []
        for one in found:
            sums = present.result(one)
            rows.append((one.body.name, one.number, one.title, one.asks, PHASE_LABELS[Phase(one.phase)],
                         one.decided_at.isoformat() if one.decided_at else "", sums["eligible"], sums["quorum"], one.yes, one.no,
                         one.abstain, one.lived, one.cents / 100 if one.cents else ""))  # fmt: skip
        return spreadsheet.table("decisions", head, rows)
    inside = [one for one in bodies if queries.sits_or_keeps(request.actor, one)]
    context = {"decisions": [present.proposal(one) for one in found], "interests": queries.interests(inside)}
    return render(request, "room/decisions.html", context)
