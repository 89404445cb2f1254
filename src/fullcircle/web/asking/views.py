"""The board of surveys, one survey and its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments import queries as shelf
from fullcircle.assessments.asking import actions, policies, queries, roster
from fullcircle.assessments.asking.actions import Planned
from fullcircle.assessments.asking.states import COUNTED, MODES, PROMISES, Mode, State
from fullcircle.web import permissions, spreadsheet
from fullcircle.web.acting import Request
from fullcircle.web.asking import present

if TYPE_CHECKING:
    from fullcircle.assessments.models import Campaign

A_PAGE = 100


class PlannedForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=actions.LONGEST_TITLE,
        help_text=gettext_lazy("Whoever is asked reads it first."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What is it for, and what happens with the answers?"),
        max_length=actions.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    mode = forms.ChoiceField(label=gettext_lazy("What do we promise?"), widget=forms.RadioSelect)
    opens_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Links work until midnight, by the community’s clock."),
    )
    target = forms.IntegerField(
        label=gettext_lazy("How many answers do you hope for?"),
        min_value=1,
        max_value=actions.MOST,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "mode", [(one.value, _pick(MODES[one], PROMISES[one])) for one in Mode])


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
    field.choices = choices


class StartForm(PlannedForm):
    form = forms.ChoiceField(label=gettext_lazy("Which form?"), widget=forms.RadioSelect)
    field_order = ["form"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "form", [(str(one.pk), _on_the_shelf(one)) for one in shelf.forms_for_campaigns()])


def _on_the_shelf(form: Any) -> str:
    found = shelf.questionnaire(form)
    words = [found.description.in_(present.language())]
    if present.about(found)["not_validated"]:
        words.append(_("Not validated."))
    return _pick(found.title.in_(present.language()), " ".join(filter(None, words)))


def _pick(name: object, text: object) -> str:
    return format_html("<strong>{}</strong> <small>{}</small>", name, text)


@permissions.for_(permissions.ROOM)
@require_safe
def board(request: Request) -> HttpResponse:
    """The backbone sees all; who sits at the table what was reported."""
    keeps = policies.can_keep(request.actor, accounts.community().hub_id)
    lines = [present.line(one) for one in queries.campaigns()]
    if request.GET.get("format") == "csv":
        return _table(lines)
    return render(request, "asking/list.html", {"lines": lines, "keeps": keeps})


def _table(lines: list[dict[str, Any]]) -> HttpResponse:
    head = ("title", "form", "mode", "state", "opens", "closes", "target", "you_said", "we_did")
    found = [(line["campaign"], line["form"]) for line in lines]
    rows = (
        (one.title, form, one.mode, one.state, one.opens_on, one.closes_on, one.target or "", one.you_said, one.we_did)
        for one, form in found
    )  # fmt: skip
    return spreadsheet.table("surveys", head, rows)


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    policies.check_can_keep(request.actor, accounts.community().hub_id)
    today = localtime(request.at).date()
    form = StartForm(request.POST or None, initial=_begun(request, today))

    def plan() -> Campaign:
        said = dict(form.cleaned_data)
        return actions.plan(
            form_id=UUID(said.pop("form")), planned=Planned(**said), actor=request.actor, at=request.at
        )

    if (made := _saved(request, form, plan)) is not None:
        messages.success(request, _("Planned. Now say who is asked."))
        return redirect("asking:audience", made.pk)
    context = {"form": form, "shelf": shelf.forms_for_campaigns()}
    return render(request, "asking/start.html", context, status=400 if form.errors else 200)


def _begun(request: Request, today: date) -> dict[str, Any]:
    """`?form=`: a page that asks for one form brings it along, with the promise that fits it."""
    found = next(
        (one for one in shelf.forms_for_campaigns() if one.name == request.GET.get("form", "")), None
    )
    named = found is not None and bool(roster.links(shelf.questionnaire(found)))
    known = {"opens_on": today, "mode": Mode.NAMED if named else Mode.ANONYMOUS}
    return known | ({"form": str(found.pk)} if found else {})


def _saved(request: Request, form: forms.Form, save: Callable[[], Campaign]) -> Campaign | None:
    """None where there is something to mend, or nothing was sent."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, campaign_id: UUID) -> HttpResponse:
    campaign = _kept(request, campaign_id)
    policies.check_is(campaign, State.PLANNED, State.OPEN)
    known = {name: getattr(campaign, name) for name in PlannedForm.base_fields}
    form = PlannedForm(request.POST or None, initial=known)

    def save() -> Campaign:
        planned = Planned(**form.cleaned_data)
        return actions.change(campaign_id=campaign_id, planned=planned, actor=request.actor, at=request.at)

    if _saved(request, form, save) is not None:
        messages.success(request, _("Saved."))
        return redirect("asking:campaign", campaign_id)
    context = {"form": form, "campaign": campaign}
    return render(request, "asking/edit.html", context, status=400 if form.errors else 200)


