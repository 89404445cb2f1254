"""A resident's own pages: opened by a link that was sent to them, for half an hour, and closed by Quick exit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.signing import Signer
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access import links
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.access.links import LinkKind, LinkOpensNothing
from fullcircle.access.session import acting_as
from fullcircle.aid import queries as aid
from fullcircle.caseload import handoffs
from fullcircle.caseload.kinds import Means
from fullcircle.directory import calendars, domains
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import actions, choices, needs, queries, telling
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.states import (
    IN_HAND,
    LIVE,
    LOOK_FIRST,
    OPEN_OUTCOMES,
    OUTCOME_LABELS,
    REASONS,
    UNANSWERED,
    DeclineReason,
    Outcome,
    Status,
    WaitingOn,
)
from fullcircle.referrals.wait_lists import waiting
from fullcircle.web import permissions, words
from fullcircle.web.acting import RESIDENT_KEY, RESIDENT_UNTIL_KEY, Request, resident_of
from fullcircle.web.appointments import reading
from fullcircle.web.forms import plain
from fullcircle.web.inbox import intake

if TYPE_CHECKING:
    from datetime import datetime

    from fullcircle.referrals.models import Need, Referral


OPEN_FOR = 30 * 60
SHOWN = "resident.shown"  # the salt of what only a page of the link has
WITHOUT_HELP = {Status.DECLINED, Status.EXPIRED, Status.NOT_REACHED, Status.REDIRECTED, Status.RECALLED}
ANSWERED_STEPS = {Status.ACCEPTED, Status.WAIT_LISTED, Status.IN_PROGRESS, Status.PAUSED, Status.COMPLETED}


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: Request, token: str) -> HttpResponse:
    """GET shows a button, POST opens the page once: whoever scans mail or messages opens nothing."""
    try:
        opened = links.opened(token, at=request.at, kind=LinkKind.RESIDENT)
    except LinkOpensNothing:
        return _opened_again(request, token)
    if request.method != "POST":
        return render(request, "resident/open.html", {"shown": Signer(salt=SHOWN).signature(token)})
    with acting_as(opened.actor, at=request.at):
        links.end(LinkKind.RESIDENT, why="opened", person_id=opened.person_id)
    enter(request, opened.person_id)
    return redirect("resident:mine")


def _opened_again(request: Request, token: str) -> HttpResponse:
    """The button tapped twice, of whose first tap the browser forgot what came: for whoever saw it while the link lived.
    Raises LinkOpensNothing."""
    if not constant_time_compare(request.POST.get("shown", ""), Signer(salt=SHOWN).signature(token)):
        raise LinkOpensNothing(links.NOTHING)
    enter(request, links.just_answered(token, at=request.at, kind=LinkKind.RESIDENT).person_id)
    return redirect("resident:mine")


def enter(request: Request, person_id: UUID) -> None:
    """The browser is this resident's for half an hour. A new session, so that none planted before can follow."""
    request.session.cycle_key()
    request.session[RESIDENT_KEY] = str(person_id)
    request.session[RESIDENT_UNTIL_KEY] = request.at.timestamp() + OPEN_FOR


