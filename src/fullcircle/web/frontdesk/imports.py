"""A spreadsheet of people: hand it in, say what its columns are, look, take it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.aid.imports import actions, reading
from fullcircle.web import errors, permissions
from fullcircle.web.acting import Request
from fullcircle.web.forms import LONGEST_NUMBER

if TYPE_CHECKING:
    from fullcircle.aid.models import Import

SAMPLE = 2  # rows that the page shows beside each column


@permissions.for_(permissions.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            name, content = _file(request)
            made = actions.start(name=name, content=content, actor=request.actor, at=request.at)
            return redirect("frontdesk:import", made.pk)
        except Invalid as said:
            refusal = said
    return render(request, "frontdesk/hand_in.html", {"refusal": refusal}, status=400 if refusal else 200)


def _file(request: Request) -> tuple[str, bytes]:
    """Its name and content, read no further than it may be long. Raises Invalid."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file."), field="file")
    return upload.name or "", upload.read(reading.MOST_BYTES + 1)


@permissions.for_(permissions.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, import_id: UUID) -> HttpResponse:
    """The file's columns, and what would become of each row; once it is done, what became of them."""
    known = actions.import_of(import_id)
    if request.method == "POST":
        try:
            return _act(request, known)
        except Conflict as refusal:  # its page says what became of it
            return _page(request, actions.import_of(import_id), refusal)
    return _page(request, known)


def _act(request: Request, known: Import) -> HttpResponse:
    who: dict[str, Any] = {"import_id": known.pk, "actor": request.actor, "at": request.at}
    does = request.POST.get("do", "")
    if does == "forget":
        actions.forget(**who)
        messages.success(request, _("Forgotten. Nobody was made."))
        return redirect("frontdesk:import_people")
    columns = request.POST.getlist("column")
    if does == "take" and columns in ([], known.columns):
        also = {
            int(number)
            for number in request.POST.getlist("also")
            if number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER
        }
        done = actions.take_over(also=also, **who)
        made = sum(row["did"] == "made" for row in done.results)
        said = ngettext("{n} person is in.", "{n} people are in.", made)
        messages.success(request, said.format(n=made))
        return redirect("frontdesk:import", known.pk)
    try:
        actions.say_columns(columns=columns, **who)
    except Invalid as refusal:
        return _page(request, known, refusal)
    if does == "take":  # nobody has looked at what these columns make
        messages.warning(request, _("You see what would be made before anything is."))
    return redirect("frontdesk:import", known.pk)


def _page(request: Request, known: Import, refusal: Invalid | Conflict | None = None) -> HttpResponse:
    context: dict[str, Any] = {"file": known, "refusal": refusal, "fields": list(reading.FIELDS.items())}
    if known.done_at is None:
        said = request.POST.getlist("column") if refusal else known.columns
        rows = actions.plan(known, at=request.at)
        context |= {
            "columns": [
                {"title": title, "chosen": chosen, "sample": [row[place] for row in known.rows[:SAMPLE]]}
                for place, (title, chosen) in enumerate(zip(known.header, said, strict=False))
            ],
            "new": [row for row in rows if row.does == "new"],
            "look": [row for row in rows if row.does in {"alike", "twice"}],
            "refused": [row for row in rows if row.does == "refused"],
        }
    else:
        context["left"] = [row for row in known.results if row["did"] != "made"]
        context["made"] = len(known.results) - len(context["left"])
    return render(request, "frontdesk/import.html", context, status=errors.status_of(refusal))
