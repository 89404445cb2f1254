"""Who works with whom: as organizations said it of each other, or as requests between them tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fullcircle.access import actor as actors
from fullcircle.access.actor import Purpose
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import queries as asking
from fullcircle.collaborative import network as ties
from fullcircle.collaborative import queries
from fullcircle.collaborative.states import AT_THE_TABLE
from fullcircle.referrals import rates
from fullcircle.web import permissions, plots, spreadsheet
from fullcircle.web.acting import Request

YEAR = timedelta(days=365)
FRESH = 3600  # seconds that a count is shown before it is made again
REQUESTS = "requests"
HEAD = ("from", "to", "tie", "people")


@dataclass(frozen=True, slots=True)
class Network:
    """Organizations by id, who names whom, and how many people stand behind a tie where requests tell it."""

    names: Mapping[str, str]
    found: ties.Figures
    people: Mapping[tuple[str, str], int]
    silent: int = 0  # asked, and did not answer


@permissions.for_(permissions.ROOM)
@require_safe
def network(request: Request) -> HttpResponse:
    """For the backbone, and for who sits at the table once a survey is reported."""
    by_requests = request.GET.get("ties") == REQUESTS
    told = None if by_requests else asking.ties()
    one = _of_requests(request.at) if by_requests else _of_answers(told) if told else None
    wanted = request.GET.get("format", "")
    if one and wanted == "csv":
        return spreadsheet.table("network", HEAD, _rows(one))
    if one and wanted == "graphml":
        return _graphml(one)
    context = {
        "keeps": queries.keeps(request.actor),
        "by_requests": by_requests,
        "pills": [
            {"label": _("What organizations said"), "url": "?", "current": not by_requests},
            {"label": _("Requests between them"), "url": f"?ties={REQUESTS}", "current": by_requests},
        ],
        "campaign": told.campaign if told else None,
        "query": f"ties={REQUESTS}&" if by_requests else "",
        **(_page(one) if one else {"organizations": []}),
    }
    return render(request, "room/network.html", context)


def _of_answers(told: asking.Ties) -> Network:
    found = ties.figures(told.names, told.said)
    return Network(told.names, found, {}, silent=len(set(told.names) - told.spoke))


def _of_requests(at: datetime) -> Network:
    """Both took part in a request that was answered: such a tie is confirmed."""
    members = [one for one in queries.members() if one.stage in AT_THE_TABLE and one.organization_id]
    names = {str(one.organization_id): one.name for one in members}
    sent = _sent(sorted(names), at)
    both = [pair for a, b, _people in sent for pair in ((a, b), (b, a))]
    return Network(names, ties.figures(names, both), {(a, b): people for a, b, people in sent})


def _sent(organizations: list[str], at: datetime) -> list[tuple[str, str, int]]:
    """Of the last 365 days, as the network's hub may count them."""
    key = f"network-ties-{sha256(' '.join(organizations).encode()).hexdigest()}"
    found: list[tuple[str, str, int]] | None = cache.get(key)
    if found is None:
        counting = replace(actors.clock(accounts.community().hub_id), purpose=Purpose.OPERATIONS)
        with acting_as(counting, at=at):
            rows = rates.ties(map(UUID, organizations), since=at - YEAR, until=at)
        found = [(str(source), str(target), people) for source, target, people in rows]
        cache.set(key, found, FRESH)
    return found


def _rows(one: Network) -> list[tuple[Any, ...]]:
    if one.people:
        return [
            (one.names[a], one.names[b], "requests", people) for (a, b), people in sorted(one.people.items())
        ]
    sure = [(one.names[a], one.names[b], "confirmed", "") for a, b in one.found.confirmed]
    return sure + [(one.names[a], one.names[b], "one-sided", "") for a, b in one.found.one_sided]


def _graphml(one: Network) -> HttpResponse:
    response = HttpResponse(ties.graphml(one.found, one.names), content_type="application/graphml+xml")
    response["Content-Disposition"] = 'attachment; filename="network.graphml"'
    return response


def _page(one: Network) -> dict[str, Any]:
    organizations, found = _organizations(one), one.found
    return {
        "organizations": organizations,
        "density": None if found.density is None else round(100 * found.density),
        "confirmed": len(found.confirmed),
        "one_sided": len(found.one_sided),
        "parts": found.parts,
        "alone": [each["name"] for each in organizations if each["alone"]],
        "silent": one.silent,
        "plot": _plot(one, organizations) if found.confirmed or found.one_sided else "",
        "ties": [dict(zip(HEAD, row, strict=True)) for row in _rows(one)],
    }


def _organizations(one: Network) -> list[dict[str, Any]]:
    """The most between others first; each with the number that stands at it in the picture."""
    sure = [name for pair in one.found.confirmed for name in pair]
    named = [name for pair in one.found.one_sided for name in pair]
    order = sorted(one.names, key=lambda each: (-one.found.betweenness[each], one.names[each], each))
    return [
        {
            "number": number, "id": each, "name": one.names[each], "sure": sure.count(each), "one_sided": named.count(each),
            "between": f"{one.found.betweenness[each]:.2f}", "alone": each in one.found.single_points,
        }
        for number, each in enumerate(order, 1)
    ]  # fmt: skip


def _plot(one: Network, organizations: list[dict[str, Any]]) -> str:
    places, label = ties.places(one.found), {each["id"]: str(each["number"]) for each in organizations}
    dots = [(label[each["id"]], places[each["id"]], each["alone"]) for each in organizations]
    lines = [(label[a], label[b], True) for a, b in one.found.confirmed]
    lines += [(label[a], label[b], False) for a, b in one.found.one_sided]
    said = ngettext("{n} organization", "{n} organizations", len(dots)).format(n=len(dots))
    description = _(
        "{organizations}, {confirmed} ties that both name, {one_sided} that one names. The table says the same."
    )
    filled = description.format(
        organizations=said, confirmed=len(one.found.confirmed), one_sided=len(one.found.one_sided)
    )
    return plots.svg(plots.network(filled, dots, lines))
