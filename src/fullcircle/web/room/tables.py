"""The lists of the room as tables for a spreadsheet: each row that the reader may see, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fullcircle.access.errors import NotFound
from fullcircle.collaborative import queries
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Body

Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` gets the bodies whose inside the reader sees. For the backbone alone where `keepers` says so."""

    label: Promise
    head: tuple[str, ...]
    rows: Callable[[list[Body]], Rows]
    keepers: bool = False


def _people(_bodies: list[Body]) -> Rows:
    people = queries.representatives()
    reach = queries.reach(people)
    for one in people:
        how = reach[one.pk]
        yield one.name, one.member.name, one.level, how.email, how.phone, one.language, "; ".join(how.needs)


def _outreach(_bodies: list[Body]) -> Rows:
    for member in queries.members():
        for one in member.contacts.all():
            yield (
                member.name, one.on, one.by_name, one.whom, one.said, one.next_step, one.next_on or "",
            )  # fmt: skip


def _meetings(bodies: list[Body]) -> Rows:
    for body in bodies:
        for one in queries.meetings(of=body):
            came = sum(each.came is True for each in one.attendance.all())
            yield (
                body.name, one.title, one.kind, one.starts_at.isoformat(), one.ends_at.isoformat(), one.place, came,
                "cancelled" if one.cancelled_at else "",
            )  # fmt: skip


def _actions(bodies: list[Body]) -> Rows:
    for one in queries.actions(bodies, open_only=False):
        meeting, owner = one.meeting.title if one.meeting else "", one.owner.name if one.owner else ""
        state = "open" if one.closed_on is None else "dropped" if one.dropped else "done"
        yield one.body.name, meeting, one.what, owner, one.due_on or "", state, one.closed_on or ""


def _interests(bodies: list[Body]) -> Rows:
    for one in queries.interests(bodies):
        holder = one.holder.name if one.holder else ""
        yield (
            one.proposal.body.name, one.proposal.title, one.seat.title, holder, one.nature, localtime(one.declared_at).date(),
        )  # fmt: skip


def _disputes(bodies: list[Body]) -> Rows:
    for one in queries.disputes(bodies):
        closed = localtime(one.closed_at).date() if one.closed_at else ""
        yield (
            one.body.name, one.matter, one.parties, one.step, localtime(one.raised_at).date(), one.due_on or "",
            one.settlement, closed,
        )  # fmt: skip


TABLES = {
    "people": Table(
        gettext_lazy("Who speaks for members"),
        ("name", "member", "level", "email", "phone", "language", "needs"), _people, keepers=True,
    ),
    "outreach": Table(
        gettext_lazy("Outreach, each touch"),
        ("member", "on", "by", "whom", "said", "next_step", "next_on"), _outreach, keepers=True,
    ),
    "meetings": Table(
        gettext_lazy("Meetings"), ("body", "title", "kind", "starts", "ends", "place", "came", "state"), _meetings,
    ),
    "actions": Table(
        gettext_lazy("Actions"), ("body", "meeting", "what", "owner", "due", "state", "closed"), _actions,
    ),
    "interests": Table(
        gettext_lazy("Declared interests"), ("body", "proposal", "seat", "holder", "nature", "declared"), _interests,
    ),
    "disputes": Table(
        gettext_lazy("Disputes"), ("body", "matter", "parties", "step", "raised", "due", "settlement", "closed"), _disputes,
    ),
}  # fmt: skip


def offered(*, keeps: bool) -> list[tuple[str, Promise]]:
    return [(name, one.label) for name, one in TABLES.items() if keeps or not one.keepers]


@permissions.for_(permissions.ROOM)
@require_safe
def table(request: Request, table: str) -> HttpResponse:
    """Raises NotFound: a table for the backbone alone is not there for others."""
    found = TABLES.get(table)
    if found is None or (found.keepers and not queries.keeps(request.actor)):
        raise NotFound(_("There is no such thing at this table."))
    inside = [one for one in queries.bodies(request.actor) if queries.sits_or_keeps(request.actor, one)]
    return spreadsheet.table(table, found.head, found.rows(inside))
