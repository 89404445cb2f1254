"""Calls: who can only be called, what to say and not to say there, and what became of each try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

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
from fullcircle.caseload import calls as log
from fullcircle.caseload.kinds import Means, Result
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.people import names, policies, queries, thread
from fullcircle.referrals import cards, worklists
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import OPEN_OUTCOMES
from fullcircle.web import languages, permissions, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.forms import plain, uuid_or_none

if TYPE_CHECKING:
    from fullcircle.caseload.models import Call
    from fullcircle.people.models import Contact
    from fullcircle.people.queries import Record

WHY_CALL = {
    "none": gettext_lazy("No safe way to write to them is known."),
    "stopped": gettext_lazy("They said STOP to texts, and no mail is known."),
    "failed": gettext_lazy("A text did not reach them, and no mail is known."),
}
SHOWN = 10


@permissions.for_(permissions.NAVIGATORS)
@require_safe
def calls(request: Request) -> HttpResponse:
    """People with an open need whom nobody can write to, the longest silent first: one's own, or of the whole team."""
    here = organization_of(request)
    team = request.GET.get("whose") == "team"
    lists = worklists.today(
        organization_id=here, at=request.at, user_id=None if team else request.actor.user_id
    )
    return render(request, "people/calls.html", {"lines": call_list(lists), "team": team})


def to_call(lists: worklists.Today) -> dict[UUID, tuple[worklists.Line, str]]:
    """Of the people of these lists those whom nobody can write to: the need whose resident waits longest, and why."""
    lines = sorted((*lists.overdue, *lists.mine, *lists.waiting), key=lambda line: line.last_heard_at)
    unreachable = thread.not_to_be_written_to({line.person_id for line in lines})
    found: dict[UUID, tuple[worklists.Line, str]] = {}
    for line in lines:
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
    return _call_page(request, person_id)


def _call_page(request: Request, person_id: UUID, refusal: Invalid | None = None) -> HttpResponse:
    record = queries.record(person_id)
    policies.check_can_correct(request.actor, record.person)
    contact = record.contact
    context = {
        "person": record.person, "number": names.spoken(contact.phone) if contact and contact.phone else "",
        "note": contact.note if contact else "", "language": cards.language_name(record.person.language),
        "spoken": languages.of_words(record.person.language), "say": _to_say(request, record), "never": _never_to_say(contact),
        "voicemail": _voicemail(record), "waits": bool(log.open_needs(person_id)), **_log_of(person_id),
        "results": Result.choices, "means": Means.choices, "refusal": refusal, "typed": request.POST,
        "once": request.POST.get("once") or uuid4(),
        "crumbs": [{"label": _("People"), "url": reverse("people:list")},
                   {"label": record.person.name, "url": reverse("people:person", args=[person_id])}],
    }  # fmt: skip
    return render(request, "people/call.html", context, status=400 if refusal else 200)


def _log_of(person_id: UUID) -> dict[str, Any]:
    made = log.of(person_id)
    who = accounts.names({one.made_by for one in made[:SHOWN]})
    return {"log": [_tried(one, who.get(one.made_by, "")) for one in made[:SHOWN]], "tried": log.tried(made)}


def _tried(one: Call, who: str) -> dict[str, Any]:
    """One try, as the timeline draws it."""
    said = f"{Result(one.result).label}. {Means(one.means).label}"
    return {
        "kind": "other", "at": one.made_at, "when": words.moment(one.made_at), "who": who,
        "text": f"{said}. {one.note}" if one.note else said,
    }  # fmt: skip


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def called(request: Request, person_id: UUID) -> HttpResponse:
    """What became of a try; reached and told, the silence of every open need ends."""
    said = request.POST
    try:
        made = log.log(
            person_id=person_id, result=said.get("result", ""), means=said.get("means", ""), note=plain(said, "note"),
            told=said.get("told") == "yes" and said.get("result") == Result.REACHED, actor=request.actor, at=request.at,
            call_id=uuid_or_none(said.get("once", "")),
        )  # fmt: skip
    except Invalid as refusal:
        return _call_page(request, person_id, refusal)
    if made.result == Result.WRONG_NUMBER:
        messages.warning(
            request, _("Written down. Correct the number, or remove it, so that nobody writes to it.")
        )
        return redirect("people:correct", person_id)
    if made.result == Result.REACHED:
        messages.success(request, _("Written down: you spoke with them."))
        return redirect("people:person", person_id)
    messages.success(request, _("Written down. Try again at another time of day."))
    return redirect("people:call", person_id)


def _to_say(request: Request, record: Record) -> list[str]:
    """Sentence by sentence, in the resident's language."""
    place = next(iter(directory.organization_names({record.person.steward_id}).values()), "")
    asked = [
        need
        for need in referrals.needs_of(record.person.pk)
        if need.asked_at is not None and need.replied_at is None and need.outcome in OPEN_OUTCOMES
    ]
    with translation.override(languages.of_words(record.person.language)):
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
    with translation.override(languages.of_words(record.person.language)):
        return _("This is a message for {name}. Please call {phone}.").format(
            name=record.person.name, phone=accounts.community().help_phone
        )
