"""The regions of this installation: one page for all of them, and what stands on the page of each. For everybody.

Only regions that are public show; organizations are named, groups of residents are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullcircle.collaborative import queries, sectors
from fullcircle.collaborative.words import BodyKind
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.room import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullcircle.collaborative.models import Body, Member


@permissions.for_(permissions.PUBLIC)
@require_safe
def communities(request: Request) -> HttpResponse:
    """Each region with the number of its members and what it decided last."""
    public, members = queries.public_bodies(), queries.at_the_table()
    lines = [_line(one, public, members) for one in public if one.kind == BodyKind.REGION]
    if request.GET.get("format") == "csv":
        head = ("region", "members", "last_decision", "decided")
        rows = [
            (each["it"].name, each["members"], each["last"]["it"].title if each["last"] else "", _day(each))
            for each in lines
        ]
        return spreadsheet.table("communities", head, rows)
    whole = {"members": len(members), "last": _last(public)}
    return render(request, "community/communities.html", {"lines": lines, "whole": whole})


def _line(one: Body, public: Sequence[Body], members: Sequence[Member]) -> dict[str, Any]:
    return {"it": one, "members": len(of(one, members)), "last": _last(within(one, public))}


def _last(bodies: Sequence[Body]) -> dict[str, Any] | None:
    found = queries.decisions(bodies)[:1]
    return present.proposal(found[0]) if found else None


def _day(line: dict[str, Any]) -> str:
    return localtime(line["last"]["it"].decided_at).date().isoformat() if line["last"] else ""


def of(one: Body, members: Sequence[Member]) -> list[Member]:
    """The members that carry the region's name."""
    named = {name.strip().casefold() for name in (one.region, one.name)} - {""}
    return [each for each in members if each.region.strip().casefold() in named]


def within(one: Body, public: Sequence[Body]) -> list[Body]:
    """The region and the public bodies that belong to it."""
    return [each for each in public if one.pk in {each.pk, each.parent_id}]


def page(one: Body) -> dict[str, Any]:
    """What the page of a region has beside that of any body."""
    found, bodies = of(one, queries.at_the_table()), within(one, queries.public_bodies())
    residents = [each for each in found if each.sector == sectors.RESIDENT]
    return {
        "region": True,
        "members": [each.name for each in found if each.sector != sectors.RESIDENT],
        "residents": len(residents),
        "within": [each for each in bodies if each != one],
        "decided_in": bodies,
        "news": [each for body in bodies for each in queries.announcements(of=body, public=True)],
        "back": _("Communities"),
    }
