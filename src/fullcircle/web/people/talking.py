"""Messages with a resident, and calls: who can only be called, and what to say and not to say there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.infra import incoming
from fullcircle.people import names, policies, queries, thread
from fullcircle.referrals import cards, needs, worklists
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import OPEN_OUTCOMES
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request

if TYPE_CHECKING:
    from fullcircle.people.models import Contact, Person, ThreadMessage
    from fullcircle.people.queries import Record
    from fullcircle.referrals.models import Need

SHOWN = 6
WHY_CALL = {
    "none": gettext_lazy("No safe way to write to them is known."),
    "stopped": gettext_lazy("They said STOP to texts, and no mail is known."),
    "failed": gettext_lazy("A text did not reach them, and no mail is known."),
}


def said(message: ThreadMessage, name: str) -> dict[str, Any]:
    """As the timeline draws it."""
    return {
        "kind": "voice" if message.by_resident else "mine", "at": message.said_at, "when": words.moment(message.said_at),
        "who": name if message.by_resident else _("Their helper"), "quote": message.text,
    }  # fmt: skip


def of_person(person: Person, *, everything: bool) -> dict[str, Any]:
    """The thread for the person page, the newest first."""
    newest = thread.of(person.pk, most=100 if everything else SHOWN)[::-1]
    return {
        "thread": [said(one, person.name) for one in newest],
        "thread_waits": any(one.needs_answer for one in newest),
    }


def texts_reach(contact: Contact | None) -> bool:
    """Not where the number said STOP, or a text has just failed."""
    return not (contact and contact.may_text and contact.phone and not incoming.takes_texts(contact.phone))


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def write(request: Request, person_id: UUID) -> HttpResponse:
    try:
        _message, told = thread.write(
            person_id=person_id, text=request.POST.get("text", ""), actor=request.actor, at=request.at
        )
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        if told:
            for need in open_needs(person_id):
                needs.heard(need_id=need.pk, how="message", actor=request.actor, at=request.at)
            messages.success(
                request, _("Sent. They get word that there is a message; the words are on their page.")
            )
        else:
            messages.warning(request, _("Written down, but no way to write to them is safe: call them."))
    return redirect(reverse("people:person", args=[person_id]) + "#thread")


def open_needs(person_id: UUID) -> list[Need]:
    """What they wait for: a message from their helper ends the silence."""
    return [
        need for need in referrals.needs_of(person_id) if need.wants_help and need.outcome in OPEN_OUTCOMES
    ]


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def settle(request: Request, person_id: UUID) -> HttpResponse:
    thread.settle(person_id=person_id, actor=request.actor, at=request.at)
    messages.success(request, _("Nothing waits for an answer any more."))
    return redirect("people:person", person_id)


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def calls(request: Request) -> HttpResponse:
    """People with an open need whom nobody can write to, the longest silent first: one's own, or of the whole team."""
    here = request.actor.organization_id
    assert here is not None  # noqa: S101 - navigators act for an organization
    team = request.GET.get("whose") == "team"
    lists = worklists.today(
        organization_id=here, at=request.at, user_id=None if team else request.actor.user_id
    )
    return render(request, "people/calls.html", {"lines": call_list(lists), "team": team})


def to_call(lists: worklists.Today) -> dict[UUID, tuple[worklists.Line, str]]:
    """Of the people of these lists those whom nobody can write to: the need whose resident waits longest, and why."""
    unreachable = thread.not_to_be_written_to()
    found: dict[UUID, tuple[worklists.Line, str]] = {}
    if unreachable:
        for line in sorted(
            (*lists.overdue, *lists.mine, *lists.waiting), key=lambda line: line.last_heard_at
        ):
            if line.person_id in unreachable:
                found.setdefault(line.person_id, (line, unreachable[line.person_id]))
    return found


def call_list(lists: worklists.Today) -> list[dict[str, Any]]:
    return [
        {
            "who": line.person, "url": reverse("people:call", args=[person_id]), "icon": domains.icon(line.domain),
            "what": line.detail or domains.label(line.domain), "why": WHY_CALL[why],
            "chip": words.quiet(line.quiet_days, line.silence),
        }
        for person_id, (line, why) in to_call(lists).items()
    ]  # fmt: skip


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def call(request: Request, person_id: UUID) -> HttpResponse:
    """What to say in their language, what never to say, and what if somebody else answers."""
    record = queries.record(person_id)
    policies.check_can_correct(request.actor, record.person)
    contact = record.contact
    context = {
        "person": record.person, "number": names.spoken(contact.phone) if contact and contact.phone else "",
        "note": contact.note if contact else "", "language": cards.language_name(record.person.language),
        "spoken": record.person.language, "say": _to_say(request, record), "never": _never_to_say(contact),
        "voicemail": _voicemail(record), "waits": bool(open_needs(person_id)),
        "crumbs": [{"label": _("People"), "url": reverse("people:list")},
                   {"label": record.person.name, "url": reverse("people:person", args=[person_id])}],
    }  # fmt: skip
    return render(request, "people/call.html", context)


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def called(request: Request, person_id: UUID) -> HttpResponse:
    """They were told by telephone how things stand: of every open need. Raises Denied."""
    policies.check_can_correct(request.actor, queries.person(person_id))
    for need in open_needs(person_id):
        needs.heard(need_id=need.pk, how="call", actor=request.actor, at=request.at)
    messages.success(request, _("Written down: the person knows how things stand."))
    return redirect("people:person", person_id)


def _to_say(request: Request, record: Record) -> list[str]:
    """Sentence by sentence, in the resident's language."""
    place = next(iter(directory.organization_names({record.person.steward_id}).values()), "")
    asked = [
        need
        for need in referrals.needs_of(record.person.pk)
        if need.asked_at is not None and need.replied_at is None and not need.outcome
    ]
    with translation.override(record.person.language):
        name = record.person.name
        lines = [_("Hello, may I speak with {name}?").format(name=name)]
        lines.append(_("Is this a good time, and can you talk freely?"))
        lines.append(_("I am {me} from {place}.").format(me=request.actor.name, place=place))
        lines += [
            _("You asked for help with {what}. Did you get it? You can also tell us on your page.").format(
                what=domains.label(need.domain)
            )
            for need in asked
        ]
        lines.append(
            _("How may we reach you from now on? Is it safe to text, to write a mail, to leave a message?")
        )
        return lines


def _never_to_say(contact: Contact | None) -> list[str]:
    """In the caller's own language."""
    never = [_("To nobody else what it is about, nor that they asked for help.")]
    if contact is None or not contact.may_say_who:
        never.append(_("To nobody else where you are from. Say it once you speak with them."))
    if contact is None or not contact.may_voicemail:
        never.append(_("Nothing on voicemail: hang up, and try another time of day."))
    never.append(_("If somebody else answers: say that you call again, and nothing more."))
    return never


def _voicemail(record: Record) -> str:
    """The one sentence for voicemail, in the resident's language; '' where none is safe."""
    contact = record.contact
    if contact is None or not contact.may_voicemail:
        return ""
    with translation.override(record.person.language):
        return _("This is a message for {name}. Please call {phone}.").format(
            name=record.person.name, phone=accounts.community().help_phone
        )
