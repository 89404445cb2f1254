"""The inbox: what an organization received, by tab and by who sees to it; and one step for many requests at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.referrals import assigning, worklists
from fullcircle.referrals.wait_lists import waiting
from fullcircle.referrals.wait_lists.waiting import Place
from fullcircle.referrals.worklists import TABS, SeenToBy
from fullcircle.web import permissions, steps
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import uuid_or_none
from fullcircle.web.inbox.views import TAB_LABELS, page_number, pager, shown, table
from fullcircle.web.inbox.waiting import lists
from fullcircle.web.many import Left, each

WHOSE = {
    "mine": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody's"),
    "": gettext_lazy("Everybody's"),
}
# What many requests can be told at once, by tab: (step, words of the button).
MANY: dict[str, tuple[tuple[str, Promise], ...]] = {
    "new": (("accept", gettext_lazy("Yes, we can")), ("wait-list", gettext_lazy("Wait list"))),
    "working": (("goes-on", gettext_lazy("We are still at it")),),
    "waiting": (("goes-on", gettext_lazy("Still on our list")), ("accept", gettext_lazy("Yes, we can"))),
    "done": (),
}
ASSIGN = "assign"


@permissions.for_(permissions.ANSWERERS)
@require_safe
def inbox(request: Request) -> HttpResponse:
    tab, whose = _tab(request.GET), _whose(request.GET)
    if request.GET.get("format") == "csv":
        return table(_lines(request, tab, whose, _places(tab)), f"inbox-{tab}")
    return render(request, "inbox/inbox.html", _context(request, tab, whose))


@permissions.for_(permissions.ANSWERERS)
@require_POST
def many(request: Request) -> HttpResponse:
    """The same step for each of the chosen, each by itself: what could not be done is named, with the reason."""
    tab, whose = _tab(request.POST), _whose(request.POST)
    try:
        done, left = _done(request)
    except Invalid as refusal:
        return render(request, "inbox/inbox.html", _context(request, tab, whose, refusal=refusal), status=400)
    said = ngettext("Done for {n} request.", "Done for {n} requests.", done).format(n=done)
    return render(request, "inbox/inbox.html", _context(request, tab, whose, said=said, left=left))


def _done(request: Request) -> tuple[int, list[Left]]:
    """How many were changed, and which were not. Raises Invalid."""
    step = request.POST.get("step", "")
    if step not in {ASSIGN, *(name for offered in MANY.values() for name, _label in offered)}:
        raise Invalid(_("Choose one of the answers."), field="step")
    chosen = set(filter(None, map(uuid_or_none, request.POST.getlist("referral"))))
    if not 1 <= len(chosen) <= worklists.PAGE:
        raise Invalid(
            _("Choose requests first, {n} at most.").format(n=worklists.PAGE) if chosen else _("Choose requests first."),
            field="referral",
        )  # fmt: skip
    lines = {one.referral_id: one for one in worklists.chosen(organization_of(request), chosen)}

    def take(referral_id: UUID) -> str:
        steps.take(step, request.POST, referral_id=referral_id, actor=request.actor, at=request.at)
        return ""

    def describe(referral_id: UUID) -> tuple[str, str]:
        known = lines.get(referral_id)
        title = str(shown(known, request)["title"]) if known else ""
        return title or _("A request"), reverse("inbox:request", args=[referral_id]) if known else ""

    # Always in one order: two people who choose the same do not wait for each other.
    left = each(sorted(chosen), take, describe)
    return len(chosen) - len(left), left


def _context(request: Request, tab: str, whose: str, **more: Any) -> dict[str, Any]:
    here, places = organization_of(request), _places(tab)
    lines, team = _lines(request, tab, whose, places), assigning.team(here)
    counts = worklists.inbox_counts(here, _seen_to_by(request, whose))
    return {
        "tabs": [
            {"label": label, "url": _address(name, whose), "count": counts[name], "current": name == tab}
            for name, label in TAB_LABELS.items()
        ],
        "pills": [
            {"label": label, "url": _address(tab, name), "current": name == whose}
            for name, label in WHOSE.items()
        ],
        "tab": tab, "whose": whose, "new": counts["new"],
        "lines": [{**shown(line, request), "sees_to": _name(line.target_user_id, team)} for line in lines],
        "wait_lists": lists(places),
        "many": MANY[tab], "team": sorted(team.items(), key=lambda one: one[1]) if tab != "done" else [],
        **pager(request, lines, _address(tab, whose)), **more,
    }  # fmt: skip


def _address(tab: str, whose: str) -> str:
    """Whole: the page of what was done to many stands at another address."""
    return f"{reverse('inbox:inbox')}?tab={tab}" + (f"&whose={whose}" if whose else "")


def _places(tab: str) -> list[Place]:
    """The wait lists, where the tab shows them."""
    return waiting.places() if tab == "waiting" else []


def _lines(request: Request, tab: str, whose: str, places: list[Place]) -> list[worklists.Request]:
    return worklists.inbox(
        organization_id=organization_of(request), tab=tab, page=page_number(request),
        seen_to_by=_seen_to_by(request, whose), in_order=[one.referral_id for one in places],
    )  # fmt: skip


def _seen_to_by(request: Request, whose: str) -> SeenToBy | None:
    if whose == "nobody":
        return SeenToBy(tuple(assigning.team(organization_of(request))), nobody=True)
    return SeenToBy((request.actor.user_id,)) if whose and request.actor.user_id else None


def _name(user_id: UUID | None, team: dict[UUID, str]) -> str:
    return team.get(user_id, "") if user_id else ""


def _tab(said: Any) -> str:
    tab = said.get("tab", "new")
    return tab if tab in TABS else "new"


def _whose(said: Any) -> str:
    whose = said.get("whose", "")
    return whose if whose in WHOSE else ""
