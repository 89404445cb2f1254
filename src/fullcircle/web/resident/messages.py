"""A resident's messages with their helper, on their own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fullcircle.access.errors import Invalid
from fullcircle.people import queries as people
from fullcircle.people import thread
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request


@permissions.for_(permissions.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: Request) -> HttpResponse:
    person_id = request.actor.person_id
    assert isinstance(person_id, UUID)  # noqa: S101 - pages of residents have an actor who is one
    refusal = None
    if request.method == "POST":
        try:
            thread.write(
                person_id=person_id, text=request.POST.get("text", ""), actor=request.actor, at=request.at
            )
        except Invalid as error:
            refusal = error
        else:
            messages.success(request, _("Sent. Your helper reads it."))
            return redirect("resident:messages")
    said = [
        {
            "kind": "voice" if one.by_resident else "mine", "at": one.said_at, "when": words.moment(one.said_at),
            "who": _("You") if one.by_resident else _("Your helper"), "quote": one.text,
        }
        for one in reversed(thread.of(person_id))
    ]  # fmt: skip
    contact = people.contact_of(person_id)
    context = {
        "said": said, "refusal": refusal, "texted": bool(contact and contact.phone and contact.may_text),
        "words_in_texts": bool(contact and contact.may_say_what),
    }  # fmt: skip
    return render(request, "resident/messages.html", context, status=400 if refusal else 200)


@permissions.for_(permissions.RESIDENT)
@require_POST
def words_in_texts(request: Request) -> HttpResponse:
    person_id = request.actor.person_id
    assert isinstance(person_id, UUID)  # noqa: S101 - pages of residents have an actor who is one
    allow = request.POST.get("allow") == "yes"
    thread.allow_words(person_id=person_id, allow=allow, actor=request.actor, at=request.at)
    messages.success(
        request,
        _("Texts hold the words from now on.") if allow else _("Texts only say that there is a message."),
    )
    return redirect("resident:messages")