@permissions.for_(permissions.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """'Did you get it?', by link: three answers, none of them leaning."""
    try:
        opened = links.opened(token, at=request.at, kind=LinkKind.CONFIRM)
    except LinkOpensNothing:
        return _said_again(request, token)
    with acting_as(opened.actor, at=request.at):
        referral = queries.referral(opened.referral)
        if request.method != "POST":
            return render(request, "resident/confirm.html", _question(referral))
    try:
        with acting_as(opened.actor, at=request.at):
            need = needs.confirm(
                need_id=referral.need_id,
                reply=request.POST.get("reply", ""),
                actor=opened.actor,
                at=request.at,
            )
    except Invalid as refusal:
        with acting_as(opened.actor, at=request.at):
            return render(
                request, "resident/confirm.html", _question(referral) | {"refusal": refusal}, status=400
            )
    return _thanks(request, need)


def _said_again(request: Request, token: str) -> HttpResponse:
    """The same button, tapped twice. Raises LinkOpensNothing."""
    opened = links.just_answered(token, at=request.at, kind=LinkKind.CONFIRM)
    with acting_as(opened.actor, at=request.at):
        need = queries.need(queries.referral(opened.referral).need_id)
    if request.POST.get("reply") != need.reply:
        raise LinkOpensNothing(links.NOTHING)
    return _thanks(request, need)


def _thanks(request: Request, need: Need) -> HttpResponse:
    enter(request, need.person_id)
    return render(request, "resident/thanks.html", {"reply": need.reply})


def _question(referral: Referral) -> dict[str, Any]:
    need = queries.need(referral.need_id)
    given = aid.delivered_by(referral.pk).last()
    return {
        "need": need,
        "what": given.what if given else domains.label(need.domain),
        "place": directory.organization_names({referral.target_id}).get(referral.target_id, ""),
        "day": words.day(referral.ended_at) if referral.ended_at else "",
        "answers": answers(),
        "icon": domains.icon(need.domain),
    }


def answers() -> list[dict[str, str]]:
    return [
        {"value": "yes", "icon": "checkc", "label": _("Yes, I got it")},
        {"value": "some", "icon": "half", "label": _("I got some of it")},
        {"value": "no", "icon": "crossc", "label": _("No, I did not get it")},
    ]


@permissions.for_(permissions.RESIDENT)
@require_safe
def my_page(request: Request) -> HttpResponse:
    person_id = resident_of(request)
    person = people.person(person_id)
    all_needs = queries.as_the_person_knows_them(list(queries.needs_of(person_id)))
    targets = directory.organization_names({r.target_id for need in all_needs for r in need.referrals.all()})
    context = {
        "person": person,
        "questions": [_asked(need, targets) for need in all_needs if _waits_for_a_word(need)],
        "needs": [_need(need, targets, request) for need in all_needs if need.wants_help],
        "answers": answers(),
    }
    return render(request, "resident/mine.html", context)


def _waits_for_a_word(need: Need) -> bool:
    """They were asked whether they got it, or the last place says so: who knows already need not wait for the question."""
    sent = [referral for referral in need.referrals.all() if referral.sent_at]
    done = bool(sent) and sent[-1].status == Status.COMPLETED
    return need.replied_at is None and (need.asked_at is not None or (done and not need.outcome))


def _asked(need: Need, targets: dict[UUID, str]) -> dict[str, Any]:
    done = [referral for referral in need.referrals.all() if referral.status == Status.COMPLETED]
    last = done[-1] if done else None
    given = [unit.what for unit in last.delivered.all()] if last else []
    return {
        "id": need.pk,
        "what": given[0] if given else domains.label(need.domain),
        "place": targets.get(last.target_id, "") if last else "",
        "day": words.day(last.ended_at) if last and last.ended_at else "",
    }


def _need(need: Need, targets: dict[UUID, str], request: Request) -> dict[str, Any]:
    attempts = [referral for referral in need.referrals.all() if referral.sent_at]
    last, live = foremost(attempts), [one for one in attempts if one.status in LIVE]
    before = [
        _("{place}: {why}").format(place=targets.get(r.target_id, ""), why=_why(r))
        for r in attempts
        if r is not last
    ]
    pending = [one.service_id for one in choices.named(need)]
    places = directory.places_of_services(set(pending))
    next_places = [places[service_id] for service_id in pending if service_id in places]
    return {
        "id": need.pk,
        "icon": domains.icon(need.domain),
        "title": need.detail or domains.label(need.domain),
        "met": need.outcome == Outcome.MET,
        "outcome": OUTCOME_LABELS[Outcome(need.outcome)] if need.outcome else "",
        "steps": steps(need, last, targets.get(last.target_id, "") if last else ""),
        "before": before,
        "asked": [found for one in live if (found := _asked_of_me(one, targets))],
        "written": [
            {**found, "place": targets.get(one.target_id, "")}
            for one in attempts
            if not one.label and (found := intake.shown(one.pk)) is not None
        ],
        "appointments": [found for one in live for found in _expected(one, request)],
        "next": next_places,
        "what_next": what_next(need, last, targets.get(last.target_id, "") if last else "", request.at),
        "meets": [said for one in live if (said := _meets(one, targets.get(one.target_id, "")))],
        "may_cancel": [{"id": one.pk, "place": targets.get(one.target_id, "")} for one in live],
    }


def foremost(attempts: list[Referral]) -> Referral | None:
    """Of the places that were asked, the one that counts now: whoever was asked last, unless another one has it in hand, or
    still considers it after the last said no."""
    if not attempts or attempts[-1].status == Status.COMPLETED:
        return attempts[-1] if attempts else None
    in_hand = [one for one in attempts if one.status in IN_HAND]
    live = [one for one in attempts if one.status in LIVE]
    return (in_hand or live or attempts)[-1]


def _why(other: Referral) -> str:
    """How it stands with a place beside the foremost one."""
    goes_on = other.status in LIVE or other.status == Status.COMPLETED
    return words.status(other) if goes_on else resident_reason(other)


def _asked_of_me(last: Referral, targets: dict[UUID, str]) -> dict[str, Any] | None:
    """What the place needs from them first, in its words."""
    word = queries.asked_of_the_person(last)
    if word is None:
        return None
    return {"id": last.pk, "place": targets.get(last.target_id, ""), "text": word.text}


def _meets(last: Referral, place: str) -> str:
    """The day on which their helper brings them and the place together, once both said yes."""
    meeting = handoffs.open_of(last.pk)
    if meeting is None or not meeting.agreed:
        return ""
    how = (
        f"{Means(meeting.means).label}, {meeting.place}" if meeting.place else str(Means(meeting.means).label)
    )
    return _("Your helper brings you and {place} together: {when}. {how}.").format(
        place=place, when=words.moment(meeting.meets_at).rstrip("."), how=how
    )


def _expected(last: Referral, request: Request) -> list[dict[str, Any]]:
    """Where and when they are expected, of what is still to come."""
    return [
        one for one in (reading.shown(it, request.at) for it in planning.of_request(last.pk)) if one["coming"]
    ]


def resident_reason(referral: Referral) -> str:
    if referral.reason:
        return str(REASONS[DeclineReason(referral.reason)][1])
    return _("It did not work out.")


def steps(need: Need, last: Referral | None, place: str) -> list[dict[str, str]]:
    """Sent, answered, worked on, did you get it: each done step says who and when."""
    done = [
        (
            bool(last),
            _("Sent"),
            _("{day}, to {place}").format(day=words.day(last.sent_at), place=place)
            if last and last.sent_at
            else "",
        ),
        (bool(last and last.status in ANSWERED_STEPS), _("Answered"), _answer(last)),
        (bool(last and last.status in {Status.IN_PROGRESS, Status.COMPLETED}), _("Worked on"), ""),
        (need.reply == "yes", _("Did you get it?"), ""),
    ]
    shown, now_given = [], False
    for is_done, title, text in done:
        state = "done" if is_done else "next" if now_given else "now"
        now_given = now_given or not is_done
        shown.append({"state": state, "title": title, "text": text})
    return shown


def _answer(last: Referral | None) -> str:
    if last is None or last.answered_at is None or last.status not in ANSWERED_STEPS:
        return ""
    said = _("They put you on their wait list.") if last.status == Status.WAIT_LISTED else _("They said yes.")
    return f"{words.day(last.answered_at)}. {said}"


def what_next(need: Need, last: Referral | None, place: str, at: datetime) -> str:
    """What happens now, as a promise; always what happens if not."""
    if need.outcome not in OPEN_OUTCOMES or (last and last.waiting_on == WaitingOn.RESIDENT):
        return ""
    if last is None:
        return _("A person reads your request and looks for a place. You hear from us within 5 working days.")
    if last.held and last.asks_at:
        return _("{place} takes a few new requests each week. Yours reaches them on {day}.").format(
            place=place, day=words.day(last.asks_at)
        )
    if last.status in UNANSWERED and last.answer_by:
        return _before_their_answer(need, last, place, last.answer_by, at)
    return _after_their_answer(need, last, place)


def _before_their_answer(need: Need, last: Referral, place: str, answer_by: datetime, at: datetime) -> str:
    """By when they answer, only while that can still be kept: before that hour, in theirs, and where it is their turn."""
    if last.waiting_on == WaitingOn.SOURCE:
        return _("{place} asked your helper a question first.").format(place=place)
    closed = last.urgent and not calendars.of_service(last.service_id).is_open(answer_by)
    if answer_by <= at or closed:
        return str(telling.STILL_WAITING)
    said = {"place": place, "day": words.moment(answer_by).rstrip(".")}
    if choices.stopped(need):
        return (
            f"{_('{place} answers by {day}.').format(**said)} {_('Nobody else is asked before you say so.')}"
        )
    return _("{place} answers by {day}. If they do not, we ask another place.").format(**said)


def _after_their_answer(need: Need, last: Referral, place: str) -> str:
    if last.status in WITHOUT_HELP:
        return _after_a_no(need, last, place)
    if last.status == Status.WAIT_LISTED:
        before = waiting.ahead(last.pk)
        known = _("You are on the wait list of {place}.").format(place=place)
        return (
            f"{known} {_('About {n} people are before you.').format(n=before)}"
            if before is not None
            else known
        )
    if last.status in {Status.ACCEPTED, Status.IN_PROGRESS}:
        return _("{place} gets in touch with you.").format(place=place)
    return ""


def _after_a_no(need: Need, last: Referral, place: str) -> str:
    """Another place is asked by itself only where they named one and did not take that back."""
    said = {"place": place, "why": resident_reason(last)}
    if choices.stopped(need):
        return f"{_('{place}: {why}').format(**said)} {_('Nobody else is asked before you say so.')}"
    if last.status != Status.DECLINED:
        return _("This place did not work out. We look for another one.")
    if choices.named(need) and last.reason not in LOOK_FIRST:
        return _("{place}: {why} We are asking another place.").format(**said)
    return _("{place}: {why} We look for another one.").format(**said)


@permissions.for_(permissions.RESIDENT)
@require_POST
def reply(request: Request, need_id: UUID) -> HttpResponse:
    try:
        needs.confirm(
            need_id=need_id, reply=request.POST.get("reply", ""), actor=request.actor, at=request.at
        )
    except Conflict as already:
        messages.info(request, str(already))
        return redirect("resident:mine")
    messages.success(request, _("Thank you. Your answer counts most."))
    return redirect("resident:mine")


@permissions.for_(permissions.RESIDENT)
@require_POST
def cancel(request: Request, referral_id: UUID) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):  # the place reads it
        text = _("The person asked to stop it.")
    try:
        actions.cancel(referral_id=referral_id, text=text, actor=request.actor, at=request.at)
    except Conflict as refusal:
        if queries.referral(referral_id).status != Status.CANCELLED:
            messages.error(request, str(refusal))
            return redirect("resident:mine")
    messages.success(request, _("It is stopped. Nobody asks this place any more."))
    return redirect("resident:mine")


@permissions.for_(permissions.RESIDENT)
@require_POST
def answer(request: Request, referral_id: UUID) -> HttpResponse:
    """What the place asked of them: done, or why not."""
    text = plain(request.POST, "text")[:500]
    try:
        actions.answer_for_the_person(referral_id=referral_id, text=text, actor=request.actor, at=request.at)
    except (Conflict, Invalid) as refusal:
        messages.error(request, f"{refusal} {text}".strip())
        return redirect("resident:mine")
    messages.success(request, _("Thank you. They have your answer."))
    return redirect("resident:mine")


@permissions.for_(permissions.RESIDENT)
@require_POST
def stop_next(request: Request, need_id: UUID) -> HttpResponse:
    choices.stop(need_id=need_id, actor=request.actor, at=request.at)
    messages.success(request, _("Nobody else is asked before you say so."))
    return redirect("resident:mine")


@permissions.for_(permissions.PUBLIC)
@require_POST
def close(request: Request) -> HttpResponse:
    request.session.flush()
    return redirect("resident:door")
