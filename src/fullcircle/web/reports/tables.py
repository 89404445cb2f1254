"""Everything that an organization keeps at its desk, as tables that other software reads. Each download leaves an event."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fullcircle.aid import exports, policies
from fullcircle.aid.exports import GIVEN, PEOPLE
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request


@permissions.for_(permissions.DESK)
@require_safe
def given(request: Request) -> HttpResponse:
    """Every entry, with the name where there is one; those taken back too."""
    policies.organization_of_the_desk(request.actor)
    return _table("given", GIVEN, exports.given(actor=request.actor, at=request.at))


@permissions.for_(permissions.DESK)
@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody whose record this organization keeps."""
    policies.organization_of_the_desk(request.actor)
    return _table("people", PEOPLE, exports.people_kept(actor=request.actor, at=request.at))


def _table(name: str, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> HttpResponse:
    return spreadsheet.table(name, head, ([("" if cell is None else cell) for cell in row] for row in rows))
