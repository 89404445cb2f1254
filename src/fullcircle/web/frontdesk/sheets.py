"""Attendance sheets: choose who is expected, print, type back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.aid import queries, sheets
from fullcircle.aid.sheets import Ticked
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import queries as referrals
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.forms import day, plain, whole_number
from fullcircle.web.frontdesk import present, typed

if TYPE_CHECKING:
    from fullcircle.aid.models import Sheet, SheetLine

SHOWN = 30
NEW = "new"  # who stands on a blank line, where nobody known here is meant


@permissions.for_(permissions.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: Request) -> HttpResponse:
    """The sheets of this desk, and a form for a new one."""
    at_desk = present.desk(request)
    refusal = None
    if request.method == "POST":
        try:
            made = _make(request, at_desk)
            return redirect("frontdesk:sheet", made.pk)
        except Invalid as said:
            refusal = said
    services = {one.pk: one.name for one in at_desk.services}
    context = {
        "desk": at_desk, "refusal": refusal, "said": request.POST, "blank": sheets.BLANK,
        "today": localtime(request.at).date().isoformat(),
        "sheets": [
            {"sheet": one, "code": sheets.shown(one.code), "service": services.get(one.service_id, "")}
            for one in sheets.of_organization(at_desk.here)[:SHOWN]
        ],
    }  # fmt: skip
    return render(request, "frontdesk/sheets.html", context, status=400 if refusal else 200)


def _make(request: Request, at_desk: present.Desk) -> Sheet:
    service_id = typed.uuid(request.POST, "service")
    if service_id is None:
        raise Invalid(_("Choose a service."), field="service")
    expected = set(referrals.expected_at(service_id))
    if request.POST.get("regulars"):
        expected |= queries.regulars(service_id, at_desk.here)
    on = day(request.POST, "day")
    if on is None:
        raise Invalid(_("Choose a day."), field="day")
    blank = whole_number(request.POST, "blank")
    return sheets.make(
        service_id=service_id, day=on, expected=expected, actor=request.actor, at=request.at,
        blank=sheets.BLANK if blank is None else blank,
    )  # fmt: skip


@permissions.for_(permissions.DESK)
@require_safe
def sheet(request: Request, paper_id: UUID) -> HttpResponse:
    """The paper."""
    return render(request, "frontdesk/sheet.html", _of(sheets.sheet_of(paper_id)))


def _of(one: Sheet) -> dict[str, Any]:
    lines = sheets.lines(one)
    service = directory.service(one.service_id)
    ids = {line.person_id for line in lines if line.person_id}
    ids |= {line.delivered.person_id for line in lines if line.delivered and line.delivered.person_id}
    names = people.names_of(ids)
    return {
        "sheet": one, "code": sheets.shown(one.code), "service": service, "unit": queries.unit_of(service),
        "lines": [_line(line, names) for line in lines],
    }  # fmt: skip


def _line(line: SheetLine, names: dict[UUID, str]) -> dict[str, Any]:
    given = line.delivered if line.delivered and line.delivered.undone_at is None else None
    known = line.person_id or (given.person_id if given else None)
    return {
        "number": line.number, "expected": line.person_id is not None, "given": given,
        "came": None if line.came and line.delivered and not given else line.came,  # taken back at the desk: not said
        "name": names.get(known, _("a person")) if known else "",
    }  # fmt: skip


@permissions.for_(permissions.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def type_back(request: Request, paper_id: UUID) -> HttpResponse:
    """What stands on the paper, line by line. Posted twice, it changes nothing twice; of a name that is known here it is
    asked first who it is, and the other lines do not wait for that."""
    one = sheets.sheet_of(paper_id)
    if request.method != "POST":
        return render(request, "frontdesk/type.html", _of(one))
    try:
        ticked = _ticked(request, one)
        unsaid = {number: line for number, line in ticked.items() if not request.POST.get(f"who-{number}")}
        asked = sheets.known_by_name(one, unsaid)
        sure = {number: line for number, line in ticked.items() if number not in asked}
        changed = sheets.type_back(sheet_id=paper_id, ticked=sure, actor=request.actor, at=request.at)
    except (Invalid, Conflict) as refusal:
        page = _of(one) | {"refusal": refusal}
        for line in page["lines"]:
            line["said"] = _said(request, line["number"])
        return render(request, "frontdesk/type.html", page, status=400)
    if changed or not asked:
        text = ngettext("{n} line written down.", "{n} lines written down.", changed)
        messages.success(request, text.format(n=changed))
    if not asked:
        return redirect("frontdesk:type_sheet", paper_id)
    page, at_desk = _of(one), present.desk(request)
    for line in page["lines"]:
        if alike := asked.get(line["number"]):
            line |= {
                "said": _said(request, line["number"]),
                "alike": present.lines(alike, at_desk, request.at),
            }
    return render(request, "frontdesk/type.html", page | {"asked": sorted(asked)})


def _said(request: Request, number: int) -> dict[str, str]:
    return {
        name: request.POST.get(f"{name}-{number}", "") for name in ("came", "n", "name", "home", "zip", "who")
    }


def _ticked(request: Request, one: Sheet) -> dict[int, Ticked]:
    said = request.POST
    found = {}
    for line in sheets.lines(one):
        number = line.number
        came = said.get(f"came-{number}", "")
        if came in {"yes", "no"}:
            home = typed.home(said, people=f"home-{number}", zip_code=f"zip-{number}")
            new = said.get(f"who-{number}") == NEW
            found[number] = Ticked(
                came=came == "yes", quantity=whole_number(said, f"n-{number}"), home=home,
                name=plain(said, f"name-{number}")[:120],
                person_id=None if new else typed.uuid(said, f"who-{number}"), new=new,
            )  # fmt: skip
        elif any(plain(said, f"{name}-{number}").strip() for name in ("name", "home", "zip")):
            raise Invalid(_("Line {n}: say whether they were here.").format(n=number), field=f"came-{number}")
    return found