@permissions.for_(permissions.HUB)
@require_safe
def campaign(request: Request, campaign_id: UUID) -> HttpResponse:
    found = _kept(request, campaign_id)
    taken = queries.taken(found)
    form = roster.of(found)
    page = Paginator(queries.invitations(found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **present.line(found),
        "promise": present.promise(found.mode),
        "about": present.about(form),
        "taken": taken,
        "channels": present.channels(taken),
        "sectors": [(present.sector(one.sector), one) for one in taken.sectors],
        "waiting": queries.sheets_waiting(found),
        "open_link": queries.has_open_link(found),
        "state": found.state,
        "is_counted": found.state in COUNTED,
        "is_late": present.is_late(found, request.at),
        "questions": len(form.asked),
        "page": page,
        "newer": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?page={page.next_page_number()}" if page.has_next() else "",
        # Who answered is shown where the answer itself will be, and nowhere else.
        "shows_answered": found.mode == Mode.NAMED,
    }
    return render(request, "asking/campaign.html", context)


STEPS = {
    "open": (actions.open_, gettext_lazy("Open. Invitations are on their way.")),
    "remind": (actions.remind, gettext_lazy("Reminders are on their way to who has not answered.")),
    "close": (actions.close, gettext_lazy("Closed. The answers are being counted.")),
    "report": (actions.report, gettext_lazy("Reported. The table reads it now.")),
}


@permissions.for_(permissions.HUB)
@require_POST
def step(request: Request, campaign_id: UUID) -> HttpResponse:
    """Open, remind, close, report: a refusal is said on the page."""
    act, said = STEPS.get(request.POST.get("do", ""), (None, ""))
    if act is None:
        raise Invalid(_("There is no such step."))
    try:
        act(campaign_id=campaign_id, actor=request.actor, at=request.at)
    except (Invalid, Conflict) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(said))
    return redirect("asking:campaign", campaign_id)


class ActForm(forms.Form):
    you_said = forms.CharField(
        label=gettext_lazy("You said"),
        max_length=actions.LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("What you heard, in a few plain sentences. Name nobody."),
    )
    we_did = forms.CharField(
        label=gettext_lazy("We did"),
        max_length=actions.LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("What changed because of it; what will not change, and why."),
    )


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, campaign_id: UUID) -> HttpResponse:
    """'You said, we did': no survey ends without it."""
    campaign = _kept(request, campaign_id)
    policies.check_can_move(campaign, State.ACTED_ON)
    form = ActForm(request.POST or None)

    def save() -> Campaign:
        return actions.act(campaign_id=campaign_id, **form.cleaned_data, actor=request.actor, at=request.at)

    if _saved(request, form, save) is not None:
        messages.success(request, _("Everybody can read it now."))
        return redirect("asking:report", campaign_id)
    context = {"form": form, "campaign": campaign}
    return render(request, "asking/act.html", context, status=400 if form.errors else 200)


def _kept(request: Request, campaign_id: UUID) -> Campaign:
    policies.check_can_keep(request.actor, accounts.community().hub_id)
    return queries.campaign(campaign_id)
