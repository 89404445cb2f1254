"""A person's accounting of disclosures: as a page, on paper and as a table, for who keeps the record and for the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fullcircle.access.grants import Rule
from fullcircle.people import queries as people
from fullcircle.privacy import disclosures, topics
from fullcircle.privacy.disclosures import Disclosure
from fullcircle.web import permissions, sheet, spreadsheet
from fullcircle.web.acting import Request, resident_of

WAYS = {
    "referral.send": gettext_lazy("A request was sent to them"),
    "person.read": gettext_lazy("They opened the page"),
    "card.read": gettext_lazy("They opened the card of a request"),
    "emergency.open": gettext_lazy("They opened it in an emergency"),
}
BASES = {
    Rule.CONSENT: gettext_lazy("the person said yes"),
    Rule.AGREEMENT: gettext_lazy("an agreement, without asking"),
    Rule.EMERGENCY: gettext_lazy("an emergency"),
}


@permissions.for_(permissions.KEEPERS)
@require_safe
def of_person(request: Request, person_id: UUID) -> HttpResponse:
    return _answer(request, person_id, "base_staff.html", reverse("people:person", args=[person_id]))


@permissions.for_(permissions.RESIDENT)
@require_safe
def mine(request: Request) -> HttpResponse:
    return _answer(request, resident_of(request), "base_resident.html", reverse("resident:mine"))


def _answer(request: Request, person_id: UUID, frame: str, home: str) -> HttpResponse:
    rows = disclosures.accounting(person_id, actor=request.actor, at=request.at)
    person = people.person(person_id)
    lines = [said(row) for row in rows]
    shape = request.GET.get("format", "")
    if shape == "csv":
        return table(rows)
    if shape == "pdf":
        return paper(person.name, lines, request)
    context = {"frame": frame, "home": home, "person": person, "lines": lines}
    return render(request, "duties/accounting.html", context)


def said(row: Disclosure) -> dict[str, Any]:
    """One disclosure in words: when, to whom, how, what, what for, on which basis."""
    basis = str(BASES.get(row.rule, _("not known today")))
    cited = _("{title}, clause {n}").format(title=row.agreement, n=row.clause) if row.agreement else ""
    return {
        "when": date_format(localtime(row.at), "DATETIME_FORMAT"), "who": row.organization, "way": str(WAYS[row.way]),
        "what": topics.listed([str(topics.CLASS_WORDS[kind]) for kind in row.classes]),
        "purpose": str(topics.PURPOSES[row.purpose]), "basis": f"{basis} ({cited})" if cited else basis,
    }  # fmt: skip


def table(rows: list[Disclosure]) -> HttpResponse:
    head = ("when", "to", "how", "classes", "purpose", "basis", "agreement", "clause")
    values = (
        (
            row.at.isoformat(),
            row.organization,
            row.way,
            " ".join(row.classes),
            row.purpose,
            row.rule,
            row.agreement,
            row.clause,
        )
        for row in rows
    )
    return spreadsheet.table("disclosures", head, values)


def paper(name: str, lines: list[dict[str, Any]], request: Request) -> HttpResponse:
    title = _("Who received information about {name}").format(name=name)
    made = sheet.sheet(title, foot=date_format(localtime(request.at), "DATETIME_FORMAT"), at=request.at)
    made.say(title, bold=True, size=18)
    made.say(_("The last 6 years, newest first (45 CFR 164.528; 42 CFR 2.24)."), after=4)
    for line in lines:
        made.say(f"{line['when']}. {line['who']}", bold=True, after=0.5)
        about = _("{way}. What: {what}. What for: {purpose}. Why they could: {basis}.")
        made.say(about.format(**line))
    if not lines:
        made.say(_("Nobody received anything."))
    response = HttpResponse(bytes(made.output()), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="disclosures.pdf"'
    return response
