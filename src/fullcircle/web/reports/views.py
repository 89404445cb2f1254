"""The report of a period: on the screen, on paper, as a table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fullcircle.aid import policies, queries, reports
from fullcircle.aid.reports import Cell, Report
from fullcircle.directory import queries as directory
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.room.forms import day

COLUMNS = ("table", "row", "unit", "households", "people", "units")


class PeriodForm(forms.Form):
    first = day(gettext_lazy("From"), required=True)
    last = day(gettext_lazy("To"), required=True)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["first"] > said["last"]:
            self.add_error("last", _("The last day comes after the first."))
        return said


@permissions.for_(permissions.DESK)
@require_safe
def report(request: Request) -> HttpResponse:
    here = policies.organization_of_the_desk(request.actor)
    today = localtime(request.at).date()
    usual: dict[str, Any] = {"first": today.replace(month=1, day=1), "last": today, "service": ""}
    said = request.GET if "first" in request.GET else None
    form = PeriodForm(said, initial=usual)
    services = [(str(one.pk), one.name) for one in queries.services_at_the_desk(here)]
    form.fields["service"].choices = [("", _("All of them")), *services]  # type: ignore[attr-defined]
    chosen = usual if said is None else form.cleaned_data if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "presets": presets(today),
        "organization": directory.organization(here),
    }
    if chosen is None:
        return render(request, "reports/report.html", context, status=400)
    service_id = UUID(chosen["service"]) if chosen["service"] else None
    made = reports.report(here, first=chosen["first"], last=chosen["last"], service_id=service_id)
    tables = _tables(made)
    if request.GET.get("format") == "csv":
        return spreadsheet.table(f"given-{chosen['first']}-{chosen['last']}", COLUMNS, _rows(made, tables))
    query = request.GET.copy()
    query["format"] = "csv"
    period = {name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()}
    for name, value in period.items():
        query[name] = value
    context |= {"report": made, "tables": tables, "first": chosen["first"], "last": chosen["last"], "csv": query.urlencode(),
                "service": dict(services).get(chosen["service"], "")}  # fmt: skip
    return render(request, "reports/report.html", context)


def presets(today: date) -> list[dict[str, str]]:
    """Periods that funders ask for, by one tap."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    last_quarter = quarter - timedelta(days=1)
    began = last_quarter.replace(month=3 * ((last_quarter.month - 1) // 3) + 1, day=1)
    periods = (
        (_("This month"), month, today), (_("Last month"), before.replace(day=1), before),
        (_("This quarter"), quarter, today), (_("Last quarter"), began, last_quarter),
        (_("This year"), today.replace(month=1, day=1), today),
    )  # fmt: skip
    return [
        {"label": label, "url": f"?first={first.isoformat()}&last={last.isoformat()}"}
        for label, first, last in periods
    ]


def _tables(made: Report) -> list[dict[str, Any]]:
    """Each table with its rows: what the row is, its unit, its cell."""
    names = directory.service_names({service for service, _cell in made.services})
    of_services = [(names.get(service, ""), str(cell.name), cell) for service, cell in made.services]
    months = [(date_format(month, "YEAR_MONTH_FORMAT"), made.unit, cell) for month, cell in made.months]
    zips = [(str(cell.name) or _("Not known"), made.unit, cell) for cell in made.zips]
    ages = [(str(cell.name), made.unit, cell) for cell in made.ages]
    return [
        {"key": "service", "title": _("By service"), "rows": sorted(of_services, key=lambda row: row[:2])},
        {"key": "month", "title": _("By month"), "rows": months},
        {"key": "zip", "title": _("By ZIP code"), "rows": zips},
        {"key": "age", "title": _("By age of the person by name"), "rows": ages},
    ]


def _rows(made: Report, tables: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    heads = (("total", made.total), ("named", made.named), ("unnamed", made.unnamed))
    rows = [("all", name, made.unit, *_spelled(cell, made.unit)) for name, cell in heads]
    return rows + [
        (one["key"], name, unit, *_spelled(cell, unit)) for one in tables for name, unit, cell in one["rows"]
    ]


def _spelled(cell: Cell, unit: str) -> tuple[str, str, str]:
    """Numbers as a table has them: 'hidden' for too few and for what would give them away, '' where units differ."""
    if cell.households is None:
        return "hidden", "", ""
    return str(cell.households), str(cell.people), str(cell.units) if unit and cell.units is not None else ""
