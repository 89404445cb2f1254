"""This is an emergency: open one person for hours, look, close; and the queue in which each use is reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.privacy import duties
from fullcircle.privacy import emergencies as emergencies_
from fullcircle.privacy.emergencies import NOT_JUSTIFIED, TooManyTries
from fullcircle.referrals import cards
from fullcircle.web import permissions, spreadsheet, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.duties import forms
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.access.models import Emergency

PAGE = 50
COLUMNS = (
    "emergency",
    "user",
    "organization",
    "from",
    "until",
    "reason",
    "told",
    "review by",
    "reviewed",
    "finding",
    "note",
)


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Nobody found is an answer, not an error: the search stays written down."""
    form, status = forms.Open(request.POST or None), 200
    nobody = False
    if request.method == "POST" and form.is_valid():
        try:
            opened = emergencies_.open_record(wanted=form.wanted(), actor=request.actor, at=request.at)
        except TooManyTries as refusal:
            form.add_error(None, str(refusal))
        else:
            if opened:
                return redirect("duties:opened", opened.pk)
            nobody = True
    if form.errors:
        status = 409 if form.non_field_errors() else 400
    mine = emergencies_.open_now(_user(request), at=request.at)
    context = {
        "form": form, "nobody": nobody,
        "open": [(reverse("duties:opened", args=[one.pk]), words.moment(one.ends_at)) for one in mine],
    }  # fmt: skip
    return render(request, "duties/start.html", context, status=status)


def _user(request: Request) -> UUID:
    assert request.actor.user_id is not None  # noqa: S101 - staff are users
    return request.actor.user_id


@permissions.for_(permissions.ANSWERERS)
@require_safe
def opened(request: Request, emergency_id: UUID) -> HttpResponse:
    """Name and how to reach them, until it ends; each look leaves an event."""
    one = emergencies_.emergency(emergency_id)
    if one.user_id != request.actor.user_id:
        raise NotFound(_("There is no such emergency here."))
    context: dict[str, Any] = {"emergency": one, "until": words.moment(one.ends_at)}
    if one.ends_at > request.at:
        record = people.record(one.person_id)
        context |= {
            "person": record.person, "contact": record.contact,
            "safe": cards.safe_ways(record.contact) if record.contact else "",
            "language": cards.language_name(record.person.language),
            "keeper": _names([record.person.steward_id]).get(record.person.steward_id, ""),
        }  # fmt: skip
    return render(request, "duties/opened.html", context)


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return directory.organization_names({one for one in ids if one})


@permissions.for_(permissions.ANSWERERS)
@require_POST
def end(request: Request, emergency_id: UUID) -> HttpResponse:
    emergencies_.end(emergency_id=emergency_id, actor=request.actor, at=request.at)
    messages.success(request, _("Closed. You no longer see this record."))
    return redirect("duties:emergency")


@permissions.for_(permissions.ADMINISTRATORS)
@require_safe
def reviews(request: Request) -> HttpResponse:
    """What waits for a review, what was reviewed, and what others opened of our people."""
    here = organization_of(request)
    lists = {
        "waiting": (_("To review"), emergencies_.to_review),
        "reviewed": (_("Reviewed"), emergencies_.reviewed),
        "ours": (_("Our people, opened by others"), emergencies_.of_our_people),
    }
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in lists else "waiting"
    rows = lists[tab][1](here)
    if request.GET.get("format") == "csv":
        return table(rows, f"emergencies-{tab}")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": shown(page, request), "page": page, "tab": tab, "waiting": emergencies_.to_review(here).count(),
        "newer": f"?tab={tab}&page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?tab={tab}&page={page.next_page_number()}" if page.has_next() else "",
        "tabs": [
            {"label": label, "url": f"?tab={name}", "count": None, "current": name == tab}
            for name, (label, _rows) in lists.items()
        ],
    }  # fmt: skip
    return render(request, "duties/reviews.html", context)


def shown(rows: Iterable[Emergency], request: Request) -> list[dict[str, Any]]:
    """Who opened it, when and why: never the name of the person, which a reviewer has no need of."""
    found = list(rows)
    users = accounts.names({one.user_id for one in found})
    names = _names([part for one in found for part in (one.organization_id, one.keeper_id)])
    return [
        {
            "one": one, "who": users.get(one.user_id, ""), "organization": names.get(one.organization_id, ""),
            "keeper": names.get(one.keeper_id, "") if one.keeper_id else "", "from": words.moment(one.starts_at),
            "until": words.moment(one.ends_at), "chip": clock(one, request.at),
            "may_review": duties.can_review(request.actor, one),
        }
        for one in found
    ]  # fmt: skip


def clock(one: Emergency, at: datetime) -> Chip:
    """Until when it is reviewed, or what was found."""
    if one.finding == NOT_JUSTIFIED:
        return Chip("late", "crossc", _("Not justified"))
    if one.finding:
        return Chip("good", "checkc", _("Justified"))
    late = (localtime(at).date() - localtime(one.review_by).date()).days
    if one.review_by < at:
        return Chip(
            "late", "alert", ngettext("{n} day late", "{n} days late", max(late, 1)).format(n=max(late, 1))
        )
    day = date_format(localtime(one.review_by), "MONTH_DAY_FORMAT")
    return Chip("soon", "clock", _("Review by {day}").format(day=day))


def table(rows: Iterable[Emergency], name: str) -> HttpResponse:
    found = list(rows)
    users, names = (
        accounts.names({one.user_id for one in found}),
        _names(one.organization_id for one in found),
    )
    values = (
        (one.pk, users.get(one.user_id, ""), names.get(one.organization_id, ""), one.starts_at.isoformat(),
         one.ends_at.isoformat(), one.reason, "yes" if one.person_is_told else "no", one.review_by.isoformat(),
         one.reviewed_at.isoformat() if one.reviewed_at else "", one.finding, one.note)
        for one in found
    )  # fmt: skip
    return spreadsheet.table(name, COLUMNS, values)


@permissions.for_(permissions.ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, emergency_id: UUID) -> HttpResponse:
    one = emergencies_.emergency(emergency_id)
    form = forms.Review(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = emergencies_.review(
            emergency_id=emergency_id, finding=said["finding"], note=said["note"], actor=request.actor, at=request.at
        )  # fmt: skip
        messages.success(request, _("Reviewed. The organization that keeps the record is told."))
        if found.finding == NOT_JUSTIFIED and duties.can_freeze_account(
            request.actor, found.user_id, at=request.at
        ):
            return redirect(f"{reverse('duties:holds')}?account={found.user_id}")
        return redirect("duties:reviews")
    context = {"form": form, "row": shown([one], request)[0]}
    return render(request, "duties/review.html", context, status=400 if form.errors else 200)
