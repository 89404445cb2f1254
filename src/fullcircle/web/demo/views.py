"""A door for each role, and the outbox. Routed only where FULLCIRCLE_DEMO is on."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.infra import outbox, phones, signatures, time
from fullcircle.referrals.time import ticking
from fullcircle.web import permissions
from fullcircle.web.accounts.views import BACKEND
from fullcircle.web.acting import HAT_KEY, RESIDENT_KEY, Request
from fullcircle.web.texts import webhooks

ROLES = {
    "navigator": (
        _("Navigator"),
        "marcus.bell@eastgate.example",
        _("Helps 45 people find and get services."),
    ),
    "intake": (
        _("Intake at a food pantry"),
        "ruth.amadi@cupboard.example",
        _("Answers requests and says how much room there is."),
    ),
    "hub": (
        _("Hub manager"),
        "lila.thornfield@hub.example",
        _("Sees how the network does, and what needs her."),
    ),
    "member": (
        _("Member of the collaborative"),
        "helena.moss@riverlight.example",
        _("Sits in the council, and votes."),
    ),
    "administrator": (
        _("Administrator"),
        "edwin.marsh@eastgate.example",
        _("Invites colleagues and takes them off the team."),
    ),
}
PAGE, MOST = 25, 1000
EVENING, EVERY = clock_time(18), timedelta(hours=3)
JUMPS = ((1, _("Next day")), (3, _("3 days later")), (7, _("A week later")))
LINK = re.compile(r"https?://[^\s/]+(/\S+)")


@permissions.for_(permissions.PUBLIC)
@require_safe
def doors(request: Request) -> HttpResponse:
    """What Fullcircle is, in one screen, with a door for each role."""
    roles = [
        {"key": key, "label": label, "text": text, **_who(email)}
        for key, (label, email, text) in ROLES.items()
    ]
    return render(
        request, "demo/doors.html", {"roles": roles, "today": localtime(request.at), "jumps": JUMPS}
    )


def _who(email: str) -> dict[str, str]:
    user = accounts.user_by_email(email)
    if user is None:
        return {"name": "", "place": ""}
    held = accounts.memberships(user.pk)
    return {"name": user.name, "place": ", ".join(directory.organization_names(set(held)).values())}


@permissions.for_(permissions.PUBLIC)
@require_POST
def enter(request: Request, role: str) -> HttpResponse:
    user = accounts.user_by_email(ROLES[role][1]) if role in ROLES else None
    if user is None:
        raise NotFound(_("There is no such door."))
    for key in (HAT_KEY, RESIDENT_KEY):
        request.session.pop(key, None)
    login(request, user, backend=BACKEND)
    return redirect("today:today")


@permissions.for_(permissions.PUBLIC)
@require_POST
def later(request: Request) -> HttpResponse:
    """Time moves on to the evening of a later day, with its clocks: whoever waits is reminded, shown to the hub, asked."""
    days = next((days for days, _label in JUMPS if request.POST.get("days") == str(days)), 1)
    evening = _evening(localtime(request.at) + timedelta(days=days))
    time.move_on(evening - request.at)
    ran = [ticking.run(at=at) for at in _moments(request.at, evening)]
    steps, told = sum(one.steps for one in ran), sum(one.told for one in ran)
    day = date_format(evening, "l, F j")
    messages.success(
        request,
        _(
            "It is now {day}. Steps of clocks: {steps}. People written to because they had heard nothing: {told}."
        ).format(day=day, steps=steps, told=told),
    )
    return redirect("demo:doors")


def _evening(at: datetime) -> datetime:
    """Six o'clock of this day; later in the evening as it is; at night the next day, when residents were written to."""
    if at.hour < EVENING.hour:
        return datetime.combine(at.date(), EVENING, at.tzinfo)
    return (
        at if time.polite(at) == at else datetime.combine(at.date() + timedelta(days=1), EVENING, at.tzinfo)
    )


def _moments(since: datetime, until: datetime) -> Iterator[datetime]:
    """When the clocks are heard on the way, the end among them."""
    at = since
    while (at := at + EVERY) < until:
        yield at
    yield until


@permissions.for_(permissions.PUBLIC)
@require_POST
def text_us(request: Request) -> HttpResponse:
    """A pretend phone: what is typed is signed as the provider signs it, and comes in as its texts do."""
    number, path = request.POST.get("number", "")[:20], reverse("texts:came")
    fields = {
        "MessageSid": f"pretend-{secrets.token_hex(12)}", "AccountSid": settings.SMS_ACCOUNT, "To": settings.SMS_FROM,
        "From": phones.international(number), "Body": request.POST.get("body", "")[:1600],
    }  # fmt: skip
    signature = signatures.twilio(f"{settings.SITE_URL}{path}", fields, settings.SMS_TOKEN)
    if webhooks.text_taken(fields, path=path, signature=signature, at=request.at) == 200:
        messages.success(request, _("Your text came in. What follows stands here within seconds."))
    return redirect(reverse("demo:outbox") + "?" + urlencode({"to": number}))


@permissions.for_(permissions.PUBLIC)
@require_safe
def outbox_page(request: Request) -> HttpResponse:
    """Every message as its receiver sees it, the newest first, with its links working."""
    to = request.GET.get("to", "").strip()
    found = [message for message in outbox.recent(MOST) if to in message.to]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = [{"message": message, "body": with_links(message.body)} for message in page.object_list]
    context: dict[str, Any] = {
        "shown": shown,
        "page": page,
        "to": to,
        "newer": _page_url(to, page.previous_page_number()) if page.has_previous() else "",
        "older": _page_url(to, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "demo/outbox.html", context)


def _page_url(to: str, number: int) -> str:
    return "?" + urlencode({"to": to, "page": number})


def with_links(body: str) -> SafeString:
    """The body with its links to this site made live; everything else escaped."""
    live = LINK.sub(lambda found: f'<a href="{found[1]}">{found[0]}</a>', escape(body))
    return mark_safe(live.replace("\n", "<br>"))  # noqa: S308 - escaped in the line above
