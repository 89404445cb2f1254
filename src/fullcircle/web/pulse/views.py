"""The pulse: honest rates over a period, each figure with the list behind it.

Its screens act for operations, not for care: what no agreement opens to the hub for that is neither counted nor listed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullcircle.access.actor import Purpose
from fullcircle.access.errors import NotFound
from fullcircle.directory import domains
from fullcircle.referrals import rates as rates_
from fullcircle.referrals import worklists
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request
from fullcircle.web.inbox.views import shown, table
from fullcircle.web.today.present import row

PERIODS = {"30": 30, "90": 90, "365": 365}
VERSION = 1
LISTS = ("sent", "answered", "helped", "void", "open")
NEEDS = ("wanted", "met", "confirmed", "asked", "replied", "could-not-ask")


def period(request: Request) -> tuple[str, datetime, datetime]:
    said = request.GET.get("days", "90")
    days = said if said in PERIODS else "90"
    return days, request.at - timedelta(days=PERIODS[days]), request.at


@permissions.for_(permissions.HUB, purpose=Purpose.OPERATIONS)
@require_safe
def pulse(request: Request) -> HttpResponse:
    days, since, until = period(request)
    found = rates_.rates(since=since, until=until)
    silent = worklists.count_silent(at=request.at)
    unanswered = worklists.count_at_the_desk()
    context = {
        "rates": found,
        "headline": headline(found),
        "groups": groups(found, days),
        "days": days,
        "periods": [("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year"))],
        "definition_url": reverse("pulse:definitions"),
        "version": VERSION,
        "finding": finding(found),
        "unmet": unmet(since, until, request),
        "todo": [
            (
                silent,
                reverse("pulse:behind", args=["silent"]),
                _("requests whose resident heard nothing for 7 working days"),
            ),
            (unanswered, reverse("pulse:behind", args=["unanswered"]), _("requests have no answer in time")),
            (
                found.could_not_ask,
                f"{reverse('pulse:behind', args=['could-not-ask'])}?days={days}",
                _("residents could not safely be asked"),
            ),
        ],
    }
    return render(request, "pulse/pulse.html", context)


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def headline(found: rates_.Rates) -> str:
    if not found.sent:
        return _("Nothing was sent in this time")
    return _(
        "{helped} of {sent} requests ended in help. Residents confirmed {confirmed} of {wanted} needs."
    ).format(helped=found.helped, sent=found.sent, confirmed=found.confirmed, wanted=found.wanted)


def groups(found: rates_.Rates, days: str) -> list[dict[str, Any]]:
    """Two groups, each over its own printed denominator."""

    def rate(name: str, label: str, hint: str, part: int, whole: int, bar: str) -> dict[str, Any]:
        url = f"{reverse('pulse:behind', args=[name])}?days={days}"
        return {
            "label": label,
            "hint": hint,
            "percent": percent(part, whole),
            "url": url,
            "bar": bar,
            "note": _("none yet"),
        }

    sent, wanted = found.sent, found.wanted
    return [
        {
            "title": _("What was sent"),
            "base": _("Out of {n} sent").format(n=sent),
            "rates": [
                rate("answered", _("Answered"), _("the organization decided"), found.answered, sent, "bar-1"),
                rate("helped", _("Helped"), _("the organization says so"), found.helped, sent, "bar-2"),
            ],
        },
        {
            "title": _("What people wanted"),
            "base": _("Out of {n} needs with help wanted").format(n=wanted),
            "rates": [
                rate("met", _("Met"), _("confirmed or not"), found.met, wanted, "bar-2"),
                rate(
                    "confirmed",
                    _("Resident said yes"),
                    _("they told us they got it"),
                    found.confirmed,
                    wanted,
                    "bar-3",
                ),
            ],
        },
    ]


def finding(found: rates_.Rates) -> str:
    return _(
        "Asked whether help arrived: {asked}. Replied: {replied}. Could not safely be asked: {not_asked}. "
        "Still open: {open} of the requests sent; no answer in time: {void}."
    ).format(
        asked=found.asked, replied=found.replied, not_asked=found.could_not_ask, open=found.still_open, void=found.void
    )  # fmt: skip


def unmet(since: datetime, until: datetime, request: Request) -> list[dict[str, Any]]:
    """What people could not get: needs whose last attempt failed, by domain; 1 to 10 people are not shown."""
    return [
        {
            "icon": domains.icon(domain), "label": domains.label(domain), "reason": words.reason(reason),
            "n": n,
        }
        for domain, reason, n in rates_.unmet(since=since, until=until)
    ]  # fmt: skip


@permissions.for_(permissions.HUB, purpose=Purpose.OPERATIONS)
@require_safe
def behind(request: Request, which: str) -> HttpResponse:
    """The list behind a figure. Raises NotFound for a figure that is not there."""
    days, since, until = period(request)
    said = request.GET.get("page", "")[:6]
    page = max(int(said), 1) if said.isdecimal() else 1
    context: dict[str, Any] = {"which": which, "title": titles().get(which, ""), "days": days, "page": page}
    if which in LISTS:
        lines = worklists.in_network(since=since, until=until, which=which, page=page)
    elif which == "unanswered":
        lines = worklists.at_the_desk(page=page)
    elif which == "silent":
        context["rows"] = [
            row(line, "overdue", request) for line in worklists.silent_residents(at=request.at, page=page)
        ]
        return render(request, "pulse/behind.html", context)
    elif which in NEEDS:
        found = worklists.needs_behind(since=since, until=until, which=which, at=request.at, page=page)
        context["rows"] = [row(line, "waiting", request) for line in found]
        return render(request, "pulse/behind.html", context)
    else:
        raise NotFound(_("There is no such list."))
    if request.GET.get("format") == "csv":
        return table(lines, f"pulse-{which}")
    context["lines"] = [shown(line, request) for line in lines]
    return render(request, "pulse/behind.html", context)


def titles() -> dict[str, str]:
    return {
        "sent": _("Requests sent"),
        "answered": _("Requests answered"),
        "helped": _("Requests that ended in help"),
        "void": _("Requests without an answer in time"),
        "open": _("Requests still open"),
        "unanswered": _("Requests that wait beyond their time"),
        "silent": _("Residents who heard nothing for 7 working days"),
        "wanted": _("Needs with help wanted"),
        "met": _("Needs met, confirmed or not"),
        "confirmed": _("Needs that the resident says are met"),
        "asked": _("Needs whose resident was asked"),
        "replied": _("Needs whose resident replied"),
        "could-not-ask": _("Needs whose resident could not safely be asked"),
    }


@permissions.for_(permissions.PUBLIC)
@require_safe
def definitions(request: Request) -> HttpResponse:
    """How we count, in words, with its version."""
    return render(request, "pulse/definitions.html", {"version": VERSION})
