"""The hub's desk: people who asked by themselves and have no navigator, unanswered requests, silent residents.

It acts for care coordination, so that whoever agreed stands there by name, as the pulse's lists do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.people import names, thread
from fullcircle.referrals import actions, chasing, worklists
from fullcircle.web import permissions, spreadsheet, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import plain, uuid_or_none
from fullcircle.web.inbox.views import shown
from fullcircle.web.today.present import row, wrote

if TYPE_CHECKING:
    from fullcircle.people.models import UnmatchedText
    from fullcircle.referrals.chasing import Answers

COLUMNS = (
    "organization", "phone", "waiting", "late", "at the desk", "oldest", "sent in 90 days", "answered", "in time", "median hours",
)  # fmt: skip
WHY = {
    "unclear": gettext_lazy("Not clear what it means"), "which": gettext_lazy("Several questions are open"),
    "wrong-code": gettext_lazy("No question with this number"), "late": gettext_lazy("The question is closed"),
    "nothing-asked": gettext_lazy("No question is open"), "more": gettext_lazy("Answered, and said more"),
}  # fmt: skip


@permissions.for_(permissions.HUB)
@require_safe
def desk(request: Request) -> HttpResponse:
    return _desk(request)


def _desk(
    request: Request, refusal: Invalid | Conflict | None = None, about: UUID | None = None
) -> HttpResponse:
    here = organization_of(request)
    whose = uuid_or_none(request.GET.get("for", ""))
    own = worklists.today(organization_id=here, at=request.at)
    who_wrote = [wrote(one) for one in thread.waiting(organization_id=here)]
    page = int(said) if (said := request.GET.get("page", "")[:6]).isdecimal() and int(said) else 1
    waiting, unanswered = [*own.overdue, *own.mine], worklists.at_the_desk(target_id=whose, page=page)
    silent = worklists.silent_residents(at=request.at, page=page)
    phones = directory.phones_of({line.target_id for line in unanswered})
    staff = {one.user_id: one.user.name for one in accounts.staff_of(here) if one.user}
    context = {
        "waiting": [*who_wrote, *(row(line, "mine", request) for line in waiting)],
        "wrote": bool(who_wrote),
        "silent": [row(line, "overdue", request) for line in silent],
        "unanswered": [
            {
                **shown(line, request),
                "phone": phones.get(line.target_id, ""),
                "sees_to": staff.get(line.hub_user_id, "") if line.hub_user_id else "",
                "refusal": refusal if line.referral_id == about else None,
            }
            for line in unanswered
        ],
        "staff": sorted(staff.items(), key=lambda one: one[1]),
        "whose": directory.organization_names({whose}).get(whose, "") if whose else "",
        "page": page,
        "more": worklists.PAGE in {len(unanswered), len(silent)},
        "for": whose or "",
        "texts": [_text(one) for one in thread.unmatched()],
        "needs": len({line.need_id for line in (*waiting, *silent)} | {line.need_id for line in unanswered}),
    }
    return render(request, "pulse/desk.html", context, status=400 if refusal else 200)


def _text(one: UnmatchedText) -> dict[str, Any]:
    places = {one.organization_id} if one.organization_id else set()
    return {
        "id": one.pk, "number": names.spoken(one.number), "text": one.text, "why": WHY.get(one.why, ""),
        "when": words.moment(one.came_at), "place": next(iter(directory.organization_names(places).values()), ""),
    }  # fmt: skip


@permissions.for_(permissions.HUB)
@require_POST
def act(request: Request, referral_id: UUID) -> HttpResponse:
    """What the hub does with one request of its desk: called them, sees to it, asks elsewhere."""
    try:
        said = _done(request, referral_id)
    except Conflict as refusal:  # it left the desk meanwhile: there is no line to say it at
        messages.error(request, f"{refusal} {plain(request.POST, 'text')}".strip())
        return redirect("desk:desk")
    except Invalid as refusal:
        return _desk(request, refusal, referral_id)
    messages.success(request, said)
    return redirect("desk:desk")


def _done(request: Request, referral_id: UUID) -> str:
    text = plain(request.POST, "text")
    given: dict[str, Any] = {"referral_id": referral_id, "actor": request.actor, "at": request.at}
    match request.POST.get("does"):
        case "called":
            chasing.called(text=text, **given)
            return _("Written down. The link goes out once more, and the clock begins anew.")
        case "sees-to":
            chasing.see_to(user_id=uuid_or_none(request.POST.get("user", "")), **given)
            return _("Saved.")
        case "elsewhere":
            actions.redirect(text=text, **given)
            return _("Taken from them. The next place is asked, or it goes back to who helps the person.")
    raise Invalid(_("Choose what you did."), field="does")


@permissions.for_(permissions.HUB)
@require_safe
def organizations(request: Request) -> HttpResponse:
    """Whom to call first, and how each organization answers."""
    found = chasing.by_organization(at=request.at)
    phones = directory.phones_of({one.organization_id for one in found})
    if request.GET.get("format") == "csv":
        return spreadsheet.table("organizations", COLUMNS, (_row(one, phones) for one in found))
    lines = [
        {
            "it": one,
            "phone": phones.get(one.organization_id, ""),
            "oldest": words.day(one.oldest) if one.oldest else "",
            "answered": _share(one.answered, one.sent),
            "in_time": _share(one.in_time, one.sent),
            "hours": round(one.hours) if one.hours is not None else None,
        }
        for one in found
    ]
    return render(request, "pulse/organizations.html", {"lines": lines})


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def _row(one: Answers, phones: dict[UUID, str]) -> tuple[object, ...]:
    return (
        one.name, phones.get(one.organization_id, ""), one.waiting, one.late, one.at_the_desk,
        localtime(one.oldest).date() if one.oldest else "", one.sent, one.answered, one.in_time,
        "" if one.hours is None else round(one.hours, 1),
    )  # fmt: skip


@permissions.for_(permissions.HUB)
@require_POST
def settle_text(request: Request, text_id: UUID) -> HttpResponse:
    thread.settle_unmatched(text_id=text_id, actor=request.actor, at=request.at)
    messages.success(request, _("Done. Number and words are forgotten."))
    return redirect("desk:desk")
