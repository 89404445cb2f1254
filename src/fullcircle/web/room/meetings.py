"""Meetings: planned, with who must come; answered; held, with attendance and minutes; and as a file for calendars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.collaborative import authority, queries, sectors, words
from fullcircle.collaborative import meetings as actions
from fullcircle.collaborative.meetings import Item, Plan
from fullcircle.web import ical, permissions
from fullcircle.web.acting import Request
from fullcircle.web.room import present
from fullcircle.web.room.bodies import seen
from fullcircle.web.room.forms import AgendaForm, MeetingForm, MinutesForm, SayForm, acted, page

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Meeting, Representative

LASTS = re.compile(r"^\s*(\d{1,3})\s*:\s*(.+)$")
NUMBER = re.compile(r"#(\d{1,5})\b")


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, body_id: UUID) -> HttpResponse:
    return _plan(request, queries.body(body_id), None)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, meeting_id: UUID) -> HttpResponse:
    one = queries.meeting(meeting_id)
    return _plan(request, one.body, one)


def _plan(request: Request, body: Any, one: Meeting | None) -> HttpResponse:
    """Times are typed and shown in the time zone of the body."""
    known = {name: getattr(one, name) for name in MeetingForm.base_fields} if one else {"kind": "steering"}
    with timezone.override(ZoneInfo(body.zone)):
        form = MeetingForm(request.POST or None, initial=known)
        made = acted(
            request, form,
            lambda said: actions.plan(
                body_id=body.pk, meeting_id=one.pk if one else None, plan=Plan(**said), actor=request.actor, at=request.at
            ),
        )  # fmt: skip
        if made:
            messages.success(
                request, _("Planned. Everybody who sits in {body} got an e-mail.").format(body=body.name)
            )
            return redirect("room:meeting", made.pk)
        back = reverse("room:meeting", args=[one.pk]) if one else reverse("room:body", args=[body.pk])
        title = _("Change the meeting") if one else _("Plan a meeting")
        about = _("Times are those of {zone}.").format(zone=body.zone)
        return page(
            request, form, title=title, back=one.title if one else body.name, back_url=back, about=about
        )


@permissions.for_(permissions.ROOM)
@require_safe
def meeting(request: Request, meeting_id: UUID) -> HttpResponse:
    return _page(request, meeting_id)


def _page(request: Request, meeting_id: UUID, **forms: Any) -> HttpResponse:
    one = queries.meeting(meeting_id)
    seen(request, one.body_id)
    inside, keeps = queries.sits_or_keeps(request.actor, one.body), queries.keeps(request.actor)
    mine = [
        each
        for each in queries.expected_or_invited(one)
        if each.user_id and each.user_id == request.actor.user_id
    ]
    said = {each.representative_id: each for each in one.attendance.all()}
    my_answer = said.get(mine[0].pk) if mine else None
    context = {
        "meeting": one,
        "when": present.when(one),
        "kind": words.MEETINGS[one.kind],
        "chip": present.meeting(one, request.at)["chip"],
        "agenda": [(each, present.proposal(each.proposal) if each.proposal else None) for each in queries.agenda(one)],
        "offers": [words.ACCESS_NEEDS[each] for each in one.offers],
        "room": who_must_come(one) if keeps and not one.cancelled_at and one.ends_at > request.at else None,
        "people": _people(one, said) if inside else [],
        "needs": _needs(said.values()) if keeps else [],
        "voice": _voice(one) if inside else "",
        "minutes": one.minutes if inside or one.minutes_public else "",
        "mine": mine[0] if mine and one.starts_at > request.at and not one.cancelled_at else None,
        "say_form": forms.get("say") or SayForm(
            initial={"says": my_answer.says, "needs": my_answer.needs} if my_answer else {"needs": _my_needs(mine)}
        ),
        "actions": [present.action(each, request.at) for each in queries.actions([one.body]) if each.meeting_id == one.pk],
        "agenda_form": forms.get("agenda") or AgendaForm(initial={"agenda": _typed(one)}),
        "minutes_form": forms.get("minutes") or MinutesForm(initial={"minutes": one.minutes, "public": one.minutes_public}),
        "begun": one.starts_at <= request.at,
        "inside": inside,
        "keeps": keeps,
    }  # fmt: skip
    return render(
        request,
        "room/meeting.html",
        context,
        status=400 if any(form.errors for form in forms.values()) else 200,
    )


def _my_needs(mine: list[Representative]) -> list[str]:
    """What one said once that one needs to take part."""
    found = queries.reach(mine[:1])
    return [need for one in found.values() for need in one.needs]


def who_must_come(one: Meeting) -> dict[str, Any]:
    """The warning in words: who lacks authority, and which part of the community nobody speaks for."""
    found, needs = queries.in_the_room(one), sectors.meetings()[one.kind]
    lines = [
        _("{name} ({sector}) may decide up to level {level}: ask for somebody of level {wanted}.").format(
            name=each.name, sector=sectors.sectors()[each.sector].label, level=each.level, wanted=needs.level
        )
        for each in found.send
    ]
    missing = [str(sectors.QUADRANTS[each]) for each in found.missing_quadrants]
    missing += [
        sectors.sectors()[each].label
        for each in found.missing_sectors
        if sectors.quadrant(each) not in found.missing_quadrants
    ]
    if missing:
        lines.append(_("Nobody comes for: {names}.").format(names="; ".join(missing)))
    share = f"{round(found.share * 100)}%" if found.share is not None else "–"
    return {
        "ready": found.ready,
        "lines": lines,
        "share": share,
        "wanted": f"{round(needs.share * 100)}%",
        "decides": needs.share > 0,
    }


def _people(one: Meeting, said: dict[UUID, Any]) -> list[dict[str, Any]]:
    rows = []
    for each in queries.expected_or_invited(one):
        answer = said.get(each.pk)
        rows.append({
            "it": each, "says": answer.says if answer else "", "came": answer.came if answer else None,
            "spoke": answer.spoke if answer else None, "level": each.level,
            "sector": sectors.sectors()[each.member.sector].label,
        })  # fmt: skip
    return rows


def _needs(said: Any) -> list[str]:
    """What to arrange, with how many ask for it."""
    count: dict[str, int] = {}
    for each in said:
        for need in each.needs if each.says == "yes" else []:
            count[need] = count.get(need, 0) + 1
    return [f"{words.ACCESS_NEEDS[need]}: {n}" for need, n in sorted(count.items())]


def _voice(one: Meeting) -> str:
    found = queries.parity_of(one)
    if found is None:
        return ""
    said = _(
        "Equity of voice: {parity}. Lived-experience seats spoke {parity} times as much as their share of the seats."
    )
    low = _("Below 0.80: ask them first next time, and ask why.")
    words_ = said.format(parity=f"{float(found):.2f}")
    return f"{words_} {low}" if found < authority.LEAST_PARITY else words_


@permissions.for_(permissions.ROOM)
@require_POST
def say(request: Request, meeting_id: UUID) -> HttpResponse:
    one = queries.meeting(meeting_id)
    seen(request, one.body_id)
    form = SayForm(request.POST)

    def act(said: dict[str, Any]) -> Any:
        who = UUID(request.POST.get("who", "")) if request.POST.get("who") else None
        mine = [each.pk for each in queries.mine(request.actor)]
        return actions.say(
            meeting_id=meeting_id, representative_id=who or (mine[0] if mine else UUID(int=0)), actor=request.actor,
            at=request.at, **said,
        )  # fmt: skip

    made = acted(request, form, act)
    if not made:
        return _page(request, meeting_id, say=form)
    messages.success(request, _("Thank you. You can change it until the meeting begins."))
    return redirect("room:meeting", meeting_id)


@permissions.for_(permissions.HUB)
@require_POST
def agenda(request: Request, meeting_id: UUID) -> HttpResponse:
    one = queries.meeting(meeting_id)
    form = AgendaForm(request.POST)
    made = acted(
        request, form,
        lambda said: actions.set_agenda(
            meeting_id=meeting_id, items=_read(said["agenda"], one), actor=request.actor, at=request.at
        ),
    )  # fmt: skip
    if made is None:
        return _page(request, meeting_id, agenda=form)
    messages.success(request, _("Saved."))
    return redirect("room:meeting", meeting_id)


def _read(typed: str, one: Meeting) -> list[Item]:
    """One item a line: "15: Title #3". Raises Invalid."""
    numbers = {each.number: each.pk for each in queries.proposals([one.body])}
    items = []
    for line in filter(str.strip, typed.splitlines()):
        match, number = LASTS.match(line), NUMBER.search(line)
        if number and int(number[1]) not in numbers:
            raise Invalid(_("There is no proposal {n} in this body.").format(n=number[0]), field="agenda")
        items.append(Item(
            title=(match[2] if match else line).strip(), lasts=int(match[1]) if match else 10,
            proposal_id=numbers[int(number[1])] if number else None,
        ))  # fmt: skip
    return items


def _typed(one: Meeting) -> str:
    return "\n".join(f"{each.lasts}: {each.title}" for each in queries.agenda(one))


@permissions.for_(permissions.HUB)
@require_POST
def attend(request: Request, meeting_id: UUID) -> HttpResponse:
    one = queries.meeting(meeting_id)
    came: dict[UUID, int | None] = {}
    for each in queries.expected_or_invited(one):
        if request.POST.get(f"came-{each.pk}"):
            typed = request.POST.get(f"spoke-{each.pk}", "").strip()
            came[each.pk] = int(typed) if typed.isdecimal() and len(typed) < 4 else None
    actions.attend(meeting_id=meeting_id, came=came, actor=request.actor, at=request.at)
    messages.success(request, ngettext("{n} came.", "{n} came.", len(came)).format(n=len(came)))
    return redirect("room:meeting", meeting_id)


@permissions.for_(permissions.HUB)
@require_POST
def minutes(request: Request, meeting_id: UUID) -> HttpResponse:
    form = MinutesForm(request.POST)
    made = acted(
        request, form,
        lambda said: actions.write_minutes(
            meeting_id=meeting_id, text=said["minutes"], public=said["public"], actor=request.actor, at=request.at
        ),
    )  # fmt: skip
    if not made:
        return _page(request, meeting_id, minutes=form)
    messages.success(request, _("Saved."))
    return redirect("room:meeting", meeting_id)


@permissions.for_(permissions.HUB)
@require_POST
def cancel(request: Request, meeting_id: UUID) -> HttpResponse:
    one = actions.cancel(meeting_id=meeting_id, actor=request.actor, at=request.at)
    messages.success(
        request, _("Cancelled. Everybody who sits in {body} got an e-mail.").format(body=one.body.name)
    )
    return redirect("room:body", one.body_id)


@permissions.for_(permissions.ROOM)
@require_safe
def calendar(request: Request, meeting_id: UUID) -> HttpResponse:
    """RFC 5545: one event; a later SEQUENCE moves it, a cancelled one leaves the calendar."""
    one = queries.meeting(meeting_id)
    seen(request, one.body_id)
    entry = ical.Entry(
        id=one.pk, title=one.title, starts_at=one.starts_at, ends_at=one.ends_at, zone=settings.TIME_ZONE,
        place=one.place or one.link, said_at=request.at, version=one.version, cancelled=one.cancelled_at is not None,
        url=f"{settings.SITE_URL}{reverse('room:meeting', args=[one.pk])}",
    )  # fmt: skip
    return ical.response(one.title, [entry], file="meeting")
