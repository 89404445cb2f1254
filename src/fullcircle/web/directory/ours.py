"""An organization keeps its own listings: room in one tap, still right in one tap, words in one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Invalid
from fullcircle.directory import answering, closing, policies, queries, said, upkeep
from fullcircle.referrals import capacity
from fullcircle.web import permissions, words
from fullcircle.web.acting import Request, organization_of
from fullcircle.web.directory import present
from fullcircle.web.forms import whole_number
from fullcircle.web.room.forms import acted, day
from fullcircle.web.room.forms import page as one_form

if TYPE_CHECKING:
    from fullcircle.directory.models import DifferentHours, Service

STATES = (
    ("open", gettext_lazy("Open")),
    ("limited", gettext_lazy("Some room")),
    ("wait-list", gettext_lazy("Wait list")),
    ("closed", gettext_lazy("Closed")),
)
ROOM, LIMITS = ("room_this_week", "wait_days"), ("maximum", "weekly_limit")


@permissions.for_(permissions.ANSWERERS)
@require_safe
def ours(request: Request) -> HttpResponse:
    return _page(request)


def _page(
    request: Request, refusal: Invalid | None = None, about: UUID | None = None, status: int = 200
) -> HttpResponse:
    here = organization_of(request)
    organization = queries.organization(here)
    services = list(queries.services_of(here))
    waiting = capacity.waiting([service.pk for service in services])
    field = refusal.field if refusal is not None and about is None else ""
    known = answering.of(here)
    phone = known.phone if known else ""
    context = {
        "lines": [
            _line(service, request, refusal if service.pk == about else None, waiting.get(service.pk, 0))
            for service in services
        ],
        "organization": organization,
        "typed_email": request.POST.get("email", "") if field == "email" else organization.email,
        "email_error": refusal if field == "email" else None,
        "answering": known,
        "typed_phone": request.POST.get("phone", "")[:40] if field == "phone" else phone,
        "text_errors": {field: refusal} if field in {"phone", "code"} else {},
        "closed": [_closed(one) for one in closing.coming(here, today=localtime(request.at).date())],
    }
    return render(request, "directory/ours.html", context, status=status)


def _closed(one: DifferentHours) -> dict[str, Any]:
    days = [
        date_format(day, "MONTH_DAY_FORMAT" if one.yearly else "DATE_FORMAT")
        for day in (one.first_on, one.last_on)
    ]
    hours = [time_format(at, "TIME_FORMAT") for at in (one.opens_at, one.closes_at) if at is not None]
    span = _("{first} to {last}").format(first=days[0], last=days[1])
    return {
        "id": one.pk, "when": days[0] if one.first_on == one.last_on else span,
        "hours": _("open {opens} to {closes}").format(opens=hours[0], closes=hours[1]) if hours else _("closed"),
        "yearly": one.yearly, "why": one.why, "service": one.service.name if one.service else "",
    }  # fmt: skip


class ClosedForm(forms.Form):
    service = forms.ChoiceField(label=gettext_lazy("Which service"), required=False)
    first_on = day(gettext_lazy("First day"), required=True)
    last_on = day(gettext_lazy("Last day"), hint=gettext_lazy("Leave it empty for one day."))
    opens_at = forms.TimeField(
        label=gettext_lazy("Open from"), required=False, widget=forms.TimeInput({"type": "time"}),
        help_text=gettext_lazy("Leave both times empty if you are closed."),
    )  # fmt: skip
    closes_at = forms.TimeField(
        label=gettext_lazy("Open until"), required=False, widget=forms.TimeInput({"type": "time"})
    )
    yearly = forms.BooleanField(label=gettext_lazy("The same days each year"), required=False)
    why = forms.CharField(label=gettext_lazy("Why (everybody may read it)"), required=False, max_length=120)


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: Request) -> HttpResponse:
    here = organization_of(request)
    form = ClosedForm(request.POST or None)
    choices = [("", _("All of them")), *((str(one.pk), one.name) for one in queries.services_of(here))]
    form.fields["service"].choices = choices  # type: ignore[attr-defined]

    def act(typed: dict[str, Any]) -> DifferentHours:
        which = typed.pop("service")
        return closing.say(
            organization_id=here, service_id=UUID(which) if which else None, actor=request.actor, at=request.at, **typed
        )  # fmt: skip

    if acted(request, form, act):
        messages.success(request, _("Clocks count your days from now on."))
        return redirect("services:ours")
    return one_form(
        request, form, title=_("Closed, or other hours"), back=_("Our services"), back_url=reverse("services:ours")
    )  # fmt: skip


@permissions.for_(permissions.ANSWERERS)
@require_POST
def open_again(request: Request, days_id: UUID) -> HttpResponse:
    closing.take_back(days_id=days_id, actor=request.actor, at=request.at)
    messages.success(request, _("Taken back. Your hours are as always."))
    return redirect("services:ours")


def _line(service: Service, request: Request, refusal: Invalid | None, waiting: int) -> dict[str, Any]:
    said = getattr(service, "capacity", None)
    of_limits = refusal is not None and refusal.field in LIMITS
    known = {name: getattr(said, name, None) for name in (*ROOM, *LIMITS)}
    typed = {name: request.POST[name][:20] for name in known if refusal is not None and name in request.POST}
    return {
        "service": service,
        "room": words.room(capacity.room(service, at=request.at), request.at),
        "waiting": waiting,
        "checked": present.checked(service, request.at),
        "states": [(value, label, said is not None and said.state == value) for value, label in STATES],
        "numbers": known | typed,
        "refusal": None if of_limits else refusal,
        "limits_refusal": refusal if of_limits else None,
        "gone": service.status in {"inactive", "defunct"},
    }


@permissions.for_(permissions.ANSWERERS)
@require_POST
def room(request: Request, service_id: UUID) -> HttpResponse:
    try:
        upkeep.say_capacity(
            service_id=service_id,
            state=request.POST.get("state", ""),
            actor=request.actor,
            at=request.at,
            room_this_week=whole_number(request.POST, "room_this_week"),
            wait_days=whole_number(request.POST, "wait_days"),
        )
    except Invalid as refusal:
        return _page(request, refusal, service_id, status=400)
    messages.success(request, _("Thank you. Everybody who looks for help sees it now."))
    return redirect("services:ours")


@permissions.for_(permissions.ANSWERERS)
@require_POST
def limits(request: Request, service_id: UUID) -> HttpResponse:
    try:
        upkeep.say_limits(
            service_id=service_id,
            maximum=whole_number(request.POST, "maximum"),
            weekly_limit=whole_number(request.POST, "weekly_limit"),
            actor=request.actor,
            at=request.at,
        )
    except Invalid as refusal:
        return _page(request, refusal, service_id, status=400)
    messages.success(request, _("Saved. Whoever sends sees what is left, before they send."))
    return redirect("services:ours")


@permissions.for_(permissions.ANSWERERS)
@require_POST
def let_in(request: Request, service_id: UUID) -> HttpResponse:
    number = capacity.let_in(service_id=service_id, actor=request.actor, at=request.at)
    said = ngettext(
        "{n} request is on its way to your inbox.", "{n} requests are on their way to your inbox.", number
    )
    messages.success(request, said.format(n=number))
    return redirect("services:ours")


@permissions.for_(permissions.ANSWERERS)
@require_POST
def right(request: Request, service_id: UUID) -> HttpResponse:
    upkeep.assure(service_id=service_id, actor=request.actor, at=request.at)
    messages.success(request, _("Checked today. Thank you."))
    return redirect("services:ours")


@permissions.for_(permissions.ANSWERERS)
@require_POST
def email(request: Request) -> HttpResponse:
    here = organization_of(request)
    try:
        upkeep.set_answer_email(
            organization_id=here, email=request.POST.get("email", ""), actor=request.actor, at=request.at
        )
    except Invalid as refusal:
        return _page(request, refusal, status=400)
    said = (
        _("Requests are sent to this address from now on.")
        if request.POST.get("email", "").strip()
        else _("Requests are mailed to nobody any more. They wait in your inbox.")
    )
    messages.success(request, said)
    return redirect("services:ours")


@permissions.for_(permissions.ANSWERERS)
@require_POST
def text_phone(request: Request) -> HttpResponse:
    here = organization_of(request)
    typed = request.POST.get("phone", "")[:40]
    try:
        answering.set_phone(organization_id=here, phone=typed, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return _page(request, refusal, status=400)
    said = (
        _("A code was sent to this number. Type it here.")
        if typed.strip()
        else _("No texts are sent any more.")
    )
    messages.success(request, said)
    return redirect("services:ours")


@permissions.for_(permissions.ANSWERERS)
@require_POST
def text_code(request: Request) -> HttpResponse:
    here = organization_of(request)
    typed = request.POST.get("code", "")[:20]
    try:
        right = answering.confirm(organization_id=here, code=typed, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return _page(request, refusal, status=400)
    if not right:
        return _page(
            request, Invalid(_("This is not the code. Look at the text again."), field="code"), status=400
        )
    messages.success(request, _("Requests come to this phone from now on, too."))
    return redirect("services:ours")


class WordsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the service"), max_length=255)
    description = forms.CharField(
        label=gettext_lazy("What people get"),
        required=False,
        max_length=said.LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("The first two sentences stand in the list."),
    )
    eligibility_description = forms.CharField(
        label=gettext_lazy("Who it is for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    application_process = forms.CharField(
        label=gettext_lazy("How to get it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    fees_description = forms.CharField(
        label=gettext_lazy("What it costs"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Like: free"),
    )


@permissions.for_(permissions.ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, service_id: UUID) -> HttpResponse:
    service = queries.service(service_id)
    policies.check_can_say(request.actor, service)
    known = {name: getattr(service, name) for name in WordsForm.base_fields}
    form = WordsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            texts = upkeep.Texts(**form.cleaned_data)
            upkeep.describe(service_id=service_id, texts=texts, actor=request.actor, at=request.at)
            messages.success(request, _("Saved, and checked today."))
            return redirect("services:ours")
        except Invalid as refusal:
            form.add_error(refusal.field or None, str(refusal))
    return render(
        request, "directory/edit.html", {"form": form, "service": service}, status=400 if form.errors else 200
    )
