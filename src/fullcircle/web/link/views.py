"""GET shows, POST acts: mail scanners open links. The link lives until the request is final or it expires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fullcircle.access import links
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.links import LinkKind, LinkOpensNothing
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.referrals import queries
from fullcircle.referrals.states import REASONS, UNANSWERED, DeclineReason, Status
from fullcircle.referrals.texts import asking
from fullcircle.web import errors, permissions, steps, words
from fullcircle.web.acting import Request
from fullcircle.web.appointments import reading
from fullcircle.web.caseload import introductions, quality
from fullcircle.web.link.door import by_answer_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullcircle.referrals.models import Referral


ANSWERS = frozenset({"accept", "wait-list", "decline", "ask", "start", "complete", "not-reached", "goes-on"})
FIRST_ANSWERS = frozenset({"accept", "wait-list", "decline", "ask"})
LAST_ANSWERS = {"decline": Status.DECLINED, "complete": Status.COMPLETED, "not-reached": Status.NOT_REACHED}
QUICK_REASONS = (
    DeclineReason.NO_CAPACITY, DeclineReason.NO_FUNDS, DeclineReason.OUTSIDE_AREA, DeclineReason.NOT_ELIGIBLE,
    DeclineReason.ALREADY_SERVED, DeclineReason.WRONG_CONTACT,
)  # fmt: skip


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, token: str) -> HttpResponse:
    try:
        return _answered(request, token)
    except LinkOpensNothing:
        return _said_again(request, token)


def _said_again(request: Request, token: str) -> HttpResponse:
    """The same last button, tapped twice. Raises LinkOpensNothing."""
    opened = links.just_answered(token, at=request.at, kind=LinkKind.ANSWER)
    with acting_as(opened.actor, at=request.at):
        referral = queries.referral(opened.referral)
        if LAST_ANSWERS.get(request.POST.get("answer", "")) != referral.status:
            raise LinkOpensNothing(links.NOTHING)
        return _thanks(request, referral)


@by_answer_link
def _answered(request: Request, token: str, opened: links.Opened) -> HttpResponse:
    with acting_as(opened.actor, at=request.at):
        referral = queries.referral(opened.referral)
        if request.method != "POST":
            return page_of(request, token, opened, referral)
    return _act(request, token, opened, referral)


def _act(request: Request, token: str, opened: links.Opened, referral: Referral) -> HttpResponse:
    name = request.POST.get("answer", "")
    try:
        with acting_as(opened.actor, at=request.at):
            moved = steps.take(
                name if name in ANSWERS else "",
                request.POST,
                referral_id=referral.pk,
                actor=opened.actor,
                at=request.at,
            )
            if name in FIRST_ANSWERS:
                asking.invite_after(moved, at=request.at)
            if moved.status in LAST_ANSWERS.values():
                return _thanks(request, moved)
    except (Invalid, Conflict) as refusal:
        with acting_as(opened.actor, at=request.at):
            return page_of(request, token, opened, queries.referral(referral.pk), refusal=refusal)
    return redirect("link:answer", token=token)


def shown_after(
    step: Callable[[], object], request: Request, token: str, opened: links.Opened, *, anchor: str
) -> HttpResponse:
    """The page, once its holder took a step; where it was refused, with what they typed."""
    try:
        with acting_as(opened.actor, at=request.at):
            step()
    except (Invalid, Conflict) as refusal:
        with acting_as(opened.actor, at=request.at):
            return page_of(request, token, opened, queries.referral(opened.referral), refusal)
    return redirect(f"{reverse('link:answer', args=[token])}#{anchor}")


def page_of(
    request: Request,
    token: str,
    opened: links.Opened,
    referral: Referral,
    refusal: Invalid | Conflict | None = None,
) -> HttpResponse:
    service = directory.service(referral.service_id)
    card = queries.read_card(referral)
    context: dict[str, Any] = {
        "referral": referral,
        "organization": service.organization.name,
        "service": service,
        "slip": {
            "icon": "people",
            "title": card.title,
            "facts": card.facts,
            "because": card.because,
            "notices": words.notices(referral),
        },
        "waiting": referral.status in UNANSWERED,
        "due": words.due(referral.answer_by, request.at)
        if referral.answer_by and referral.status in UNANSWERED
        else None,
        "status": words.status(referral),
        "answers": _answers(referral),
        "reasons": [(code.value, REASONS[code][0]) for code in QUICK_REASONS],
        "more_reasons": [
            (code.value, REASONS[code][0]) for code in DeclineReason if code not in QUICK_REASONS
        ],
        "conversation": _conversation(referral),
        "sender": directory.organization_names({referral.source_id}).get(referral.source_id, ""),
        "helper": accounts.names({referral.sent_by}).get(referral.sent_by, "") if referral.sent_by else "",
        "token": token,
        "meeting": introductions.panel(
            referral,
            opened.actor,
            directory.organization_names({referral.source_id, referral.target_id}),
            request.at,
            said=request.POST,
        ),
        "rating": quality.panel(referral, opened.actor),
        "appointments": reading.panel(
            referral,
            opened.actor,
            request.at,
            plan_to=reverse("appointments:plan_by_link", args=[token]),
            to=lambda one: reverse("appointments:change_by_link", args=[token, one]),
            said=request.POST,
        ),
        "refusal": refusal,
        "said": request.POST,
        "today": localtime(request.at).date().isoformat(),
    }
    return render(request, "link/answer.html", context, status=errors.status_of(refusal))


def _answers(referral: Referral) -> list[dict[str, object]]:
    if referral.status in UNANSWERED:
        return [
            {"value": "accept", "icon": "checkc", "label": _("Yes, we can help"), "main": True},
            {"value": "wait-list", "icon": "wait", "label": _("Put on our wait list")},
        ]
    if referral.status == Status.WAIT_LISTED:
        return [
            {"value": "accept", "icon": "checkc", "label": _("Yes, there is room now"), "main": True},
            {"value": "goes-on", "icon": "wait", "label": _("Still on our list")},
        ]
    return []


def _conversation(referral: Referral) -> list[dict[str, object]]:
    said = list(queries.words_of(referral.pk))
    names = directory.organization_names({word.said_by for word in said})
    return [
        {"who": names.get(word.said_by, ""), "text": word.text, "when": words.moment(word.said_at)}
        for word in said
    ]


def _thanks(request: Request, referral: Referral) -> HttpResponse:
    """Drawn once, at the end: after it the link opens nothing."""
    service = directory.service(referral.service_id)
    context = {
        "referral": referral,
        "organization": service.organization.name,
        "status": words.status(referral),
    }
    return render(request, "link/thanks.html", context)
