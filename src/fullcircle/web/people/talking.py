"""Messages with a resident, and calls: who can only be called, and what to say and not to say there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fullcircle.access.errors import Invalid
from fullcircle.caseload import calls
from fullcircle.infra import incoming
from fullcircle.people import thread
from fullcircle.people.thread import Became, Receipt
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request

if TYPE_CHECKING:
    from fullcircle.people.models import Contact, Person, ThreadMessage

SHOWN = 6


BECAME = {
    Became.WAITS: (gettext_lazy("Text on its way"), gettext_lazy("E-mail on its way")),
    Became.BY_DAY: (gettext_lazy("Text waits for the morning"), gettext_lazy("E-mail waits for the morning")),
    Became.SENT: (gettext_lazy("Text sent"), gettext_lazy("E-mail sent")),
    Became.ARRIVED: (gettext_lazy("Text arrived"), gettext_lazy("E-mail sent")),
    Became.FAILED: (gettext_lazy("The text did not arrive"), gettext_lazy("The e-mail did not go out")),
}


def said(message: ThreadMessage, name: str, receipt: Receipt | None = None) -> dict[str, Any]:
    """As the timeline draws it."""
    return {
        "kind": "voice" if message.by_resident else "mine", "at": message.said_at, "when": words.moment(message.said_at),
        "who": name if message.by_resident else _("Their helper"), "quote": message.text,
        "receipt": BECAME[receipt.became][receipt.channel != "sms"] if receipt else "",
    }  # fmt: skip


def of_person(person: Person, *, everything: bool) -> dict[str, Any]:
    """The thread for the person page, the newest first."""
    newest = thread.of(person.pk, most=100 if everything else SHOWN)[::-1]
    receipts = thread.receipts(newest)
    return {
        "thread": [said(one, person.name, receipts.get(one.pk)) for one in newest],
        "thread_waits": any(one.needs_answer for one in newest),
    }


def texts_reach(contact: Contact | None) -> bool:
    """Not where the number said STOP, or a text has just failed."""
    return not (contact and contact.may_text and contact.phone and not incoming.takes_texts(contact.phone))


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def write(request: Request, person_id: UUID) -> HttpResponse:
    try:
        told = calls.write(
            person_id=person_id, text=request.POST.get("text", ""), actor=request.actor, at=request.at
        )
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        if told:
            messages.success(
                request, _("Sent. They get word that there is a message; the words are on their page.")
            )
        else:
            messages.warning(request, _("Written down, but no way to write to them is safe: call them."))
    return redirect(reverse("people:person", args=[person_id]) + "#thread")


@permissions.for_(permissions.NAVIGATORS)
@require_POST
def settle(request: Request, person_id: UUID) -> HttpResponse:
    thread.settle(person_id=person_id, actor=request.actor, at=request.at)
    messages.success(request, _("Nothing waits for an answer any more."))
    return redirect("people:person", person_id)
